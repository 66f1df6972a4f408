"""The published documents of a council, their versions and what became of each: two queries.

Public is what has a day from which it is public, once that day has come. An assurance review stays closed
while it holds a score that nobody has agreed, whatever its day says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from itertools import groupby

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from governance.models import Council
from reports.models import DocumentKind, Publication, Rendering
from reports.rendering import is_ready

# The names of the documents in public addresses, in the order in which a council's page lists them.
NAMES = {
    "annual-governance-statement": DocumentKind.AGS,
    "local-code": DocumentKind.LOCAL_CODE,
    "action-plan": DocumentKind.ACTION_PLAN,
    "action-monitoring-report": DocumentKind.MONITORING_REPORT,
    "assurance-review": DocumentKind.ASSURANCE_REVIEW,
}
NAME_OF = {kind: name for name, kind in NAMES.items()}
STATE_WORDS = {
    Publication.State.MEMBERS: "draft",
    Publication.State.UNAUDITED: "unaudited draft",
    Publication.State.APPROVED: "approved",
    Publication.State.FINAL: "final",
}
# In canonical JSON: texts cannot look so, for their quotation marks are escaped.
HOLDS_UNAGREED = Q(kind=DocumentKind.ASSURANCE_REVIEW) & (
    Q(content__contains='"draft":true') | Q(content__contains='"to_agree":true')
)


@dataclass(frozen=True)
class PublicVersion:
    """A publication that is or was public. `number` stands in its address and never changes."""

    publication: Publication
    number: int

    @property
    def kind(self) -> DocumentKind:
        return DocumentKind(self.publication.kind)

    @property
    def parts(self) -> dict[str, object]:
        """What the address of its document names: council, document, and the year but for a Local Code."""
        publication = self.publication
        named: dict[str, object] = {"public_slug": publication.council.slug, "name": NAME_OF[self.kind]}
        return named if self.kind == DocumentKind.LOCAL_CODE else named | {"year": publication.cycle.year}

    @property
    def current_address(self) -> str:
        """The address of the document, whichever version is read there."""
        return reverse("published:document", kwargs=self.parts)

    @property
    def address(self) -> str:
        """The address of this version alone."""
        return reverse("published:version", kwargs=self.parts | {"number": self.number})

    def changes_since(self, earlier: PublicVersion) -> str:
        """The address of what changed from an earlier version to this one."""
        return reverse(
            "published:differences", kwargs=self.parts | {"number": self.number, "earlier": earlier.number}
        )

    def file_address(self, form: str, *, of_version: bool) -> str:
        """`form` is one of reports.public.forms.FORMS."""
        if of_version:
            return reverse(
                "published:version-file", kwargs=self.parts | {"number": self.number, "form": form}
            )
        return reverse("published:file", kwargs=self.parts | {"form": form})

    @property
    def title(self) -> str:
        """ "Annual Governance Statement 2024/25"; a Local Code is of no year."""
        year = "" if self.kind == DocumentKind.LOCAL_CODE else f" {self.publication.cycle.label}"
        return f"{self.kind.label}{year}"

    @property
    def words(self) -> str:
        """ "version 3, final"."""
        state = STATE_WORDS[Publication.State(self.publication.state)]
        return f"version {self.publication.version}, {state}"

    @property
    def published_on(self) -> date:
        day = self.publication.public_from
        assert day is not None  # noqa: S101 (only what has a day is ever public)
        return day

    @property
    def changed_at(self) -> datetime:
        """When what is read at its address last changed."""
        publication = self.publication
        published = datetime.combine(self.published_on, time(), UTC)
        return max(publication.released_at, published, publication.withdrawn_at or published)

    @cached_property
    def pdf(self) -> Rendering | None:
        """The file that was given out: the first that was made and is there."""
        return self.first_of(Rendering.Variant.STANDARD)

    @cached_property
    def large_print(self) -> Rendering | None:
        """The same in large print."""
        return self.first_of(Rendering.Variant.LARGE_PRINT)

    def first_of(self, variant: str) -> Rendering | None:
        of_variant = (one for one in self.publication.renderings.all() if one.variant == variant)
        return next((made for made in of_variant if is_ready(made)), None)


@dataclass(frozen=True)
class PublicDocument:
    """A document of a council: all its versions that are or were public, the newest first."""

    versions: tuple[PublicVersion, ...]

    @property
    def newest(self) -> PublicVersion:
        return self.versions[0]

    @property
    def current(self) -> PublicVersion | None:
        """The newest that is not withdrawn."""
        return next((one for one in self.versions if not one.publication.is_withdrawn), None)

    @property
    def withdrawn(self) -> tuple[PublicVersion, ...]:
        return tuple(one for one in self.versions if one.publication.is_withdrawn)

    @property
    def earlier(self) -> tuple[PublicVersion, ...]:
        """Those that were replaced."""
        return tuple(
            one for one in self.versions if one is not self.current and not one.publication.is_withdrawn
        )

    @property
    def changes(self) -> list[tuple[PublicVersion, str]]:
        """Each version that was replaced, with the address of what changed since."""
        current = self.current
        return [(one, current.changes_since(one)) for one in self.earlier] if current else []

    @property
    def changed_at(self) -> datetime:
        return max(one.changed_at for one in self.versions)

    def version(self, number: int) -> PublicVersion | None:
        return next((one for one in self.versions if one.number == number), None)


def published(
    council: Council, *, at: date, kind: DocumentKind | None = None, year: int | None = None
) -> list[PublicDocument]:
    """The documents of a council that are or were public on a day: by kind as listed, newest year first."""
    rows = Publication.objects.for_council(council).exclude(HOLDS_UNAGREED)
    rows = rows.filter(kind__in=NAMES.values() if kind is None else [kind])
    if year is not None:
        rows = rows.filter(cycle__starts_on__year=year)
    made = Rendering.objects.filter(state=Rendering.State.DONE).defer("html").order_by("pk")
    found = list(
        rows.defer("content", "html")
        .select_related("cycle", "council")
        .prefetch_related(Prefetch("renderings", queryset=made))
        .order_by("released_at", "pk")
    )
    versions = sorted(
        (one for one in numbered(found) if is_or_was_public(one.publication, at=at)), key=place_of
    )
    return [
        PublicDocument(tuple(reversed(list(group))))
        for _, group in groupby(versions, key=lambda one: place_of(one)[:2])
    ]


def numbered(publications: Iterable[Publication]) -> list[PublicVersion]:
    """Each with the number of its address: a Local Code, which is of no year, is counted over all reviews."""
    found, codes = [], 0
    for publication in publications:
        is_code = publication.kind == DocumentKind.LOCAL_CODE
        codes += is_code
        found.append(PublicVersion(publication, codes if is_code else publication.number))
    return found


def place_of(version: PublicVersion) -> tuple[int, int, int]:
    """Where a version stands: document, newest year first, then as it was given out."""
    is_code = version.kind == DocumentKind.LOCAL_CODE
    year = 0 if is_code else -version.publication.cycle.year
    return list(NAMES.values()).index(version.kind), year, version.number


def is_or_was_public(publication: Publication, *, at: date) -> bool:
    """Its day has come, and it was not withdrawn before that day."""
    day = publication.public_from
    if day is None or day > at:
        return False
    withdrawn = publication.withdrawn_at
    return withdrawn is None or timezone.localdate(withdrawn) >= day


def find_document(slug: str, name: str, year: int | None, *, at: date) -> PublicDocument | None:
    """The document that a public address names; None when there is no such thing."""
    kind = NAMES.get(name)
    council = Council.objects.filter(slug=slug).first()
    if kind is None or council is None:
        return None
    return next(iter(published(council, at=at, kind=kind, year=year)), None)


def councils_with_documents(*, at: date) -> list[Council]:
    """Those that have something to read; one query."""
    standing = (
        Publication.objects.filter(kind__in=NAMES.values(), public_from__lte=at, withdrawn_at=None)
        .exclude(HOLDS_UNAGREED)
        .values("council")
    )
    return list(Council.objects.filter(pk__in=standing).order_by("name"))
