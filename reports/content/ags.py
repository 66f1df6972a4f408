"""The Annual Governance Statement: the sections of its layout, filled from the review where they can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from assurance.director_returns import ReturnFigures, figures_of
from assurance.models import ReviewCycle
from governance.models import Council
from reports.arrangement import PlacedSection, arrangement_of
from reports.content.actions import (
    ActionPlan,
    KeptPromise,
    Promises,
    action_plan,
    plan_sentence,
    promises,
    read_actions,
)
from reports.content.charts import Chart, bands_chart
from reports.content.control import Control, Release, control, long_date
from reports.content.directors import returns_line, returns_sentence
from reports.content.figures import PrincipleFigures, ReviewFigures, ScaleBand, review_figures, scale
from reports.content.issues import (
    FormerIssue,
    Issues,
    former_issues,
    issues_sentences,
    read_issues,
    summary_sentence,
)
from reports.content.reading import ReviewRows, read_review
from reports.content.roles import KeyRole, key_roles
from reports.content.sentences import joined
from reports.content.sources import SourceLine, disclosed, headlines, read_sources, sources_sentence
from reports.layouts import principle_key
from reports.models import DocumentKind, GovernanceStatement


@dataclass(frozen=True)
class StatementPart:
    """A section: sentences from the data, then people's own `text` (Markdown), then `generated` parts."""

    key: str
    number: int
    heading: str
    prose: bool
    sentences: tuple[str, ...]
    text: str
    generated: tuple[str, ...]


@dataclass(frozen=True)
class PrincipleConclusion:
    figures: PrincipleFigures
    low: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Signatory:
    """An office that certifies; the line stays empty until the statement is approved."""

    office: str


@dataclass(frozen=True)
class Ags:
    control: Control
    opinion: str
    opinion_sentence: str
    parts: tuple[StatementPart, ...]
    scale: tuple[ScaleBand, ...]
    chart: Chart
    principles: tuple[PrincipleConclusion, ...]
    promises: Promises
    plan: ActionPlan
    roles: tuple[KeyRole, ...]
    signatories: tuple[Signatory, ...]
    figures: ReviewFigures
    sources: tuple[SourceLine, ...]
    issues: Issues
    former_issues: tuple[FormerIssue, ...]


def build(cycle: ReviewCycle, *, on: date, release: Release | None = None) -> Ags:
    """The statement as it stands on a day. Works before anyone has written a word of it.

    What belongs to a hidden section is left out, so that nobody reads it in the data either.
    """
    review = read_review(cycle)
    statement = GovernanceStatement.objects.filter(cycle=cycle).prefetch_related("sections").first()
    texts = {section.key: section.text for section in statement.sections.all()} if statement else {}
    found = review_figures(review)
    kept = promises(cycle, on=on)
    plan = action_plan(read_actions(cycle, on=on), cycle)
    as_at = statement.as_at if statement else None
    returns = figures_of(cycle)
    sources = (*read_sources(cycle), *returns_line(cycle, returns))
    issues = read_issues(cycle)
    sentences = section_sentences(review, found, kept, plan, sources, issues, returns)
    council: Council = cycle.council
    shown = arrangement_of(cycle, statement).shown
    printed = {name for each in shown for name in each.section.generated}
    return Ags(
        control=control(DocumentKind.AGS, cycle, on=on, as_at=as_at, release=release, review=review),
        opinion=opinion_words(statement),
        opinion_sentence=statement.opinion_sentence if statement else "",
        parts=tuple(part(each, sentences, texts) for each in shown),
        scale=scale(review),
        chart=bands_chart(found.principles, found.bands),
        principles=tuple(
            PrincipleConclusion(
                one,
                tuple(
                    f"{low.ref} {low.title}: {low.score} of 10, {low.word}"
                    for low in found.low
                    if low.ref.startswith(one.letter)
                ),
                texts.get(principle_key(one.letter), ""),
            )
            for one in found.principles
            if "principles" in printed
        ),
        promises=kept if "promises" in printed else replace(kept, actions=()),
        plan=plan if "plan" in printed else replace(plan, actions=()),
        roles=key_roles(council, cycle.governance_model) if "roles" in printed else (),
        signatories=(
            Signatory(council.setting("leading_member_title")),
            Signatory(council.setting("chief_executive_title")),
        ),
        figures=found,
        sources=sources if "sources" in printed else (),
        issues=issues if "issues" in printed else replace(issues, issues=()),
        former_issues=former_issues(cycle) if "former_issues" in printed else (),
    )


def opinion_words(statement: GovernanceStatement | None) -> str:
    if statement is None or not statement.opinion:
        return ""
    label = statement.get_opinion_display()
    return label if statement.opinion == GovernanceStatement.Opinion.NONE else f"{label} assurance"


