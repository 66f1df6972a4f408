"""The evidence register as a list: filters that combine, what is not known, and its queries in a crowd."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assurance.evidence_register import Judge, out_of_date, year_end_before
from assurance.models import Evidence, EvidenceUse
from governance.roles import Role
from tests.builders import NOW, make_council, make_cycle, make_member, make_post, row


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cycle(make_council())


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council, client):
    member = make_member(council, Role.SERVICE_OFFICER)
    client.force_login(member.user)
    return member


def show(assessment, item):
    return EvidenceUse.objects.create(council=assessment.council, assessment=assessment, evidence=item)


def register(council, query=""):
    return reverse("assurance:evidence", args=[council.slug]) + query


def page_of(item):
    return reverse("assurance:evidence-item", args=[item.council.slug, item.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def titles_of(client, council, query):
    return {listed.item.title for listed in client.get(register(council, query)).context["items"]}


@pytest.fixture
def crowd(cycle):
    """Items in every standing, by title."""
    council, today = cycle.council, timezone.localdate()
    post = make_post(council, "Head of legal")
    year = today.year
    items: dict[str, dict[str, Any]] = {
        "Due soon": {"next_review": today + timedelta(days=60), "owner_post": post},
        "Due later": {"next_review": today + timedelta(days=61), "checked_by": "service"},
        "Overdue": {"next_review": today - timedelta(days=1), "checked_by": "service"},
        "Old": {"last_reviewed": date(2019, 5, 1), "owner_post": post, "checked_by": "independent"},
        "Plan 2012–2022": {"last_reviewed": date(2025, 1, 1)},
        f"Plan {year}–{year + 4}": {"last_reviewed": date(2025, 1, 1)},
        "Pay policy": {"last_reviewed": date(2025, 1, 1), "checked_by": "another_team"},
        "Ended": {"retired_at": NOW, "owner_post": post},
    }
    Evidence.objects.bulk_create(
        Evidence(council=council, title=title, **fields) for title, fields in items.items()
    )
    show(row(cycle, "A1.1"), Evidence.objects.get(title="Old"))
    show(row(cycle, "B1.1"), Evidence.objects.get(title="Due soon"))
    telling = row(cycle, "B2.1")
    telling.narrative = "We follow the pay policy (reviewed in May 2021)."
    telling.save()
    return post


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?show=due", {"Due soon"}),
        ("?show=out-of-date", {"Overdue", "Old", "Plan 2012–2022"}),
        ("?show=flagged", {"Overdue", "Old", "Plan 2012–2022", "Pay policy"}),
        ("?show=out-of-date&show=unused", {"Overdue", "Plan 2012–2022"}),
        ("?show=undated", {"Due soon", "Due later", "Overdue"}),
        ("?show=ended", {"Ended"}),
        ("?show=ended&show=due", set()),
        ("?principle=A", {"Old"}),
        ("?principle=A&checked=independent&show=flagged", {"Old"}),
        ("?principle=A&checked=service", set()),
        ("?checked=none", {"Due soon", "Plan 2012–2022", "Plan {year}–{later}"}),
        ("?checked=service&show=unused&q=due", {"Due later", "Overdue"}),
        ("?q=2022 PLAN", {"Plan 2012–2022"}),
        ("?owner={post}", {"Due soon", "Old"}),
        ("?owner={post}&show=unused", set()),
        ("?owner=none&principle=A", set()),
    ],
)
def test_filters_combine(client, cycle, officer, crowd, query, titles):
    year = timezone.localdate().year
    asked = query.format(post=crowd.pk)
    expected = {title.format(year=year, later=year + 4) for title in titles}
    assert titles_of(client, cycle.council, asked) == expected


@pytest.mark.parametrize(
    "query",
    [
        f"?{name}={value}"
        for name in ("owner", "checked", "principle", "page")
        for value in ("x", "-1", "9" * 30)
    ],
)
def test_a_malformed_filter_narrows_nothing(client, cycle, officer, crowd, query):
    assert len(titles_of(client, cycle.council, query)) == 7


def test_the_register_says_what_it_does_not_know(client, cycle, officer, crowd):
    page = text_of(client.get(register(cycle.council)))
    assert "5 without an owner" in page
    assert "3 without the date of a review" in page
    assert "3 that nobody checked" in page
    item = text_of(client.get(page_of(Evidence.objects.get(title="Due soon"))))
    assert "when it was last reviewed, who checked it, how far it is shown to work" in item


def test_an_item_says_why_a_finding_matters_and_what_helps(client, cycle, officer, crowd):
    page = text_of(client.get(page_of(Evidence.objects.get(title="Pay policy"))))
    assert f"{row(cycle, 'B2.1').requirement} says May 2021; the register says January 2025." in page
    assert "Two dates for one document make a reader doubt both." in page
    listed = text_of(client.get(register(cycle.council, "?q=2012")))
    assert "Out of date: the year in its title is over" in listed


def test_what_is_out_of_date_is_one_definition(cycle, crowd):
    items = Evidence.objects.for_council(cycle.council).in_use()
    today = timezone.localdate()
    judge = Judge.of(cycle.council, cycle, at=today)
    by_query = {item.title for item in out_of_date(items, at=today, months=24, year_end=cycle.ends_on)}
    by_flags = {item.title for item in items if any(flag.is_out_of_date for flag in judge.flags(item))}
    assert by_query == by_flags


@pytest.mark.parametrize(
    ("day", "year_end"),
    [(date(2025, 3, 30), 2024), (date(2025, 3, 31), 2025), (date(2025, 5, 1), 2025)],
)
def test_without_a_review_ages_are_counted_to_the_last_year_end(day, year_end):
    assert year_end_before(day) == date(year_end, 3, 31)


def test_a_thousand_items_of_ten_reviews_take_as_many_queries_as_one(client, council, cycle, officer):
    cycles = [*(make_cycle(council, year) for year in range(2015, 2024)), cycle]
    items = Evidence.objects.bulk_create(
        Evidence(council=council, title=f"Policy {number} of 2019") for number in range(1_000)
    )
    counted: dict[str, set[int]] = {}
    query = "?show=flagged&show=out-of-date&q=policy"
    show(row(cycles[-1], "A1.1"), items[0])
    for crowd in (False, True):
        if crowd:
            rows = [row_id for cycle in cycles for row_id in cycle.assessments.values_list("pk", flat=True)]
            EvidenceUse.objects.bulk_create(
                EvidenceUse(council=council, assessment_id=key, evidence=item)
                for number, item in enumerate(items[1:])
                for key in rows[number % 80 :: 91]
            )
        for address in (register(council), register(council, query), page_of(items[1])):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
            assert response.status_code == 200
            counted.setdefault(address, set()).add(len(queries))
    assert all(len(counts) == 1 for counts in counted.values()), counted
    assert max(max(counts) for counts in counted.values()) <= 18
    page = client.get(register(council))
    assert len(page.context["items"]) == 50
    assert len(page.content) < 150_000
    assert "Items 1 to 50 of 1000" in text_of(page)
