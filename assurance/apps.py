from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self) -> None:
        """Words for the record of changes; what is checked before a step."""
        from assurance import record_words  # noqa: F401
        from assurance.checks import read_modules_of

        read_modules_of("assurance.checks")
