"""Check 7: the statement answers what others found, and every open issue; the finding says by which words."""

from copy import deepcopy

import pytest

from reports.models import GovernanceStatement, StatementSection
from tests.assurance.checks.clean_review import clean_review, found, record_source
from tests.assurance.checks.test_issues import make_issue


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return clean_review()


@pytest.fixture
def review(made, db):
    return deepcopy(made)


@pytest.fixture
def cycle(review):
    return review[0]


def unanswered(cycle) -> list[str]:
    return [what for _, what in found(cycle).get("answered-in-statement", [])]


def write(cycle, text, key="disclosures") -> None:
    statement = GovernanceStatement.objects.get(cycle=cycle)
    StatementSection.objects.update_or_create(
        council=cycle.council, statement=statement, key=key, defaults={"text": text}
    )


def test_a_limited_opinion_of_internal_audit_is_named_in_one_paragraph(cycle):
    cycle.sources.filter(kind="head_of_internal_audit").update(opinion_level="limited", provider="Audit West")
    said = "Audit West, “Limited”: no paragraph says “internal audit” or “Audit West” and “limited”"
    assert unanswered(cycle) == [said]
    write(cycle, "Internal audit reported in May.\n\nOur time was limited.")
    assert unanswered(cycle) == [said]
    write(cycle, "The head of **internal audit** gave a\nlimited opinion.", key="summary")
    assert unanswered(cycle) == []


@pytest.mark.parametrize(
    ("kind", "values", "text"),
    [
        ("head_of_internal_audit", {"opinion_level": "none"}, "Internal audit gave no assurance on payroll."),
        ("external_auditor", {"is_serious": True}, "The external auditors reported a significant weakness."),
        ("ombudsman", {"is_serious": True}, "The Ombudsman upheld one complaint, and we have paid."),
        ("other", {"opinion_level": "limited", "provider": "Fire Board"}, "The Fire Board was critical."),
        ("peer_challenge", {"is_serious": True}, "The peer challenge asked for a new plan."),
    ],
)
def test_each_kind_of_source_is_answered_by_its_name(review, kind, values, text):
    cycle, _, reviewer = review
    cycle.sources.filter(kind=kind).delete()
    record_source(cycle, kind, by=reviewer, **values)
    write(cycle, "We took note of what others said.")
    assert len(unanswered(cycle)) == 1
    write(cycle, text)
    assert unanswered(cycle) == []


@pytest.mark.parametrize(
    ("told", "text", "is_answered"),
    [
        ("Report under section 114", "A section 114 report was made in December, and the budget cut.", True),
        ("Report under section 114", "The s.114 report was made in December.", True),
        ("Report under section 114", "The section 5 report was made in December.", False),
        ("Report under section 114", "No report was made under section 114.", False),
        ("Report under section 5", "The section 5 report of May is answered.", True),
        ("Report under section 5", "The section 51 agreement of May is signed.", False),
        ("A report", "The section 5 report of May is answered.", True),
        ("A report", "Reports under section 5 and section 114: none.", False),
    ],
)
def test_a_statutory_report_is_answered_by_its_section(review, told, text, is_answered):
    cycle, _, reviewer = review
    record_source(cycle, "statutory_report", by=reviewer, opinion=told, opinion_level="")
    write(cycle, text)
    assert (unanswered(cycle) == []) is is_answered


def test_an_open_issue_is_answered_by_its_title_or_by_its_longest_words(cycle):
    make_issue(cycle, "Homes let without a gas check")
    said = (
        "The open issue “Homes let without a gas check”: no paragraph says “Homes let without a gas check”, "
        "nor “homes” and “check”"
    )
    assert unanswered(cycle) == [said]
    write(cycle, "Some homes were let before the yearly check of gas.", key="issues")
    assert unanswered(cycle) == []
    write(cycle, "Homes let without\na gas check: see below.", key="issues")
    assert unanswered(cycle) == []


@pytest.mark.parametrize("status", ["candidate", "rejected"])
def test_what_is_not_significant_needs_no_answer(cycle, status):
    make_issue(cycle, status=status)
    assert unanswered(cycle) == []


def test_a_statement_that_nobody_began_is_not_asked(cycle):
    cycle.sources.update(opinion_level="limited")
    GovernanceStatement.objects.get(cycle=cycle).sections.all().delete()
    assert len(unanswered(cycle)) == 2
    GovernanceStatement.objects.all().delete()
    assert unanswered(cycle) == []
