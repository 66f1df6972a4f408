"""Check 9: opinions of others that the council asks for, and directors' returns."""

from datetime import date

import pytest
from django.urls import reverse

from assurance.models import AssuranceSource, DirectorReturn, ReturnAnswer, ReviewCycle
from assurance.readiness import Readiness
from governance.models import CouncilSetting
from tests.assurance.checks.clean_review import found, record_source
from tests.builders import NOW, TODAY, make_post


@pytest.fixture
def auditor(cycle):
    """The external auditor's opinion, to be changed."""
    return AssuranceSource.objects.filter(cycle=cycle, kind="external_auditor")


def test_an_opinion_that_is_asked_for_is_recorded(cycle, auditor, reviewer):
    missing = {"sources-there": [("", "Nothing is recorded for this year")]}
    auditor.update(withdrawn_at=NOW, withdrawn_by=reviewer)
    assert found(cycle) == missing
    CouncilSetting.objects.create(
        council=cycle.council, key="required_sources", value=["head_of_internal_audit", "inspection"]
    )
    assert found(cycle) == missing
    record_source(cycle, "inspection", by=reviewer)
    assert found(cycle) == {}


def test_an_opinion_has_a_date(cycle, auditor):
    auditor.update(dated_on=None)
    assert found(cycle) == {"sources-there": [("", "Somebody as external_auditor: without a date")]}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"opinion_level": "", "opinion": "Value for money was secured."}, ""),
        ({"opinion_level": "", "opinion": " "}, "no opinion is recorded"),
        ({"period_from": date(2024, 1, 1), "period_to": date(2024, 12, 31)}, ""),
        (
            {"period_from": date(2023, 4, 1), "period_to": date(2024, 3, 31)},
            "its period, 1 April 2023 to 31 March 2024, is of another year",
        ),
        ({"period_from": None, "period_to": None}, ""),
        (
            {"period_from": None, "period_to": None, "dated_on": date(2024, 3, 31)},
            "dated 31 March 2024, before the year began",
        ),
    ],
)
def test_an_opinion_is_about_the_year(cycle, auditor, values, said):
    auditor.update(**values)
    expected = {"sources-fitting": [("", f"Somebody as external_auditor: {said}")]} if said else {}
    assert found(cycle) == expected


def test_one_of_several_is_enough(cycle, auditor, reviewer):
    auditor.update(opinion_level="")
    record_source(cycle, "external_auditor", by=reviewer)
    assert found(cycle) == {}


def ask(cycle, by, **values) -> DirectorReturn:
    post = make_post(cycle.council, "Director of Housing")
    return DirectorReturn.objects.create(
        council=cycle.council, cycle=cycle, post=post, asked_by=by, asked_at=NOW, **values
    )


def test_a_return_that_was_asked_for_is_in(cycle, reviewer):
    asked = ask(cycle, reviewer, due_on=date(2025, 5, 30))
    said = "Asked 19 May 2025, due 30 May 2025, not sent"
    assert found(cycle) == {"returns-sent": [("", said)]}
    DirectorReturn.objects.filter(pk=asked.pk).update(sent_at=NOW, sent_by=reviewer)
    assert found(cycle) == {}


def test_a_return_that_is_missing_leads_to_reminding_of_it(cycle, reviewer):
    ask(cycle, reviewer)
    group = Readiness(ReviewCycle.objects.select_related("council").get(pk=cycle.pk), TODAY).group(
        "returns-sent"
    )
    assert group is not None
    [finding] = group.findings
    assert finding.fix.url == reverse("assurance:returns-remind", args=[cycle.council.slug, cycle.year])


def test_a_return_that_was_withdrawn_is_not_asked_for(cycle, reviewer):
    ask(cycle, reviewer, withdrawn_at=NOW)
    assert found(cycle) == {}


@pytest.mark.parametrize("answer", ["with_exceptions", "no"])
def test_an_exception_is_dealt_with(cycle, reviewer, answer):
    sent = ask(cycle, reviewer, sent_at=NOW, sent_by=reviewer)
    told = {"council": cycle.council, "director_return": sent, "statement": "Budgets were kept to"}
    ReturnAnswer.objects.create(**told, number=1, answer="yes")
    exception = ReturnAnswer.objects.create(**told, number=2, answer=answer, text="Repairs overspent.")
    said = "“Budgets were kept to”: “Repairs overspent.”"
    assert found(cycle) == {"exceptions-dealt-with": [("", said)]}
    ReturnAnswer.objects.filter(pk=exception.pk).update(noted_reason="Reported to Cabinet in March.")
    assert found(cycle) == {}


def test_an_exception_is_nobodys_business_until_it_is_sent(cycle, reviewer):
    draft = ask(cycle, reviewer)
    ReturnAnswer.objects.create(
        council=cycle.council, director_return=draft, number=1, statement="Budgets were kept to", answer="no"
    )
    assert list(found(cycle)) == ["returns-sent"]
