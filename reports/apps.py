from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Words for the record of changes."""
        from reports import record_words  # noqa: F401
