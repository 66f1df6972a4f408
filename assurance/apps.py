from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self) -> None:
        """Words for the record of changes."""
        from assurance import record_words  # noqa: F401
