from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self) -> None:
        """Signing in and out is recorded: the libraries that do it say so by signals."""
        from governance import sign_in_record

        sign_in_record.connect()
