"""Several actions changed on one page: those of a review, and those ticked in the list."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assurance.models import ActionLink, ImprovementAction
from governance.models import AuditEntry
from governance.roles import Role
from tests.assurance.exchange.files import ROWS, bring_in, workbook
from tests.builders import make_council, make_cycle, make_member, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def coordinator(council, client):
    member = make_member(council, Role.COORDINATOR)
    client.force_login(member.user)
    return member


class TestFillingIn:
    @pytest.fixture
    def cycle(self, council, coordinator):
        cycle = make_cycle(council)
        bring_in(council, workbook(ROWS))
        return cycle

    @pytest.fixture
    def post(self, council):
        return make_post(council, "Head of Legal")

    def address(self, cycle, name="actions-fill"):
        return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year])

    def data(self, cycle, **changed):
        """The page as it would be posted, with some boxes changed: `a0__due_on_day` is the first action's."""
        actions = list(ImprovementAction.objects.in_cycle(cycle))
        data: dict[str, object] = {"step": "save"}
        for action in actions:
            data[f"action-{action.pk}-version"] = action.version
            for part in ("day", "month", "year"):
                data[f"action-{action.pk}-due_on_{part}"] = getattr(action.due_on, part, "")
            data[f"action-{action.pk}-owner_post"] = action.owner_post_id or ""
            data[f"action-{action.pk}-expected_outcome"] = action.expected_outcome
        for name, value in changed.items():
            index, _, box = name.partition("__")
            key = f"action-{actions[int(index[1:])].pk}-{box}" if box else name.replace("fill_", "fill-", 1)
            data[key] = value
        return data

    def test_all_are_saved_together(self, client, cycle, post):
        date = {"a0__due_on_day": "31", "a0__due_on_month": "3", "a0__due_on_year": "2026"}
        changed = date | {"a0__owner_post": post.pk, "a1__expected_outcome": "Everyone knows"}
        response = client.post(self.address(cycle), self.data(cycle, **changed))
        assert response.status_code == 302
        first, second, third = ImprovementAction.objects.in_cycle(cycle)
        assert (first.owner_post, str(first.due_on), first.version) == (post, "2026-03-31", 2)
        assert (second.expected_outcome, second.version, third.version) == ("Everyone knows", 2, 1)
        assert first.history.count() == 2
        assert "2 actions were saved." in client.get(response.url).text

    def test_fill_down_fills_empty_boxes_and_saves_nothing(self, client, cycle, post):
        changed = {
            "a0__expected_outcome": "My own",
            "fill_expected_outcome": "The same",
            "fill_which": "empty",
        }
        response = client.post(self.address(cycle), self.data(cycle, **changed) | {"step": "fill"})
        assert response.status_code == 200
        assert "Filled in 2 actions" in response.text
        assert response.text.count(">\nThe same</textarea>") == 2
        assert "My own" in response.text
        assert not ImprovementAction.objects.exclude(expected_outcome="").exists()

    def test_fill_down_of_ticked_actions(self, client, cycle, post):
        changed = {"a1__tick": "on", "fill_owner_post": post.pk, "fill_which": "ticked"}
        response = client.post(self.address(cycle), self.data(cycle, **changed) | {"step": "fill"})
        assert "Filled in 1 action." in response.text
        assert response.text.count(f'<option value="{post.pk}" selected>') == 1

    def test_a_wrong_date_is_said_at_its_box_and_all_else_is_kept(self, client, cycle, post):
        date = {"a0__due_on_day": "31", "a0__due_on_month": "2", "a0__due_on_year": "2026"}
        changed = date | {"a0__expected_outcome": "Typed text", "a1__expected_outcome": "Saved text"}
        response = client.post(self.address(cycle), self.data(cycle, **changed))
        assert response.status_code == 422
        assert "A1.2: 31 February 2026 is not a real date" in response.text
        assert "Typed text" in response.text
        assert "1 action was saved." in response.text
        assert ImprovementAction.objects.filter(expected_outcome="Saved text").exists()
        assert not ImprovementAction.objects.filter(expected_outcome="Typed text").exists()

    def test_a_stale_save_shows_both_texts_and_the_next_one_chooses(self, client, cycle, post):
        data = self.data(cycle, a0__expected_outcome="Mine", a0__owner_post=post.pk)
        client.post(self.address(cycle), self.data(cycle, a0__expected_outcome="Theirs"))
        response = client.post(self.address(cycle), data)
        assert response.status_code == 422
        assert "Someone else saved “Theirs” here meanwhile" in response.text
        action = ImprovementAction.objects.in_cycle(cycle)[0]
        assert (action.expected_outcome, action.owner_post) == ("Theirs", post)
        assert f'value="{action.version}"' in response.text
        data[f"action-{action.pk}-version"] = action.version
        assert client.post(self.address(cycle), data).status_code == 302
        action.refresh_from_db()
        assert action.expected_outcome == "Mine"

    def test_actions_in_the_same_words_are_offered_and_joined(self, client, cycle, post):
        first, _, third = ImprovementAction.objects.in_cycle(cycle)
        ImprovementAction.objects.filter(pk=third.pk).update(owner_post=post)
        page = client.get(self.address(cycle)).text
        assert "Actions in the same words" in page
        assert f'value="{first.pk}-{third.pk}"' in page
        client.post(self.address(cycle, "actions-join"), {"group": f"{first.pk}-{third.pk}"})
        first.refresh_from_db()
        third.refresh_from_db()
        assert (third.joined_into, third.status) == (first, ImprovementAction.Status.SUPERSEDED)
        assert (first.owner_post, first.version) == (post, 2)
        links = ActionLink.objects.filter(action=first, ended_at=None)
        assert {link.assessment.ref for link in links} == {"A1.2", "B2.3"}
        page = client.get(self.address(cycle)).text
        assert "A1.2, B2.3: Print the values." in page
        assert "Actions in the same words" not in page

    def test_joining_needs_a_tick_and_the_same_words(self, client, cycle, post):
        first, second, _ = ImprovementAction.objects.in_cycle(cycle)
        for data in ({}, {"group": f"{first.pk}-{second.pk}"}, {"group": "x"}):
            client.post(self.address(cycle, "actions-join"), data)
        assert not ImprovementAction.objects.exclude(joined_into=None).exists()

    def test_an_action_that_was_done_meanwhile_is_not_joined(self, client, cycle):
        first, _, third = ImprovementAction.objects.in_cycle(cycle)
        ImprovementAction.objects.filter(pk=third.pk).update(status=ImprovementAction.Status.COMPLETE)
        client.post(self.address(cycle, "actions-join"), {"group": f"{first.pk}-{third.pk}"})
        third.refresh_from_db()
        assert third.status == ImprovementAction.Status.COMPLETE

    def test_joined_actions_and_the_same_file_again(self, client, cycle, council):
        first, _, third = ImprovementAction.objects.in_cycle(cycle)
        client.post(self.address(cycle, "actions-join"), {"group": f"{first.pk}-{third.pk}"})
        data = {"file": SimpleUploadedFile("review.xlsx", workbook(ROWS)), "filing": "this_year"}
        response = client.post(reverse("assurance:import", args=[council.slug, 2024]), data)
        assert "The file says what stands there already" in client.get(response.url).text

    def test_values_for_many_are_saved_without_filling_in_first(self, client, cycle, post):
        changed = {
            "a1__expected_outcome": "My own",
            "fill_expected_outcome": "The same",
            "fill_which": "empty",
        }
        client.post(self.address(cycle), self.data(cycle, **changed))
        outcomes = [action.expected_outcome for action in ImprovementAction.objects.in_cycle(cycle)]
        assert outcomes == ["The same", "My own", "The same"]

    def test_a_status_takes_those_on_that_it_is_a_step_for(self, client, cycle, post):
        first = ImprovementAction.objects.in_cycle(cycle)[0]
        ImprovementAction.objects.filter(pk=first.pk).update(status="in_progress")
        client.post(self.address(cycle), self.data(cycle, fill_status="agreed", fill_which="all"))
        statuses = [action.status for action in ImprovementAction.objects.in_cycle(cycle)]
        assert statuses == ["in_progress", "agreed", "agreed"]

    def test_a_step_back_is_refused_at_its_field(self, client, cycle):
        ImprovementAction.objects.update(status="in_progress")
        response = client.post(self.address(cycle), self.data(cycle, a0__status="proposed"))
        assert response.status_code == 422
        assert "is in progress and cannot become that from here" in response.text

    def test_what_was_typed_for_an_action_closed_meanwhile_is_shown_to_copy(self, client, cycle):
        data = self.data(cycle, a0__expected_outcome="Typed for long")
        first = ImprovementAction.objects.in_cycle(cycle)[0]
        ImprovementAction.objects.filter(pk=first.pk).update(status="complete")
        response = client.post(self.address(cycle), data)
        assert response.status_code == 422
        assert "Typed for long</textarea>" in response.text
        assert "is complete and stays as it was promised" in response.text
        first.refresh_from_db()
        assert first.expected_outcome == ""


