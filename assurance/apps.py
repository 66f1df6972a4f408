from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "assurance"

    def ready(self) -> None:
        """Words for the record of changes and for e-mails; what is checked; what people are reminded of;
        which reviews are finished.
        """
        from assurance import notice_words, record_words  # noqa: F401
        from assurance.checks import read_modules_of
        from assurance.reach import years_finished
        from governance import finished_reviews

        finished_reviews.register(years_finished)

        read_modules_of("assurance.checks")
        read_modules_of("assurance.reminders")
