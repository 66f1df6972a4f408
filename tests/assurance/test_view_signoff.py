"""Finishing and reopening the review in the browser."""

from copy import deepcopy

import pytest
from django.urls import reverse

from assurance.models import ActionLink, Assessment, ImprovementAction, ReviewCycle, SignOff
from assurance.my_work import my_work
from assurance.signed_content import check_code
from assurance.workflow.signing import declaration_for, finish_review
from governance.roles import Role
from tests.assurance.signed_reviews import make_chamber
from tests.builders import NOW, TODAY, agree_all, make_council, make_cycle, make_member, make_post, row


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    council = make_council()
    cycle = make_cycle(council)
    scorer, reviewer = make_member(council, Role.SERVICE_OFFICER), make_member(council, Role.REVIEWER)
    agree_all(cycle, scored_by=scorer, agreed_by=reviewer)
    return cycle


@pytest.fixture
def cycle(made, db):
    return deepcopy(made)


@pytest.fixture
def council(cycle):
    return cycle.council


@pytest.fixture
def monitoring_officer(council, client):
    member = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    client.force_login(member.user)
    return member


def address(name, cycle):
    return reverse(f"assurance:{name}", args=[cycle.council.slug, cycle.year])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_rows_that_are_left_are_named_and_linked(client, cycle, monitoring_officer):
    Assessment.objects.filter(cycle=cycle, requirement__ref="B1.1").update(status="submitted")
    page = text_of(client.get(address("sign-off", cycle)))
    assert "90 of 91 rows are agreed." in page
    assert reverse("assurance:assessment", args=[cycle.council.slug, 2024, "B1.1"]) in page
    assert "Your declaration" not in page
    response = client.post(address("sign-off-finish", cycle), {"declared": "on"})
    assert response.status_code == 422
    assert '<a href="#left-agreed">Not yet agreed: 1 (B1.1)</a>' in text_of(response)
    assert f"{address('readiness', cycle)}#agreed" in page


def test_finishing_needs_the_tick(client, cycle, monitoring_officer):
    page = text_of(client.get(address("sign-off", cycle)))
    assert "<b>Nothing is left.</b> All 91 rows are agreed, and nothing must be put right." in page
    assert "worth a look" in page
    assert "You finish the review as Monitoring officer." in page
    response = client.post(address("sign-off-finish", cycle))
    assert response.status_code == 422
    assert 'href="#id_declared"' in text_of(response)
    assert 'id="id_declared"' in text_of(response)
    assert not SignOff.objects.exists()


def test_the_signature_is_shown_with_its_check_code(client, cycle, monitoring_officer):
    response = client.post(address("sign-off-finish", cycle), {"declared": "on"}, follow=True)
    page = text_of(response)
    signature = SignOff.objects.get()
    assert "The review is finished" in page
    for words in ("Helen Marsh", "Monitoring officer", signature.declaration):
        assert words in page
    assert check_code(signature.signed_content.digest) in page
    assert client.post(address("sign-off-finish", cycle), {"declared": "on"}).status_code == 422


def test_reopening_shows_the_signature_as_void(client, cycle, monitoring_officer):
    client.post(address("sign-off-finish", cycle), {"declared": "on"})
    refused = client.post(address("sign-off-reopen", cycle), {"reason": ""})
    assert refused.status_code == 422
    assert 'href="#id_reason"' in text_of(refused)
    response = client.post(address("sign-off-reopen", cycle), {"reason": "A late report."}, follow=True)
    page = text_of(response)
    assert "Void: finished" in page
    assert "A late report." in page
    assert "<s>Helen Marsh," in page
    cycle.refresh_from_db()
    assert cycle.stage == ReviewCycle.Stage.IN_REVIEW


@pytest.mark.parametrize("role", [Role.SERVICE_OFFICER, Role.COORDINATOR, Role.REVIEWER])
def test_others_read_who_can_finish(client, cycle, council, monitoring_officer, role):
    client.force_login(make_member(council, role).user)
    page = text_of(client.get(address("sign-off", cycle)))
    assert "Helen Marsh can finish the review." in page
    assert "Your declaration" not in page
    for name in ("sign-off-finish", "sign-off-reopen"):
        assert client.post(address(name, cycle), {"declared": "on", "reason": "x"}).status_code == 403


def test_a_past_year_has_nothing_to_finish(client, cycle, monitoring_officer):
    ReviewCycle.objects.filter(pk=cycle.pk).update(is_past_record=True, stage="closed")
    page = text_of(client.get(address("sign-off", cycle)))
    assert "This year was finished elsewhere" in page
    assert "Reopen" not in page


def test_the_page_says_no_forbidden_word(client, cycle, monitoring_officer):
    finish_review(cycle=cycle, by=monitoring_officer, declaration=declaration_for(cycle), at=NOW)
    page = text_of(client.get(address("sign-off", cycle))).lower()
    for word in ("digest", "sha-256", "signed off", "sign-off of", "audit log"):
        assert word not in page