class TestTicked:
    @pytest.fixture
    def actions(self, council, coordinator):
        return [ImprovementAction.objects.create(council=council, text=f"Action {n}") for n in range(3)]

    def address(self, council, *actions):
        query = "&".join(f"pk={action.pk}" for action in actions)
        return reverse("assurance:actions-edit", args=[council.slug]) + f"?{query}"

    def posted(self, *actions, **changed):
        data = {"step": "save", "fill-which": "all"}
        for action in actions:
            prefix = f"action-{action.pk}"
            data |= {f"{prefix}-version": action.version, f"{prefix}-status": action.status}
            data |= {f"{prefix}-expected_outcome": action.expected_outcome}
        return data | changed

    def test_one_value_goes_to_all_that_were_ticked(self, client, council, actions):
        first, second, third = actions
        post = make_post(council, "Head of Legal")
        page = client.get(self.address(council, first, second)).text
        assert "Edit 2 actions together" in page
        assert "Action 2" not in page
        given = {"fill-owner_post": post.pk, "fill-priority": "high", "fill-status": "agreed"}
        date = {"fill-due_on_day": "31", "fill-due_on_month": "3", "fill-due_on_year": "2026"}
        response = client.post(
            self.address(council, first, second), self.posted(first, second, **given, **date)
        )
        assert response.url == reverse("assurance:actions", args=[council.slug])
        for action in (first, second):
            action.refresh_from_db()
            assert (action.owner_post, action.priority, action.status) == (post, "high", "agreed")
            assert str(action.due_on) == "2026-03-31"
        third.refresh_from_db()
        assert third.version == 1
        assert AuditEntry.objects.latest("pk").action == "assurance.actions.changed"

    def test_closed_ones_are_left_out_and_nothing_ticked_is_said(self, client, council, actions):
        first, second, _ = actions
        ImprovementAction.objects.filter(pk=first.pk).update(status="verified")
        assert (
            "1 of those you ticked is closed already" in client.get(self.address(council, first, second)).text
        )
        for address in (self.address(council), self.address(council, first)):
            page = client.get(address, follow=True)
            assert "Tick at least one open action first." in page.text

    def test_what_was_not_saved_is_said_and_stays_typed(self, client, council, actions):
        first, second, _ = actions
        wrong = {f"action-{first.pk}-due_on_day": "31", f"action-{first.pk}-due_on_month": "2"}
        right = {f"action-{second.pk}-expected_outcome": "Everyone knows"}
        response = client.post(
            self.address(council, first, second), self.posted(first, second, **wrong, **right)
        )
        assert response.status_code == 422
        page = " ".join(response.text.split())
        assert "1 action was saved.</strong> 1 was not; everything you typed in it is still here." in page
        second.refresh_from_db()
        assert second.expected_outcome == "Everyone knows"

    def test_another_councils_actions_are_not_taken(self, client, council, actions):
        theirs = ImprovementAction.objects.create(council=make_council(), text="Theirs")
        client.post(self.address(council, theirs), self.posted(theirs, **{"fill-priority": "high"}))
        theirs.refresh_from_db()
        assert theirs.priority == ""
