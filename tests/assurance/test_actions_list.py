"""The council-wide list of actions: what is in it, for whom, in which order."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assurance.models import ActionInCycle, ActionLink, ActionUpdate, ImprovementAction
from governance.models import Membership
from governance.roles import Role
from tests.builders import NOW, make_council, make_cycle, make_member, make_post, row

LONG_AGO = date(2024, 5, 31)


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council()
    make_cycle(council, year=2023)
    return make_cycle(council)


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def officer(council, client):
    member = make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")
    client.force_login(member.user)
    return member


def promise(assessment, text, **fields):
    action = ImprovementAction.objects.create(council=assessment.council, text=text, **fields)
    ActionLink.objects.create(council=assessment.council, action=action, assessment=assessment)
    return action


def say(action, progress, said_on=LONG_AGO, **fields):
    return ActionUpdate.objects.create(
        council=action.council, action=action, progress=progress, said_on=said_on, **fields
    )


def address(council, query=""):
    return reverse("assurance:actions", args=[council.slug]) + query


def text_of(response):
    return " ".join(response.content.decode().split())


def texts_of(response):
    return [each.action.text for each in response.context["actions"]]


@pytest.fixture
def three_actions(cycle):
    promise(
        row(cycle, "A1.1"), "Late one", due_on=LONG_AGO, owner_post=make_post(cycle.council, "Head of legal")
    )
    promise(row(cycle, "B2.3"), "Later one", due_on=timezone.localdate() + timedelta(days=9))
    promise(row(cycle, "B2.3"), "Done one", due_on=LONG_AGO, status="complete")
    promise(row(make_cycle(make_council()), "A1.1"), "Another council's")


def test_actions_stand_with_their_rows_owner_and_date(client, cycle, officer, three_actions):
    page = text_of(client.get(address(cycle.council)))
    assert str(row(cycle, "A1.1").requirement) in page
    assert reverse("assurance:assessment", args=[cycle.council.slug, cycle.year, "A1.1"]) in page
    assert "Head of legal" in page
    assert "31 May 2024" in page
    assert f"{(timezone.localdate() - LONG_AGO).days} days late" in page
    assert "No owner yet" in page


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["Late one", "Later one"]),
        ("?show=overdue", ["Late one"]),
        ("?show=all", ["Late one", "Done one", "Later one"]),
        ("?show=all&principle=B", ["Done one", "Later one"]),
        ("?principle=G", []),
        ("?show=nonsense&principle=%00", ["Late one", "Later one"]),
        ("?principle=AB", ["Late one", "Later one"]),
    ],
)
def test_actions_can_be_narrowed(client, cycle, officer, three_actions, query, texts):
    response = client.get(address(cycle.council, query))
    assert response.status_code == 200
    assert texts_of(response) == texts


def test_an_action_promised_again_stands_on_its_newest_rows(client, cycle, officer):
    before = row(cycle, "A1.1").previous
    assert before is not None
    carried = promise(before, "Carried on")
    for ref in ("A1.1", "A1.2"):
        ActionLink.objects.create(council=cycle.council, action=carried, assessment=row(cycle, ref))
    [found] = client.get(address(cycle.council)).context["actions"]
    assert [(each.ref, each.cycle_id) for each in found.rows] == [("A1.1", cycle.pk), ("A1.2", cycle.pk)]


def test_those_who_edit_actions_are_led_to_the_page_that_fills_them(client, cycle, officer):
    fill_page = reverse("assurance:actions-fill", args=[cycle.council.slug, cycle.year])
    assert fill_page not in text_of(client.get(address(cycle.council)))
    client.force_login(make_member(cycle.council, Role.COORDINATOR).user)
    assert fill_page in text_of(client.get(address(cycle.council)))


def test_a_council_without_a_review_has_no_actions(client, council, officer):
    assert "No actions." in text_of(client.get(address(council)))


def test_mine_are_those_of_posts_held_or_deputised(client, cycle, officer):
    held = make_post(cycle.council, holder=officer)
    deputised = make_post(cycle.council, deputy=officer)
    promise(row(cycle, "A1.1"), "Held", owner_post=held)
    promise(row(cycle, "A1.2"), "Deputised", owner_post=deputised)
    promise(row(cycle, "A1.3"), "Another's", owner_post=make_post(cycle.council))
    assert texts_of(client.get(address(cycle.council, "?owner=mine"))) == ["Held", "Deputised"]
    assert texts_of(client.get(address(cycle.council, f"?owner={held.pk}"))) == ["Held"]


def test_the_parts_of_the_filter_combine_and_each_tab_counts_them(client, cycle, officer):
    today = timezone.localdate()
    post = make_post(cycle.council, holder=officer)
    promise(row(cycle, "A1.1"), "Mine, late", owner_post=post, due_on=LONG_AGO)
    promise(row(cycle, "B1.1"), "Mine, late, in B", owner_post=post, due_on=LONG_AGO)
    promise(row(cycle, "B1.2"), "Mine, soon, in B", owner_post=post, due_on=today + timedelta(days=30))
    promise(row(cycle, "B1.3"), "Not mine, in B", due_on=LONG_AGO)
    response = client.get(address(cycle.council, "?show=overdue&owner=mine&principle=B&year=2024/25"))
    assert texts_of(response) == ["Mine, late, in B"]
    assert [number for _, _, number, _ in response.context["tabs"]] == [2, 1, 1, 0, 0, 2]
    soon = response.context["tabs"][2][0]
    assert texts_of(client.get(address(cycle.council, soon))) == ["Mine, soon, in B"]


@pytest.mark.parametrize(
    ("only", "texts"),
    [("owner", ["No date", "Nothing"]), ("date", ["Nothing"]), ("outcome", ["No date", "Nothing"])],
)
def test_what_is_missing_can_be_looked_for(client, cycle, officer, only, texts):
    whole = {"owner_post": make_post(cycle.council), "due_on": LONG_AGO, "expected_outcome": "Done"}
    promise(row(cycle, "A1.1"), "Whole", **whole)
    promise(row(cycle, "A1.2"), "No date", due_on=LONG_AGO)
    promise(row(cycle, "A1.3"), "Nothing")
    assert texts_of(client.get(address(cycle.council, f"?only={only}"))) == texts


def test_actions_taken_on_in_two_reviews_are_found(client, cycle, officer):
    once, twice = (promise(row(cycle, "A1.1"), text) for text in ("Once", "Twice"))
    previous = row(cycle, "A1.1").previous
    assert previous is not None
    before = previous.cycle
    for action, where, origin in [
        (once, before, "new"),
        (once, cycle, "carried"),
        (twice, before, "carried"),
        (twice, cycle, "carried"),
    ]:
        ActionInCycle.objects.create(council=cycle.council, action=action, cycle=where, origin=origin)
    assert texts_of(client.get(address(cycle.council, "?show=twice"))) == ["Twice"]


def test_a_status_that_is_closed_is_not_looked_for_among_the_open(client, cycle, officer):
    promise(row(cycle, "A1.1"), "Verified one", status="verified")
    promise(row(cycle, "A1.2"), "Open one")
    assert texts_of(client.get(address(cycle.council, "?status=verified"))) == ["Verified one"]
    assert texts_of(client.get(address(cycle.council, "?show=done"))) == ["Verified one"]


def test_the_newest_update_says_how_it_goes_but_overdue_is_late(client, cycle, officer):
    ahead = timezone.localdate() + timedelta(days=90)
    fine = promise(row(cycle, "A1.1"), "Fine", due_on=ahead)
    say(fine, "late")
    say(fine, "on_track", date(2024, 6, 30))
    risky = promise(row(cycle, "A1.2"), "Risky", due_on=ahead)
    say(risky, "at_risk")
    over = promise(row(cycle, "A1.3"), "Over", due_on=LONG_AGO)
    say(over, "on_track")
    promise(row(cycle, "A1.4"), "Done", due_on=LONG_AGO, status="complete")
    promise(row(cycle, "A2.1"), "Silent", due_on=ahead)
    found = client.get(address(cycle.council, "?show=all&sort=goes")).context["actions"]
    assert [(each.action.text, each.progress) for each in found] == [
        ("Over", "late"),
        ("Risky", "at_risk"),
        ("Fine", "on_track"),
        ("Silent", ""),
        ("Done", "done"),
    ]
    assert found[1].goes == "At risk"
    assert found[0].goes == f"{(timezone.localdate() - LONG_AGO).days} days late"


@pytest.mark.parametrize(
    ("sort", "texts"),
    [
        ("due", ["First", "Second", "Third"]),
        ("latest", ["Second", "First", "Third"]),
        ("owner", ["Second", "First", "Third"]),
        ("priority", ["Third", "First", "Second"]),
        ("row", ["Third", "Second", "First"]),
        ("nonsense", ["First", "Second", "Third"]),
    ],
)
def test_the_list_can_be_sorted(client, cycle, officer, sort, texts):
    posts = {title: make_post(cycle.council, title) for title in ("Auditor", "Clerk")}
    promise(row(cycle, "C1.1"), "First", due_on=date(2030, 1, 1), owner_post=posts["Clerk"], priority="low")
    promise(row(cycle, "B1.1"), "Second", due_on=date(2030, 2, 1), owner_post=posts["Auditor"])
    promise(row(cycle, "A1.1"), "Third", priority="high")
    assert texts_of(client.get(address(cycle.council, f"?sort={sort}"))) == texts


def test_actions_of_posts_that_nobody_holds_are_counted_for_those_who_can_hand_them_over(
    client, cycle, officer
):
    council = cycle.council
    gone = make_member(council, Role.SERVICE_OFFICER)
    Membership.objects.filter(pk=gone.pk).update(ended_at=NOW)
    posts = [
        make_post(council, holder=gone),
        make_post(council),
        make_post(council, holder=officer, ends_on=LONG_AGO),
        make_post(council, holder=gone, deputy=officer),
        make_post(council, holder=officer),
    ]
    for number, post in enumerate(posts):
        promise(row(cycle, "A1.1"), f"Action {number}", owner_post=post)
    promise(row(cycle, "A1.1"), "Without owner")
    vacant = ["Action 0", "Action 1", "Action 2"]
    assert texts_of(client.get(address(council, "?owner=nobody"))) == vacant
    assert "of posts that nobody holds" not in text_of(client.get(address(council))).replace(
        "Posts that nobody holds", ""
    )
    client.force_login(make_member(council, Role.COORDINATOR).user)
    page = text_of(client.get(address(council)))
    assert "3 actions are of posts that nobody holds." in page
    assert reverse("assurance:actions-hand-over", args=[council.slug]) + "?giver=nobody" in page


def test_fifty_stand_on_a_page_and_the_filter_stays_in_the_address(client, cycle, officer):
    for number in range(51):
        promise(row(cycle, "A1.1"), f"Action {number}")
    first = client.get(address(cycle.council, "?principle=A&sort=row"))
    assert len(first.context["actions"]) == 50
    assert 'href="?principle=A&amp;sort=row&amp;page=2"' in text_of(first)
    assert len(client.get(address(cycle.council, "?principle=A&sort=row&page=2")).context["actions"]) == 1
    for page in ("0", "-1", "nonsense", "99999"):
        assert client.get(address(cycle.council, f"?page={page}")).status_code == 200


class ManyActions(TestCase):
    """The list asks as much of ten reviews with hundreds of actions as of one with a few."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.reviews = [make_cycle(cls.council, year) for year in range(2015, 2025)]
        cls.coordinator = make_member(cls.council, Role.COORDINATOR)
        cls.add(3)

    @classmethod
    def add(cls, number: int) -> None:
        post = make_post(cls.council, holder=make_member(cls.council, Role.SERVICE_OFFICER))
        for count in range(number):
            newest = row(cls.reviews[-1], f"A{1 + count % 3}.1")
            action = promise(newest, f"Action {count}", owner_post=post, due_on=LONG_AGO)
            say(action, "at_risk")
            for cycle in cls.reviews[count % 10 :: 5]:
                ActionInCycle.objects.create(
                    council=cls.council, action=action, cycle=cycle, origin="carried"
                )

    def count(self, query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            self.client.get(address(self.council, query))
        return len(queries)

    def test_the_number_of_queries_is_fixed(self) -> None:
        self.client.force_login(self.coordinator.user)
        asked = ("", "?show=all&principle=A&year=2024/25&sort=goes", "?show=twice&sort=row&owner=nobody")
        few = [self.count(query) for query in asked]
        self.assertLessEqual(max(few), 15)
        self.add(200)
        self.assertEqual([self.count(query) for query in asked], few)
