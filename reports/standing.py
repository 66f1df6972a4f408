"""Where a document stands: its newest version that was given out, with its approval and its signatures."""

from __future__ import annotations

from dataclasses import dataclass

from assurance.models import ReviewCycle
from reports.models import Approval, DocumentKind, LocalCodeEdition, Publication, Signature

# Documents that go through steps after their release; the others are released and withdrawn.
WITH_STEPS = (DocumentKind.AGS, DocumentKind.LOCAL_CODE)
State = Publication.State


@dataclass(frozen=True)
class Standing:
    """The newest version of a document. `publications` are those of it that stand, the newest first."""

    publications: list[Publication]
    first: Publication
    is_amended: bool
    approval: Approval | None
    signatures: dict[str, Signature]

    @property
    def latest(self) -> Publication:
        return self.publications[0]

    @property
    def version(self) -> int:
        return self.latest.version

    @property
    def former_code(self) -> str:
        """The check code of its first copies, where they print another: see `Publication.printed_digest`."""
        return self.first.check_code if self.first.check_code != self.latest.check_code else ""

    @property
    def state(self) -> str:
        return self.latest.state

    @property
    def unaudited(self) -> Publication | None:
        return self.in_state(State.UNAUDITED)

    @property
    def final(self) -> Publication | None:
        return self.in_state(State.FINAL)

    @property
    def is_under_amendment(self) -> bool:
        """Opened again under an approval that is subject to amendments, and keeps it."""
        return (
            self.is_amended
            and self.final is None
            and self.approval is not None
            and self.approval.is_subject_to_amendments
        )

    @property
    def offices_missing(self) -> list[str]:
        return [office for office in Signature.Office.values if office not in self.signatures]

    def in_state(self, state: str) -> Publication | None:
        return next((each for each in self.publications if each.state == state), None)


def given_out(cycle: ReviewCycle, kind: DocumentKind) -> list[Publication]:
    """Everything that was given out of a document of a review, the newest first, without its long texts."""
    found = Publication.objects.filter(cycle=cycle, kind=kind).defer("content", "html").order_by("-number")
    return list(found.select_related("released_by__user", "withdrawn_by__user", "edition"))


def standing_of(cycle: ReviewCycle, kind: DocumentKind) -> Standing | None:
    """The newest version; None while nothing was released, or all of that version was withdrawn."""
    return standing_among(given_out(cycle, kind), cycle, kind)


def standing_among(given: list[Publication], cycle: ReviewCycle, kind: DocumentKind) -> Standing | None:
    """The same, of what was fetched already: `given_out` of the review and the document."""
    newest = max((each.version for each in given), default=0)
    of_version = [each for each in given if each.version == newest]
    standing = [each for each in of_version if not each.is_withdrawn]
    if not standing:
        return None
    about = {"cycle": cycle, "kind": kind, "version": newest}
    signatures = Signature.objects.filter(**about).standing()
    return Standing(
        publications=standing,
        first=of_version[-1],
        is_amended=any(each.amend_reason for each in of_version),
        approval=Approval.objects.filter(**about).standing().first(),
        signatures={each.office: each for each in signatures},
    )


def is_locked_by_release(cycle: ReviewCycle, kind: DocumentKind) -> bool:
    """From release on a version is locked, until Amend opens the next (DOMAIN.md §5).

    A further version of the Local Code that is being written opens it too.
    """
    if kind == DocumentKind.LOCAL_CODE and _code_is_being_written(cycle):
        return False
    of_kind = Publication.objects.filter(cycle=cycle, kind=kind)
    newest = of_kind.order_by("-version").values_list("version", flat=True).first()
    if newest is None:
        return False
    of_version = of_kind.filter(version=newest)
    return of_version.filter(withdrawn_at=None).exists() and not of_version.exclude(amend_reason="").exists()


def _code_is_being_written(cycle: ReviewCycle) -> bool:
    editions = LocalCodeEdition.objects.for_council(cycle.council)
    return editions.filter(state=LocalCodeEdition.State.DRAFTING).exists()
