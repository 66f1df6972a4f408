"""The page of one action: what it shows, who may do what there, and changing it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.models import ActionInCycle, ActionLink, ImprovementAction
from assurance.workflow import actions as workflow
from governance.models import Membership, Notice
from governance.roles import Role
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, make_post, row

OUTCOME = "Every member has had the course"


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def coordinator(council, client):
    member = make_member(council, Role.COORDINATOR, name="Owen Castell")
    client.force_login(member.user)
    return member


@pytest.fixture
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")


@pytest.fixture
def post(council, officer):
    return make_post(council, "Head of law", holder=officer)


@pytest.fixture
def action(council, post):
    return ImprovementAction.objects.create(
        council=council, text="Train members", owner_post=post, due_on=date(2025, 3, 31)
    )


def page_of(action, verb="action"):
    return reverse(f"assurance:{verb}", args=[action.council.slug, action.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def typed(action, **changes):
    """The page that changes the action, as posted."""
    data = {
        "version": action.version,
        "text": action.text,
        "expected_outcome": action.expected_outcome,
        "owner_post": action.owner_post_id or "",
        "priority": action.priority,
        "status": action.status,
    }
    data |= {f"due_on_{part}": getattr(action.due_on, part, "") for part in ("day", "month", "year")}
    return {f"action-{action.pk}-{name}": value for name, value in (data | changes).items()}


def again(action):
    return ImprovementAction.objects.get(pk=action.pk)


def test_the_page_shows_owner_holder_rows_of_all_years_and_its_part_in_each(
    client, council, coordinator, action
):
    before, now = make_cycle(council, 2023), make_cycle(council, 2024)
    for cycle, ref in ((before, "A1.1"), (now, "A1.1"), (now, "A1.2")):
        ActionLink.objects.create(council=council, action=action, assessment=row(cycle, ref))
    ActionInCycle.objects.create(
        council=council, action=action, cycle=before, promised_for=date(2024, 12, 31)
    )
    ActionInCycle.objects.create(
        council=council, action=action, cycle=now, origin="carried", reason="The trainer was ill"
    )
    response = client.get(page_of(action))
    page = text_of(response)
    assert "Head of law" in page
    assert "Priya Anand" in page
    newest, oldest = response.context["page"].years
    assert [each.ref for each in newest.rows] == ["A1.1", "A1.2"]
    assert "Taken on from the year before: The trainer was ill" in page
    assert "31 December 2024" in page
    assert (newest.ended, oldest.ended) == ("Still open", "Taken on into 2024/25")
    assert str(row(now, "A1.2").requirement) in page
    assert "days late" in page


def test_the_deputy_or_nobody_stands_for_a_holder_who_left(client, council, coordinator, action, officer):
    Membership.objects.filter(pk=officer.pk).update(ended_at=NOW)
    assert "Nobody holds it at present" in text_of(client.get(page_of(action)))
    action.owner_post.deputy = make_member(council, name="Tom Weatherall")
    action.owner_post.save()
    assert "Tom Weatherall" in text_of(client.get(page_of(action)))


def test_moved_dates_and_owners_stand_in_the_history_with_who_and_why(
    client, council, coordinator, action, post
):
    workflow.edit_action(action=action, version=1, values={"due_on": date(2025, 6, 30)}, by=coordinator)
    new = make_post(council, "Clerk")
    workflow.hand_over(
        actions=[action],
        is_theirs=lambda one: one.owner_post_id == post.pk,
        to=new,
        reason="The post has ended",
        by=coordinator,
        at=NOW,
    )
    changes = client.get(page_of(action)).context["page"].changes
    assert [(change.sentence, change.by, change.reason) for change in changes] == [
        ("Owner changed from Head of law to Clerk", "Owen Castell", "The post has ended"),
        ("Due date moved from 31 March 2025 to 30 June 2025", "Owen Castell", ""),
    ]


def test_another_councils_action_is_not_found(client, coordinator):
    theirs = ImprovementAction.objects.create(council=make_council(), text="Theirs")
    for verb in ("action", "action-change", "action-update-add", "action-complete", "action-replace"):
        address = reverse(f"assurance:{verb}", args=[coordinator.council.slug, theirs.pk])
        assert client.get(address).status_code == 404


def test_the_action_is_changed_against_its_version(client, coordinator, action):
    changes = {"expected_outcome": OUTCOME, "priority": "high", "status": "agreed", "due_on_year": "2026"}
    response = client.post(page_of(action, "action-change"), typed(action, **changes), follow=True)
    assert "The action was saved." in text_of(response)
    now = again(action)
    assert (now.expected_outcome, now.priority, now.status) == (OUTCOME, "high", "agreed")
    assert (now.due_on, now.version) == (date(2026, 3, 31), 2)


def test_a_colleagues_change_of_another_field_is_merged_and_of_the_same_is_shown(client, coordinator, action):
    data = typed(action, text="Train all members", expected_outcome="Mine")
    theirs = {"expected_outcome": "Theirs", "priority": "low"}
    workflow.edit_action(action=action, version=1, values=theirs, by=coordinator)
    response = client.post(page_of(action, "action-change"), data)
    assert response.status_code == 422
    page = text_of(response)
    assert "Someone else saved “Theirs” here meanwhile" in page
    assert "Mine</textarea>" in page
    now = again(action)
    assert (now.text, now.expected_outcome, now.priority) == ("Train all members", "Theirs", "low")
    data[f"action-{action.pk}-version"] = now.version
    data[f"action-{action.pk}-priority"] = "low"
    assert client.post(page_of(action, "action-change"), data).status_code == 302
    assert again(action).expected_outcome == "Mine"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " "}, "Say what will be done"),
        ({"due_on_day": "31", "due_on_month": "2"}, "31 February 2025 is not a real date"),
        ({"owner_post": "999999"}, "Choose a post from the list"),
        ({"expected_outcome": "x" * 2_001}, "Shorten the text by 1 character. The limit is 2,000"),
        ({"status": "verified"}, "Choose a status from the list"),
        ({"version": "7"}, "This action was changed meanwhile. Open the page again"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, coordinator, action, changes, message):
    posted = typed(action, **({"priority": "high"} | changes))
    response = client.post(page_of(action, "action-change"), posted)
    assert response.status_code == 422
    assert text_of(response).count(message) == 2
    assert again(action).version == 1


def test_those_who_answer_a_row_change_its_action_while_the_row_is_theirs(client, council, action, officer):
    other = make_member(council, Role.SERVICE_OFFICER)
    [mine] = give_rows(make_cycle(council), other, "A1.1")
    ActionLink.objects.create(council=council, action=action, assessment=mine)
    client.force_login(other.user)
    change = page_of(action, "action-change")
    assert client.post(change, typed(action, text="Train everybody")).status_code == 302
    mine.refresh_from_db()
    assert (again(action).text, mine.saved_by) == ("Train everybody", other)
    assert client.get(page_of(action, "action-update-add")).status_code == 403
    mine.cycle.assessments.update(status="submitted")
    assert client.get(change).status_code == 403
    client.force_login(officer.user)
    assert client.get(change).status_code == 403


def test_the_holder_says_how_it_goes_and_completes_and_others_do_not(client, council, action, officer):
    stranger = make_member(council, Role.SERVICE_OFFICER)
    deputy = make_member(council, Role.SERVICE_OFFICER)
    action.owner_post.deputy = deputy
    action.owner_post.save()
    client.force_login(stranger.user)
    for verb in ("action-update-add", "action-complete"):
        assert client.post(page_of(action, verb), {"progress": "late"}).status_code == 403
        assert page_of(action, verb) not in text_of(client.get(page_of(action)))
    client.force_login(officer.user)
    said = {"progress": "at_risk", "text": "The trainer is ill."}
    assert client.post(page_of(action, "action-update-add"), said).status_code == 302
    update = again(action).updates.get()
    assert (update.said_on, update.by, again(action).status) == (timezone.localdate(), officer, "in_progress")
    client.force_login(deputy.user)
    response = client.post(page_of(action, "action-complete"), {"what": "All came."}, follow=True)
    assert "The action is complete. Somebody else verifies it." in text_of(response)
    assert client.post(page_of(action, "action-verify")).status_code == 403


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Say how it goes: on track, at risk or late"),
        ({"progress": "late"}, "Say why it is late, and what is done about it"),
        ({"progress": "on_track", "text": "x" * 2_001}, "Shorten the text by 1 character"),
        (
            {"progress": "on_track", "said_on_day": "1", "said_on_month": "1", "said_on_year": "2999"},
            "The date cannot be in the future",
        ),
        (
            {"progress": "on_track", "said_on_day": "1", "said_on_month": "1", "said_on_year": "2025"},
            "The newest update is of 19 May 2025: give that date or a later one",
        ),
    ],
)
def test_a_wrong_update_is_answered_at_its_field(client, coordinator, action, data, message):
    workflow.add_update(
        action=action, progress="late", said_on=NOW.date(), text="Ill", by=coordinator, at=NOW
    )
    response = client.post(page_of(action, "action-update-add"), data)
    assert response.status_code == 422
    assert text_of(response).count(message) >= 2
    assert action.updates.count() == 1


def test_somebody_else_verifies_takes_up_again_or_replaces(client, council, action, coordinator):
    client.post(page_of(action, "action-complete"), {"what": "All came."})
    page = text_of(client.get(page_of(action)))
    assert "You completed this action, so somebody else verifies it." in page
    assert "somebody else verifies it" in text_of(client.post(page_of(action, "action-verify"), follow=True))
    client.force_login(make_member(council, Role.REVIEWER).user)
    assert "The action is verified." in text_of(client.post(page_of(action, "action-verify"), follow=True))
    again_page = page_of(action, "action-take-up-again")
    assert client.post(again_page, {"reason": ""}).status_code == 422
    client.post(again_page, {"reason": "Two did not come."})
    assert again(action).status == "in_progress"
    assert "Two did not come." in text_of(client.get(page_of(action)))
    client.force_login(coordinator.user)
    other = ImprovementAction.objects.create(council=council, text="Train everybody")
    response = client.post(
        page_of(action, "action-replace"), {"other": other.pk, "reason": "One course"}, follow=True
    )
    assert f'href="{page_of(other)}">Train everybody' in text_of(response)


def test_a_closed_action_says_how_it_stands(client, coordinator, action):
    ImprovementAction.objects.update(status="verified")
    for verb in ("action-change", "action-update-add", "action-complete", "action-replace"):
        response = client.get(page_of(action, verb), follow=True)
        assert "The action is verified: this cannot be done now." in text_of(response)


class TestContinue:
    def test_an_action_that_never_ends_is_asked_for_its_end_and_saved_without(
        self, client, coordinator, action
    ):
        change = page_of(action, "action-change")
        assert client.post(change, typed(action, text="Continue the course")).status_code == 302
        assert "It begins “Continue”: how will you know it is finished?" in text_of(
            client.get(page_of(action))
        )
        page = text_of(client.get(change))
        assert "How will you know it is finished?" in page
        assert "It begins “Continue”, so it has no end of its own." in page
        client.post(change, typed(again(action), expected_outcome=OUTCOME))
        assert "It begins" not in text_of(client.get(page_of(action)))
        assert "It begins" not in text_of(client.get(change))

    def test_the_row_its_check_page_and_the_page_of_many_say_it_too(self, client, council):
        officer = make_member(council, Role.SERVICE_OFFICER)
        cycle = make_cycle(council)
        [mine] = give_rows(cycle, officer, "A1.1")
        workflow.add_action(row=mine, text="Build on the forum", by=officer, at=NOW)
        client.force_login(officer.user)
        page = text_of(client.get(reverse("assurance:my-rows", args=[council.slug, cycle.year])))
        assert "It begins “Build on”: say how you will know it is finished." in page
        assert "It begins “Build on”, so it has no end of its own." in page
        answer = {"own_score": 9, "scored_by": officer, "narrative": "x" * 80, "status": "in_progress"}
        cycle.assessments.filter(pk=mine.pk).update(**answer)
        check = text_of(client.get(reverse("assurance:check-answers", args=[council.slug, cycle.year])))
        assert "Submit 1 row" in check
        assert "say how you will know it is finished, or submit it as it is." in check
        client.force_login(make_member(council, Role.COORDINATOR).user)
        page = text_of(client.get(reverse("assurance:actions-fill", args=[council.slug, cycle.year])))
        assert "It begins “Build on”, so it has no end of its own." in page


class TestHandOver:
    def address(self, council, giver=""):
        return reverse("assurance:actions-hand-over", args=[council.slug]) + (
            f"?giver={giver}" if giver else ""
        )

    def test_all_of_a_person_go_to_another_post(self, client, council, coordinator, action, officer, post):
        second = make_post(council, "Head of votes", holder=officer)
        other = ImprovementAction.objects.create(council=council, text="Count again", owner_post=second)
        new_holder = make_member(council, Role.SERVICE_OFFICER)
        new = make_post(council, "Clerk", holder=new_holder)
        person = self.address(council, f"person-{officer.pk}")
        assert "Everything of Priya Anand: 2 open actions" in text_of(client.get(person))
        response = client.post(
            person, {"action": [action.pk, other.pk], "to": new.pk, "reason": "Priya has left"}, follow=True
        )
        assert "2 actions were handed over to Clerk." in text_of(response)
        assert {again(action).owner_post, again(other).owner_post} == {new}
        assert Notice.objects.get().recipient == new_holder

    def test_only_ticked_ones_go_and_what_is_missing_is_said_with_the_ticks_kept(
        self, client, council, coordinator, action, post
    ):
        kept = ImprovementAction.objects.create(council=council, text="Stays", owner_post=post)
        new = make_post(council, "Clerk")
        address = self.address(council, f"post-{post.pk}")
        response = client.post(address, {"action": [action.pk], "to": "", "reason": ""})
        assert response.status_code == 422
        page = text_of(response)
        assert page.count("Choose the post that takes them over") == 2
        assert page.count("Say why: one sentence is enough") == 2
        assert page.count(" checked>") == 1
        response = client.post(address, {"to": new.pk, "reason": "Moved"})
        assert "Tick at least one action to hand over." in text_of(response)
        client.post(address, {"action": [action.pk], "to": new.pk, "reason": "Moved"})
        assert (again(action).owner_post, again(kept).owner_post) == (new, post)

    def test_what_somebody_else_took_meanwhile_is_left_and_said(
        self, client, council, coordinator, action, post
    ):
        make_action = ImprovementAction.objects.create
        make_action(council=council, text="Second", owner_post=post)
        other = make_post(council)
        ImprovementAction.objects.filter(pk=action.pk).update(owner_post=other)
        new = make_post(council, "Clerk")
        response = client.post(
            self.address(council, f"post-{post.pk}"),
            {"action": [action.pk], "to": new.pk, "reason": "Left"},
            follow=True,
        )
        assert "1 was not: closed, or of somebody else meanwhile." in text_of(response)
        assert again(action).owner_post == other

    def test_posts_that_nobody_holds_are_offered_first(self, client, council, coordinator, action, officer):
        Membership.objects.filter(pk=officer.pk).update(ended_at=NOW)
        page = text_of(client.get(self.address(council, "nobody")))
        assert "Posts that nobody holds: 1 open action" in page
        assert "Head of law (nobody at present)" in page

    def test_a_giver_that_is_none_shows_the_choice(self, client, council, coordinator, action):
        for giver in ("", "post-0", "person-x", "nobody", "9" * 40):
            response = client.post(self.address(council, giver), {"action": [action.pk], "reason": "Left"})
            assert response.status_code == 200
            assert "From whom?" in text_of(response)
        assert again(action).version == 1
