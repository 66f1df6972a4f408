"""E-mails about notices, as subject, text and HTML.

They say what happened and never what somebody wrote or scored (`Notice.headline`, not `Notice.said`):
a mailbox may be read by others, the page behind the link only by whoever still may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from governance.models import Membership, Notice, User
from governance.notice_words import counted
from governance.stop_link import stop_link

LONGEST_SUBJECT = 150
MOST_LINES = 30  # of one e-mail; the page of notices has the rest


@dataclass(frozen=True)
class Letter:
    """An e-mail to somebody about some notices. `key` names what it is for, and whom it goes to."""

    recipient: User
    key: str
    subject: str
    text: str
    html: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Line:
    """A notice in an e-mail: what happened, and the address that leads to its page."""

    headline: str
    link: str


def letter_about(notice: Notice, member: Membership) -> Letter:
    """One notice by itself, for whoever chose e-mails at once."""
    context = {"council": member.council.name, "line": _line(notice), "whose": member.council.name}
    return _letter(
        "notice", member.user, f"notice:{notice.pk}", one_line(notice.headline), context, (notice,)
    )


def daily_letter(user: User, notices: Iterable[Notice], *, day: date) -> Letter:
    """All of a day in one e-mail, by council; `notices` newest first, with `council` fetched."""
    told = tuple(notices)
    shown = sorted(told[:MOST_LINES], key=lambda notice: (notice.council.name, notice.council_id))
    context = {
        "whose": in_words(sorted({notice.council.name for notice in told})),
        "number": len(told),
        "councils": [
            (name, [_line(notice) for notice in group])
            for (name, _), group in groupby(shown, key=lambda one: (one.council.name, one.council_id))
        ],
        "more": len(told) - len(shown),
    }
    return _letter("daily", user, daily_key(user, day), daily_subject(told), context, told)


def daily_key(user: User, day: date) -> str:
    """One daily e-mail a person and day."""
    return f"daily:{user.pk}:{day}"


def daily_subject(told: tuple[Notice, ...]) -> str:
    """ "3 things for you: 2 rows sent back, 1 comment"; of a single notice what it says."""
    if len(told) == 1:
        return one_line(told[0].headline)
    kinds = counted(notice.action for notice in told)
    return f"{len(told)} things for you" + (f": {kinds}" if kinds else "")


def in_words(names: list[str]) -> str:
    """ "Merrowdale and Quillham"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def one_line(text: str) -> str:
    """Fit for a header: without line ends, and not too long."""
    return Truncator(" ".join(text.split())).chars(LONGEST_SUBJECT)


def _line(notice: Notice) -> Line:
    return Line(" ".join(notice.headline.split()), absolute("governance:notice", notice.pk))


def absolute(name: str, *args: object) -> str:
    return str(settings.SITE_URL) + reverse(name, args=args)


def _letter(
    template: str, user: User, key: str, subject: str, context: dict[str, object], notices: tuple[Notice, ...]
) -> Letter:
    context = context | {
        "person": user,
        "subject": subject,
        "choice": user.get_mail_choice_display(),
        "choice_link": absolute("governance:mail-choice"),
        "notices_link": absolute("governance:notices"),
        "stop_link": stop_link(user),
    }
    return Letter(
        recipient=user,
        key=key,
        subject=subject,
        text=render_to_string(f"emails/{template}.txt", context),
        html=render_to_string(f"emails/{template}.html", context),
        notices=notices,
    )
