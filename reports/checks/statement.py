"""Checks 7, 10 and 12 on the statement: its opinion, its dates, notes in its texts, hidden sections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from assurance.checked_review import CheckedReview, quoted
from assurance.checks import Finding, Gate, Rule, check
from assurance.drafting_notes import find_notes
from assurance.models import Milestone
from assurance.people_in_texts import addresses_in, names_in
from governance.templatetags.ga import govdate
from reports.checks.reading import OPINION_PART, about_statement, sections_of, statement_of, texts_of
from reports.drafting.standing import state_of
from reports.drafting.writing import write_drafts
from reports.layouts import keys_of

MOST_DAYS = 30  # between the date of the facts and approval
PUBLISHED = frozenset({Gate.DRAFT, Gate.APPROVAL, Gate.FINAL})

OPINION = Rule(
    "opinion",
    7,
    "No opinion chosen",
    "The statement has to say how good the arrangements were. Without it there is nothing to approve.",
    frozenset({Gate.DRAFT, Gate.APPROVAL}),
)
UP_TO_DATE = Rule(
    "up-to-date",
    10,
    "The statement is not up to date",
    "It has to hold when the committee approves it: facts at most 30 days old, and events since 31 March.",
    frozenset({Gate.APPROVAL, Gate.FINAL}),
)
STATEMENT_NOTES = Rule(
    "statement-notes",
    12,
    "Notes to oneself in the statement",
    "“Speak to”, “TBC” or “xx” in print tells every reader that nobody read it.",
    PUBLISHED,
)
STATEMENT_PEOPLE = Rule(
    "statement-people",
    12,
    "A person’s name or address in the statement",
    "What is published stays: name the post, and use a shared mailbox.",
    PUBLISHED,
    must=False,
)

HIDDEN_SECTIONS = Rule(
    "hidden-sections",
    12,
    "Sections of the statement that are not printed",
    "A text that nobody reads, or a part that readers expect of every statement, may be hidden by mistake.",
    frozenset({Gate.DRAFT, Gate.APPROVAL}),
    must=False,
)

CHANGED_SINCE = Rule(
    "changed-since-written",
    10,
    "The review changed after parts of the statement were written",
    "What they say may no longer be so. Look at each, and write it anew or say that it still holds.",
    frozenset({Gate.DRAFT, Gate.APPROVAL}),
    must=False,
)


@check(OPINION)
def opinion(review: CheckedReview) -> Iterator[Finding]:
    statement = statement_of(review)
    if statement is None or not statement.opinion:
        yield about_statement(
            review, "No opinion is chosen yet", "Choose the opinion", "opinion", part=OPINION_PART
        )


@check(UP_TO_DATE)
def up_to_date(review: CheckedReview) -> Iterator[Finding]:
    statement = statement_of(review)
    as_at = statement.as_at if statement else None
    approval = review.dates.get(Milestone.Kind.APPROVAL)
    if as_at is None:
        yield about_statement(
            review, "The date of its facts is not given", "Give the date", "as at", part=OPINION_PART
        )
    elif approval and as_at < approval - timedelta(days=MOST_DAYS):
        what = f"Its facts are of {govdate(as_at)}, more than 30 days before approval on {govdate(approval)}"
        yield about_statement(review, what, "Change the date", "as at", part=OPINION_PART)
    if "events" in sections_of(review).shown_keys and not texts_of(review).get("events", "").strip():
        what = "It does not say what happened since the year end, or “None”"
        yield about_statement(review, what, "Write it", "events", part="events")


@check(STATEMENT_NOTES)
def statement_notes(review: CheckedReview) -> Iterator[Finding]:
    for key, text in texts_of(review).items():
        if notes := find_notes(text):
            words = "; ".join(quoted(without_marks(note.words)) for note in notes)
            yield about_statement(
                review, f"{sections_of(review).heading_of(key)}: {words}", "Change the text", key, part=key
            )


@check(STATEMENT_PEOPLE)
def statement_people(review: CheckedReview) -> Iterator[Finding]:
    mailbox = review.setting("contact_email")
    for key, text in texts_of(review).items():
        if found := [*names_in(text, review.names), *addresses_in(text, mailbox=mailbox)]:
            what = f"{sections_of(review).heading_of(key)}: {', '.join(found)}"
            yield about_statement(review, what, "Change the text", key, part=key)


@check(HIDDEN_SECTIONS)
def hidden_sections(review: CheckedReview) -> Iterator[Finding]:
    """Those that hold a text, and those that the regulations or their guidance ask for."""
    statement = statement_of(review)
    written = {row.key for row in statement.sections.all() if row.text.strip()} if statement else set()
    for each in sections_of(review).hidden:
        holds = "it holds a text" if written.intersection(keys_of(each.section)) else ""
        expected = "the regulations or their guidance ask for it" if each.section.expected else ""
        if why := " and ".join(filter(None, (holds, expected))):
            what = f"“{each.heading}” is hidden, and {why}"
            yield about_statement(
                review, what, "Show it, or leave it", each.key, page="reports:statement-sections"
            )


@check(CHANGED_SINCE)
def changed_since_written(review: CheckedReview) -> Iterator[Finding]:
    """Printed texts whose facts differ from those they were written or last checked against."""
    statement = statement_of(review)
    shown = sections_of(review).shown_keys
    rows = [
        row
        for row in (statement.sections.all() if statement else ())
        if row.key in shown and row.text.strip() and row.drafted_from
    ]
    drafts = write_drafts(review.cycle, statement, on=review.at) if rows else {}
    for row in rows:
        draft = drafts.get(row.key)
        if draft and state_of(row, draft).has_changed:
            what = f"{sections_of(review).heading_of(row.key)}: the review changed after this was written"
            # Another change is another finding: a reason given for this one does not cover it.
            subject = f"{row.key} {draft.facts[:12]}"
            yield about_statement(review, what, "Look at it", subject, part=row.key)


def without_marks(words: str) -> str:
    """Words of a text without the marks of a bullet and of bold."""
    return words.replace("**", "").removeprefix("- ")