class TestTheChain:
    """Three offices, on the page."""

    @pytest.fixture
    def chamber(self, db):
        return make_chamber("merrowdale")

    def as_(self, client, member):
        client.force_login(member.user)

    def page(self, client, chamber):
        return text_of(client.get(address("sign-off", chamber.cycle)))

    def test_before_the_first(self, client, chamber):
        self.as_(client, chamber.finance)
        page = self.page(client, chamber)
        assert "Who finishes the review" in page
        assert "Declares the review complete, first" in page
        assert "Your declaration" not in page
        refused = client.post(address("sign-off-confirm", chamber.cycle), {"declared": "on"})
        assert refused.status_code == 422
        assert "has not declared the 2024/25 review complete yet" in text_of(refused)

    def test_it_waits_for_the_others_by_name(self, client, chamber):
        chamber.finish()
        self.as_(client, chamber.monitoring_officer)
        page = self.page(client, chamber)
        assert "The review is complete and being confirmed" in page
        assert "Waits for Alan Reyes" in page
        assert "What was signed is unchanged" in page
        assert "Your declaration" not in page
        assert "Reopen the review" in page

    def test_each_office_has_words_of_its_own(self, client, chamber):
        chamber.finish()
        for member, words in ((chamber.finance, "our finances"), (chamber.chief, "a fair picture")):
            self.as_(client, member)
            page = self.page(client, chamber)
            assert words in page
            assert "I do not confirm it" in page
            unticked = client.post(address("sign-off-confirm", chamber.cycle))
            assert unticked.status_code == 422
            assert "Tick the declaration to confirm the review" in text_of(unticked)
            done = client.post(address("sign-off-confirm", chamber.cycle), {"declared": "on"}, follow=True)
            assert "Confirmed" in text_of(done)
        assert chamber.again().is_finished
        assert "The review is finished" in self.page(client, chamber)
        assert "The 2024/25 review is finished." in text_of(done)
        again = client.post(address("sign-off-confirm", chamber.cycle), {"declared": "on"})
        assert again.status_code == 422
        assert "is finished already" in text_of(again)

    def test_sending_it_back_asks_why_and_shows_it(self, client, chamber):
        chamber.finish()
        self.as_(client, chamber.finance)
        empty = client.post(address("sign-off-send-back", chamber.cycle), {"why": " "})
        assert empty.status_code == 422
        assert 'href="#id_why"' in text_of(empty)
        client.post(address("sign-off-send-back", chamber.cycle), {"why": "C1.1 is not so."})
        self.as_(client, chamber.monitoring_officer)
        assert "Not confirmed by Alan Reyes, Section 151 officer" in self.page(client, chamber)
        assert "C1.1 is not so." in self.page(client, chamber)

    def test_what_differs_is_read_by_those_who_see_all_scores(self, client, chamber):
        chamber.finish()
        Assessment.objects.filter(cycle=chamber.cycle, requirement__ref="C1.1").update(own_score=4)
        said = "C1.1 officer’s score: signed 9, now 4"
        self.as_(client, chamber.monitoring_officer)
        assert "1 thing differs from what was signed" in self.page(client, chamber)
        assert said in self.page(client, chamber)
        self.as_(client, chamber.officer)
        assert "1 thing differs from what was signed" in self.page(client, chamber)
        assert said not in self.page(client, chamber)

    def test_what_moved_on_is_listed(self, client, chamber):
        action = ImprovementAction.objects.create(
            council=chamber.council,
            text="Test it.",
            expected_outcome="It works",
            owner_post=make_post(chamber.council),
            due_on=TODAY,
        )
        ActionLink.objects.create(
            council=chamber.council, action=action, assessment=row(chamber.cycle, "A1.1")
        )
        chamber.finish()
        ImprovementAction.objects.update(status="complete")
        self.as_(client, chamber.monitoring_officer)
        page = self.page(client, chamber)
        assert "What was signed is unchanged" in page
        assert "1 thing has moved on since" in page
        assert "status: signed “Proposed”, now “Complete”" in page

    def test_an_office_that_nobody_holds(self, client, chamber):
        chamber.chief.grants.update(ends_on=TODAY)
        chamber.finish()
        self.as_(client, chamber.monitoring_officer)
        assert "a council administrator gives the role" in self.page(client, chamber)

    def test_queries(self, client, chamber, django_assert_max_num_queries):
        chamber.finish()
        self.as_(client, chamber.finance)
        client.get(address("sign-off", chamber.cycle))
        with django_assert_max_num_queries(60):
            client.get(address("sign-off", chamber.cycle))


@pytest.mark.django_db
def test_while_it_is_confirmed_nothing_of_it_is_worked_on(client):
    """Rows, dates, who answers, reminders and files wait; comments do not."""
    chamber = make_chamber("merrowdale")
    chamber.finish()
    coordinator = chamber.cycle.started_by
    assert coordinator is not None
    client.force_login(coordinator.user)
    page = text_of(client.get(address("remind", chamber.cycle)))
    assert "The review is being confirmed: nobody is behind with it." in page
    page = text_of(client.get(address("my-rows", chamber.cycle)))
    assert "Save" not in page
    overview = text_of(client.get(address("cycle", chamber.cycle)))
    assert "The 2024/25 review is complete and being confirmed" in overview
    assert "Bring in a spreadsheet" not in overview
    give_rows_refused = client.post(
        address("assign", chamber.cycle), {"row": "A1.1", "person": coordinator.pk}
    )
    assert give_rows_refused.status_code in {302, 422}
    assert not row(chamber.cycle, "A1.1").assignments.exists()
    [parts] = my_work(coordinator.user, at=TODAY)
    assert parts.reviews == []
