"""Who else checked, as the Annual Governance Statement tells it: the table, the summary, the disclosures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assurance.models import AssuranceSource, ReviewCycle
from assurance.workflow.sources import record_source, withdraw_source
from governance.roles import Role
from reports.content import ags
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from tests.builders import NOW, TODAY, make_council, make_cycle, make_member

pytestmark = pytest.mark.django_db
Kind = AssuranceSource.Kind


@pytest.fixture
def cycle() -> ReviewCycle:
    return make_cycle(make_council(), 2024)


def record(cycle: ReviewCycle, kind: str, **values: Any) -> AssuranceSource:
    is_own = kind == Kind.HEAD_OF_INTERNAL_AUDIT
    by = make_member(cycle.council, Role.HEAD_OF_INTERNAL_AUDIT if is_own else Role.COORDINATOR)
    return record_source(cycle=cycle, kind=kind, values=values, by=by, at=NOW)


def opinion(cycle: ReviewCycle) -> AssuranceSource:
    return record(
        cycle,
        Kind.HEAD_OF_INTERNAL_AUDIT,
        provider="Head of internal audit",
        opinion_level="limited",
        opinion="Sound, but for contracts.",
        conformance="The work conformed.",
        dated_on=date(2025, 5, 2),
    )


def sentences(cycle: ReviewCycle, key: str) -> str:
    built = ags.build(cycle, on=TODAY)
    return " ".join(next(part.sentences for part in built.parts if part.key == key))


def test_a_statement_without_sources_says_nothing_of_them(cycle):
    page = draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)
    assert "Sources of assurance</caption>" not in page
    assert sentences(cycle, "disclosures") == ""


def test_the_table_lists_the_independent_first(cycle):
    record(cycle, Kind.COMPANY, provider="Waste board", opinion="Four meetings.", dated_on=date(2025, 4, 1))
    opinion(cycle)
    page = draft_page(freeze(DocumentKind.AGS, cycle, on=TODAY), cycle)
    table = page[page.index("Sources of assurance</caption>") :]
    assert table.index("Someone independent") < table.index("The service")
    assert "Limited assurance" in table
    assert "2 May 2025" in table


def test_the_opinion_of_internal_audit_stands_in_summary_and_disclosures(cycle):
    opinion(cycle)
    assert "The head of internal audit gave limited assurance, in the opinion of 2 May 2025." in sentences(
        cycle, "summary"
    )
    disclosed = sentences(cycle, "disclosures")
    assert "2 May 2025: Limited assurance. Sound, but for contracts." in disclosed
    assert "UK public sector: The work conformed." in disclosed


def test_the_external_auditors_headline_stands_in_both(cycle):
    record(
        cycle,
        Kind.EXTERNAL_AUDITOR,
        provider="Ferris and Lowe",
        opinion="No significant weakness",
        summary="One recommendation.",
        dated_on=date(2025, 3, 1),
    )
    assert "The external auditor (1 March 2025): No significant weakness." in sentences(cycle, "summary")
    assert "Ferris and Lowe, 1 March 2025: No significant weakness. One recommendation." in sentences(
        cycle, "disclosures"
    )


def test_a_withdrawn_source_is_not_printed(cycle):
    source = opinion(cycle)
    withdraw_source(source=source, reason="A draft.", by=source.recorded_by, at=NOW)
    assert ags.build(cycle, on=TODAY).sources == ()
