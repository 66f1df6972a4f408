"""A mail server for tests: takes what it is given, or ends each step as it was told to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

BACKEND = "tests.governance.fake_mail.Backend"


class Killed(BaseException):
    """What ends the worker in the middle of its work."""


class Backend(BaseEmailBackend):
    """`at_opening`, `before_taking` and `after_taking` hold what is raised there, one for each try."""

    taken: ClassVar[list[EmailMessage]] = []
    at_opening: ClassVar[list[BaseException]] = []
    before_taking: ClassVar[list[BaseException]] = []
    after_taking: ClassVar[list[BaseException]] = []

    @classmethod
    def reset(cls) -> None:
        for steps in (cls.taken, cls.at_opening, cls.before_taking, cls.after_taking):
            steps.clear()

    def open(self) -> bool:
        self._raise_next(self.at_opening)
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self._raise_next(self.before_taking)
        self.taken.extend(email_messages)
        self._raise_next(self.after_taking)
        return len(email_messages)

    def _raise_next(self, errors: list[BaseException]) -> None:
        if errors:
            raise errors.pop(0)
