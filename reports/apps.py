from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Words for the record of changes and for e-mails; what is checked before a step."""
        from assurance.checks import read_modules_of
        from reports import notice_words, record_words  # noqa: F401

        read_modules_of("reports.checks")
