"""Walks the addresses of a council, and builds a council with a row behind each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from unittest.mock import patch

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assurance.models import (
    AssuranceSource,
    Comment,
    DirectorReturn,
    Evidence,
    EvidenceFile,
    FileVersion,
    GovernanceIssue,
    ImportRun,
    ImprovementAction,
)
from governance import urls
from governance.models import Council, Invitation, Membership
from governance.permissions import Permission
from governance.roles import Role
from reports.editions.starting import first_text
from reports.models import DocumentKind, Publication, Signature
from reports.workflow.editions import bring_in_edition
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, make_post

COUNCIL_ROWS = frozenset({"pk", "run", "comment", "grant_pk", "section", "signature"})
YEAR = 2024
PAGE = """<html lang="en-GB"><head><title>Statement</title><meta name="dcterms.created" content="2025-01-01">
</head><body><main><p>Released</p></main></body></html>"""


@dataclass(frozen=True)
class Address:
    """One address under /councils/<slug>/: its full name, the names of its parts, the right it demands."""

    name: str
    parts: frozenset[str]
    permission: Permission | None

    def url(self, council: SampleCouncil, **parts: Any) -> str:
        values = {part: council.value(self.name, part) for part in self.parts} | parts
        return reverse(self.name, kwargs=values)


def council_addresses() -> Iterator[Address]:
    """Every address that names a council."""
    for route, name, pattern in walk(get_resolver(), "", ""):
        if "council_slug" in route:
            parts = frozenset(re.findall(r"<\w+:(\w+)>", route))
            yield Address(name, parts, getattr(pattern.callback, "required_permission", None))


@contextmanager
def short_refusals() -> Iterator[None]:
    """Refusals without their page, where hundreds are asked for: writing it takes longer than all before."""

    def refuse(status: int) -> Callable[..., HttpResponse]:
        def in_short(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
            return HttpResponse(status=status)

        return in_short

    with patch.multiple(urls, handler403=refuse(403), handler404=refuse(404)):
        yield


def walk(resolver: URLResolver, route: str, namespace: str) -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, here, inner)
        else:
            yield here, f"{namespace}{entry.name}", entry


@dataclass
class SampleCouncil:
    """A council with one member of each role and one row behind each address."""

    council: Council
    members: dict[Role, Membership]
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.council.slug

    def member(self, role: Role) -> Membership:
        return self.members[role]

    def row_number(self, name: str, part: str) -> int:
        """The primary key that an address takes: by its part, else by the noun of its name."""
        if part in self.rows:
            return self.rows[part]
        noun = name.split(":")[1].split("-")[0]
        return self.rows[noun]

    def value(self, name: str, part: str) -> Any:
        fixed = {
            "council_slug": self.slug,
            "year": YEAR,
            "ref": "A1.1",
            "letter": "A",
            "suffix": "csv",
            "kind": DocumentKind.AGS.value,
            "key": "0" * 64,
        }
        return fixed[part] if part in fixed else self.row_number(name, part)


def sample_council(slug: str = "sample") -> SampleCouncil:
    council = make_council(slug)
    members = {role: make_member(council, role) for role in Role}
    officer = members[Role.SERVICE_OFFICER]
    cycle = make_cycle(council, YEAR)
    [given] = give_rows(cycle, officer, "A1.1")
    spare = make_member(council, Role.SERVICE_OFFICER)
    grant = spare.grants.get()
    publication = Publication.objects.create(
        council=council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        number=1,
        content="{}",
        digest="0" * 64,
        html=PAGE,
        visible_from=date(2025, 1, 1),
        released_by=members[Role.MONITORING_OFFICER],
        released_at=NOW,
    )
    item = Evidence.objects.create(council=council, title="Code of conduct")
    file = EvidenceFile.objects.create(council=council, evidence=item, added_by=officer, added_at=NOW)
    code = bring_in_edition(
        council=council,
        framework=cycle.framework,
        text=first_text(cycle, "table"),
        file="code.json",
        by=members[Role.COORDINATOR],
        at=NOW,
    )
    rows: dict[str, Any] = {
        "invitation": Invitation.objects.create(council=council, email="new@example.test", name="New"),
        "post": make_post(council),
        "person": spare,
        "role": spare,
        "membership": spare,
        "grant_pk": grant,
        "run": ImportRun.objects.create(
            council=council,
            year=YEAR,
            cycle=cycle,
            filing=ImportRun.Filing.THIS_YEAR,
            file_name="x.csv",
            mapping={"columns": {}, "words": {}},
        ),
        "comment": Comment.objects.create(
            council=council, assessment=given, author=officer, text="Who checked it?", at=NOW
        ),
        "signature": Signature.objects.create(
            council=council,
            cycle=cycle,
            kind=DocumentKind.AGS,
            version=1,
            office=Signature.Office.LEADING_MEMBER,
            name="Ann Reed",
            post_title="Leader",
            signed_on=date(2025, 1, 1),
            is_on_paper=True,
            scan_name="Page.pdf",
            scan_stored_as="signatures/none",
            recorded_by=members[Role.MONITORING_OFFICER],
            recorded_at=NOW,
        ),
        "evidence": item,
        "file": file,
        "version": FileVersion.objects.create(
            council=council,
            file=file,
            number=1,
            name="Code.pdf",
            stored_as="evidence/none",
            size=1,
            media_type="application/pdf",
            sha256="0" * 64,
            added_by=officer,
            added_at=NOW,
        ),
        "action": ImprovementAction.objects.create(council=council, text="Train members"),
        "issue": GovernanceIssue.objects.create(council=council, title="Data we cannot trust", raised_at=NOW),
        "source": AssuranceSource.objects.create(
            council=council,
            cycle=cycle,
            kind=AssuranceSource.Kind.INSPECTION,
            provider="Inspectorate of Homes",
            recorded_by=members[Role.COORDINATOR],
            recorded_at=NOW,
        ),
        "return": DirectorReturn.objects.create(
            council=council,
            cycle=cycle,
            post=make_post(council),
            asked_by=members[Role.COORDINATOR],
            asked_at=NOW,
        ),
        "publication": publication,
        "local": code,
        "section": code.sections.first(),
    }
    return SampleCouncil(council, members, {noun: row.pk for noun, row in rows.items()})