def part(
    placed: PlacedSection, sentences: dict[str, tuple[str, ...]], texts: dict[str, str]
) -> StatementPart:
    section = placed.section
    return StatementPart(
        key=section.key,
        number=placed.number,
        heading=placed.heading,
        prose=section.prose,
        sentences=sentences.get(section.key, ()),
        text=texts.get(section.key, "") if section.prose else "",
        generated=section.generated,
    )


def section_sentences(
    review: ReviewRows,
    found: ReviewFigures,
    kept: Promises,
    plan: ActionPlan,
    sources: tuple[SourceLine, ...],
    issues: Issues,
    returns: ReturnFigures,
) -> dict[str, tuple[str, ...]]:
    """What the data can say of itself, by section; sentences that would be empty are left out."""
    cycle = review.cycle
    name = cycle.council.name
    start, end = long_date(cycle.starts_on.isoformat()), long_date(cycle.ends_on.isoformat())
    listed = {
        "summary": (
            f"This statement says how well {name} was governed between {start} and {end}, and how we know.",
            counts_sentence(found),
            movement_sentence(found),
            *headlines(sources),
            summary_sentence(issues),
            promises_sentence(kept) if kept.year else "",
            plan_sentence(plan),
        ),
        "responsibility": (
            f"{name} is responsible for governing itself well: for keeping to the law and to proper "
            "standards, and for using public money carefully, economically and to good effect.",
            f"Once a year it reviews how well its arrangements work, against the seven principles of "
            f"{cycle.framework}, by CIPFA and Solace.",
        ),
        "review": (
            agreed_sentence(review),
            counts_sentence(found),
            returns_sentence(returns),
            sources_sentence(sources),
        ),
        "disclosures": disclosed(sources),
        "promises": (promises_sentence(kept),),
        "issues": issues_sentences(issues),
        "plan": (plan_sentence(plan),),
    }
    return {key: tuple(text for text in texts if text) for key, texts in listed.items()}


def counts_sentence(found: ReviewFigures) -> str:
    """ "Of 91 requirements, 53 are Strong, 30 Good and 8 Partial." """
    counts = [(band.count, band.word) for band in found.bands if band.count]
    rest = found.total - found.scored - found.not_applicable
    tail = [f"{found.not_applicable} do not apply"] if found.not_applicable else []
    tail += [f"{rest} are not assessed yet"] if rest else []
    if not counts:
        return f"None of the {found.total} requirements has been scored yet."
    first, *others = counts
    listed = [f"{first[0]} {'is' if first[0] == 1 else 'are'} {first[1]}"]
    listed += [f"{count} {word}" for count, word in others] + tail
    return f"Of {found.total} requirements, {joined(listed)}."


def agreed_sentence(review: ReviewRows) -> str:
    """Who agreed the scores, without claiming more than is true on the day."""
    cycle, found = review.cycle, review.figures
    if cycle.is_past_record:
        by = f" by the {cycle.record_body}" if cycle.record_body else ""
        return f"The review was finished{by} before it was recorded here."
    if found.all_agreed:
        return f"Officers scored {found.total} requirements from 1 to 10; someone else agreed each score."
    return (
        "Officers score each requirement from 1 to 10, and someone else agrees each score. "
        f"{found.agreed} of {found.total} are agreed so far."
    )


def movement_sentence(found: ReviewFigures) -> str:
    better = [one.letter for one in found.principles if one.moved == "better"]
    worse = [one.letter for one in found.principles if one.moved == "worse"]
    if not any(one.moved for one in found.principles):
        return ""
    said = []
    if better:
        said.append(f"{named(better)} moved up against last year.")
    if worse:
        said.append(f"{named(worse)} moved down.")
    return " ".join(said) or "No principle moved to another band since last year."


def named(letters: list[str]) -> str:
    return f"Principle{'s' if len(letters) > 1 else ''} {joined(letters)}"


def promises_sentence(kept: Promises) -> str:
    if not kept.year:
        return "There is no earlier year on record here, so last year's actions are not listed."
    if not kept.actions:
        return f"No action was recorded in {kept.year}."
    done = [one for one in kept.actions if is_kept(one)]
    late = [one for one in done if one.mark == "late"]
    total = len(kept.actions)
    opening = f"We promised {total} {'action' if total == 1 else 'actions'} in {kept.year}"
    if len(done) == total:
        return f"{opening} and kept {'it' if total == 1 else 'all of them'}{', some late' if late else ''}."
    tail = f", {len(late)} of them late" if late else ""
    return f"{opening}: {len(done)} kept{tail}, {total - len(done)} not done or still going on."


def is_kept(promise: KeptPromise) -> bool:
    return promise.mark in {"done", "late"}
