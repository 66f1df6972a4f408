"""What every document says about itself: whose it is, which year, which state, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assurance.models import ReviewCycle
from governance.colours import colour_problem
from governance.models import Council, Post
from reports.content.reading import ReviewRows
from reports.models import DocumentKind

BROKEN_COLOUR = "#0b3c5d"


@dataclass(frozen=True)
class Release:
    """A release to members: the number of its text within the review, and the meeting it goes to, if any."""

    number: int
    meeting: str = ""
    meeting_on: date | None = None


@dataclass(frozen=True)
class Control:
    """The control block. `draft` gives the watermark; `notice` says what is not settled, if anything.

    `considered_by` is the meeting it was released for with its day, else the body that approves.
    `unsettled` is the part of the notice that is about the figures. Later steps of a version make this block
    anew and add its approval and signatures (reports.content.restated); nothing else changes then.
    `logo` is the name of the picture in the file store, which keeps it as it is; empty without one.
    """

    kind: str
    title: str
    council: str
    year: str
    period_start: str
    period_end: str
    draft: bool
    status: str
    version: str
    notice: str
    as_at: str
    made_on: str
    approving_body: str
    considered_by: str
    contact_post: str
    contact_email: str
    colour: str
    logo: str
    logo_alt: str
    framework: str
    unsettled: str


def control(
    kind: DocumentKind,
    cycle: ReviewCycle,
    *,
    on: date,
    as_at: date | None = None,
    release: Release | None = None,
    review: ReviewRows | None = None,
) -> Control:
    """The control block on a day; without a release the document is a draft that members have not seen.

    `review` belongs to the documents that print scores: they say which are still open. A document about
    actions only is no draft once it is released: it tells how things stood on its day.
    """
    council = cycle.council
    stands = cycle.is_past_record or (cycle.is_finished and release is not None)
    settled = (kind == DocumentKind.ASSURANCE_REVIEW and stands) or (
        kind.is_about_actions and release is not None
    )
    return Control(
        kind=kind.value,
        title=kind.label,
        council=council.name,
        year=cycle.label,
        period_start=cycle.starts_on.isoformat(),
        period_end=cycle.ends_on.isoformat(),
        draft=not settled,
        status=status(kind, cycle, release, settled=settled, on=on, review=review),
        version=f"Version {release.number}" if release else "Draft",
        notice="" if settled else notice(cycle, release, review),
        as_at=(as_at or on).isoformat(),
        made_on=on.isoformat(),
        approving_body=council.setting("approving_body"),
        considered_by=considered_by(council, release),
        contact_post=contact_post(council),
        contact_email=council.setting("contact_email"),
        logo=council.logo_name,
        logo_alt=council.logo_alt,
        colour=BROKEN_COLOUR if colour_problem(council.colour) else council.colour,
        framework=str(cycle.framework),
        unsettled=unsettled_figures(review) if review and not settled else "",
    )


def considered_by(council: Council, release: Release | None) -> str:
    if release is None or not release.meeting:
        return str(council.setting("approving_body"))
    day = f", {long_date(release.meeting_on.isoformat())}" if release.meeting_on else ""
    return f"{release.meeting}{day}"


def status(
    kind: DocumentKind,
    cycle: ReviewCycle,
    release: Release | None,
    *,
    settled: bool,
    on: date,
    review: ReviewRows | None,
) -> str:
    """The state in words, printed at the head of every page."""
    if settled and cycle.is_past_record and not kind.is_about_actions:
        return record_words(cycle)
    if release is None:
        return "Draft – not released"
    if kind.is_about_actions:
        return f"Version {release.number}, as at {long_date(on.isoformat())}"
    if settled:
        day = long_date(review.finished_on) if review and review.finished_on else ""
        return f"Review finished {day}".strip()
    refused = "not adopted" if kind == DocumentKind.LOCAL_CODE else "not approved"
    return f"Draft {release.number} for members – {refused}"


def record_words(cycle: ReviewCycle) -> str:
    """Who approved a past year that was signed off elsewhere, as far as its record says."""
    if not cycle.record_body:
        return "Record of a past year"
    day = f" on {long_date(cycle.record_date.isoformat())}" if cycle.record_date else ""
    minute = f", minute {cycle.record_minute}" if cycle.record_minute else ""
    return f"Record of a past year, approved by {cycle.record_body}{day}{minute}"


def notice(cycle: ReviewCycle, release: Release | None, review: ReviewRows | None) -> str:
    """What the reader has to know before the first figure."""
    sentences = ["Members cannot read it yet."]
    if release:
        body = release.meeting or f"The {cycle.council.setting('approving_body')}"
        sentences = [f"{body} has not considered it."]
        if release.meeting_on:
            sentences = [f"{body} considers it on {long_date(release.meeting_on.isoformat())}."]
    open_figures = unsettled_figures(review) if review else ""
    return " ".join([*sentences, open_figures] if open_figures else sentences)


def unsettled_figures(review: ReviewRows) -> str:
    """One sentence while scores are missing or not agreed; empty when the figures stand."""
    found = review.figures
    if review.cycle.is_past_record or found.all_agreed:
        return ""
    missing = found.total - found.scored - found.not_applicable
    to_agree = found.total - found.agreed
    if missing:
        return (
            f"Figures will change: {missing} of {found.total} requirements have no score yet, "
            f"and {to_agree} of {found.total} are still to be agreed."
        )
    return f"Figures may change: {to_agree} of {found.total} scores are still to be agreed."


def contact_post(council: Council) -> str:
    """The title of the post to ask: the monitoring officer's."""
    office = Post.StatutoryOffice.MONITORING_OFFICER
    post = Post.objects.for_council(council).current().filter(statutory_office=office).first()
    return post.title if post else "Monitoring Officer"


def long_date(text: str) -> str:
    """ "2026-05-29" as "29 May 2026"."""
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"
