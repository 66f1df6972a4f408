"""From release to final publication: each verb in each state, by each role; one text, one check code."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance.models import AuditEntry, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.documents import TOOLBAR
from reports.models import (
    Amendment,
    Approval,
    DocumentKind,
    LocalCodeEdition,
    Publication,
    Signature,
)
from reports.workflow import guards
from reports.workflow.adopting import adopt, publish_code
from reports.workflow.amending import amend
from reports.workflow.approvals import void_approval
from reports.workflow.confirming import confirm_amendments
from reports.workflow.editions import start_edition
from reports.workflow.statement_opening import can_be_written, why_not_written
from tests.builders import make_member, make_post
from tests.reports.reviews import released
from tests.reports.statement_cast import Ready, day_parts, make_cast

pytestmark = pytest.mark.django_db
AGS, CODE = DocumentKind.AGS, DocumentKind.LOCAL_CODE
A_DAY = timedelta(days=1)
STEPS_PAGE = 13  # queries


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cast()


@pytest.fixture
def cast(made, monkeypatch):
    """The gates are tested by themselves: here nothing stands in the way."""
    monkeypatch.setattr(guards, "Readiness", Ready)
    return deepcopy(made)


def again(cast, reason="A figure was wrong", **fields):
    return amend(
        **{"kind": AGS, "cycle": cast.cycle, "reason": reason, "by": cast.officer, "at": timezone.now()}
        | fields
    )


STATES = ("released", "unaudited", "approved", "signed", "final")
# The states in which each verb is done; in every other it is refused.
ALLOWED = {
    "publish_draft": {"released"},
    "approve": {"released", "unaudited"},
    "sign": {"approved"},
    "sign_on_paper": {"approved"},
    "void": {"approved", "signed"},
    "publish": {"signed"},
    "amend": set(STATES),
}


@pytest.mark.parametrize("state", STATES)
def test_each_verb_is_done_in_its_states_only(cast, state):
    verbs = {
        "publish_draft": cast.publish_draft,
        "approve": cast.approve,
        "sign": lambda: cast.sign(cast.leader),
        "sign_on_paper": lambda: cast.sign_on_paper("chief_executive"),
        "publish": cast.publish,
        "void": lambda: void_approval(
            cycle=cast.cycle, reason="Wrong minute", by=cast.officer, at=timezone.now()
        ),
        "amend": lambda: again(cast),
    }
    cast.take_to(state)
    for name, verb in verbs.items():
        if state not in ALLOWED[name]:
            with pytest.raises(WorkflowError):
                verb()
    tried = {name for name in verbs if state in ALLOWED[name]} - {"amend", "void"}
    for name in sorted(tried, key=lambda each: each == "approve"):
        verbs[name]()


def test_the_text_and_its_check_code_stay_the_same_through_every_step(cast):
    cast.take_to("final")

    given = list(Publication.objects.filter(cycle=cast.cycle).order_by("number"))
    assert [each.state for each in given] == ["members", "unaudited", "approved", "final"]
    assert [each.number for each in given] == [1, 2, 3, 4]
    assert {each.version for each in given} == {1}
    assert len({each.text_digest for each in given}) == 1
    assert len({each.digest for each in given}) == 4
    for each in given:
        assert each.check_code in each.html
        assert each.digest in each.html
    texts = [{k: v for k, v in json.loads(each.content).items() if k != "control"} for each in given]
    assert all(text == texts[0] for text in texts)
    today = timezone.localdate()
    assert [each.public_from for each in given] == [None, today, None, today]


def test_each_state_says_what_it_is(cast):
    cast.take_to("final")
    members, unaudited, approved, final = (
        json.loads(each.content)["control"]
        for each in Publication.objects.filter(cycle=cast.cycle).order_by("number")
    )

    assert members["status"] == "Draft 1 for members – not approved"
    assert (unaudited["status"], unaudited["draft"]) == ("Unaudited draft", True)
    assert approved["status"].startswith("Approved by Audit Committee on ")
    assert approved["status"].endswith(", minute 31 – not signed yet")
    assert approved["draft"] is False
    assert f"Signed by {cast.leader.name}, Leader of the Council" in final["status"]
    assert final["notice"] == ""
    page = Publication.objects.get(cycle=cast.cycle, state="final").html
    assert cast.chief.name in page
    assert "is to be considered" not in page.replace(TOOLBAR, "")


def test_a_draft_published_before_the_review_is_finished_says_so_first(cast):
    cast.release()
    draft = cast.publish_draft()

    notice = json.loads(draft.content)["control"]["notice"]
    assert notice.startswith("The review that it tells of is not finished.")
    assert "Figures" in notice
    assert notice in draft.html


def test_approval_needs_a_finished_review_and_a_text_released_after_it(cast):
    cast.release()
    with pytest.raises(WorkflowError, match="has to be finished"):
        cast.approve()
    cast.finish()
    with pytest.raises(WorkflowError, match="released before"):
        cast.approve()
    again(cast)
    cast.release()
    assert cast.approve().version == 2


def test_nobody_approves_or_signs_in_the_future_or_signs_before_the_approval(cast):
    cast.take_to("approved")
    for day, problem in ((cast.today + A_DAY, "future"), (cast.today - 2 * A_DAY, "before it was approved")):
        with pytest.raises(WorkflowError, match=problem):
            cast.sign_on_paper(signed_on=day)
    cast.sign_on_paper()
    cast.sign_on_paper("chief_executive")
    with pytest.raises(WorkflowError, match="before the accounts"):
        cast.publish(accounts_approved_on=cast.today - 3 * A_DAY)
    assert cast.publish(accounts_approved_on=cast.today).state == "final"


def test_one_person_signs_once_and_only_what_they_read(cast):
    both = make_member(cast.cycle.council, Role.LEADER, Role.HEAD_OF_PAID_SERVICE)
    cast.take_to("approved")
    with pytest.raises(WorkflowError, match="newer version"):
        cast.sign(both, version=7)
    cast.sign(both)
    with pytest.raises(WorkflowError, match="already"):
        cast.sign(both)


def test_from_release_on_nobody_writes_until_it_is_amended(cast):
    assert can_be_written(cast.cycle)
    cast.release()
    assert not can_be_written(cast.cycle)
    assert "Amend it" in why_not_written(cast.cycle)
    again(cast)
    assert can_be_written(cast.cycle)
    second = cast.release()
    assert (second.version, second.number) == (2, 2)
    assert not can_be_written(cast.cycle)


def test_amending_voids_an_approval_that_was_not_published(cast):
    cast.take_to("signed")
    approved = Publication.objects.get(state="approved")
    again(cast, reason="A date was wrong")

    assert not Approval.objects.standing().exists()
    assert not Signature.objects.standing().exists()
    assert Approval.objects.get().void_reason == "It is amended: A date was wrong"
    approved.refresh_from_db()
    assert approved.is_withdrawn
    assert AuditEntry.objects.filter(action="reports.approval.voided").count() == 1
    assert Notice.objects.filter(recipient=cast.leader, action="reports.approval.voided").exists()


def test_a_published_final_version_keeps_its_approval_while_the_next_is_written(cast):
    cast.take_to("final")
    again(cast)

    assert Approval.objects.standing().count() == 1
    assert Publication.objects.filter(state="final", withdrawn_at=None).count() == 1


def test_a_void_approval_is_recorded_anew(cast):
    cast.take_to("approved")
    with pytest.raises(WorkflowError, match="Say why"):
        void_approval(cycle=cast.cycle, reason=" ", by=cast.officer, at=timezone.now())
    void_approval(cycle=cast.cycle, reason="Wrong minute", by=cast.officer, at=timezone.now())
    cast.approve()

    assert Approval.objects.count() == 2
    assert Approval.objects.standing().count() == 1


def test_amendments_that_the_approval_allows_keep_it_once_every_post_confirms(cast):
    chair, finance = (make_member(cast.cycle.council, Role.COMMITTEE_MEMBER) for _ in range(2))
    posts = [make_post(cast.cycle.council, holder=holder) for holder in (chair, finance)]
    cast.finish()
    cast.write("The council has three committees.")
    cast.release()
    cast.approve(*posts)
    again(cast, reason="The auditor asked", under_approval=True)
    cast.write("The council has four committees.")
    cast.release()

    kept = Amendment.objects.get()
    assert "three committees" in kept.before
    assert "four committees" in kept.after
    assert kept.reason == "The auditor asked"

    def confirm(by):
        return confirm_amendments(cycle=cast.cycle, version=2, by=by, at=timezone.now())

    with pytest.raises(WorkflowError, match="posts named"):
        confirm(cast.officer)
    with pytest.raises(WorkflowError, match="not approved"):
        cast.sign(cast.leader, version=2)
    assert confirm(chair) is None
    with pytest.raises(WorkflowError, match="each once"):
        confirm(chair)
    approved = confirm(finance)
    assert (approved.state, approved.version) == ("approved", 2)
    assert "subject to amendments" in approved.html
    cast.sign(cast.leader, version=2)
    cast.sign(cast.chief, version=2)
    cast.publish()


def test_another_change_voids_the_approval_that_waits_for_its_amendments(cast):
    post = make_post(cast.cycle.council, holder=cast.chief)
    cast.finish()
    cast.release()
    cast.approve(post)
    again(cast, under_approval=True)
    cast.write("Changed.")
    cast.release()
    again(cast, reason="And more")

    assert not Approval.objects.standing().exists()


def test_what_must_be_put_right_stops_the_draft():
    cast = make_cast()
    cast.write("Speak to the Group Leaders")
    cast.release()
    with pytest.raises(guards.NotReady) as stopped:
        cast.publish_draft()
    assert "statement-notes" in stopped.value.keys
    assert Publication.objects.count() == 1


def test_the_local_code_is_adopted_then_published_and_replaces_the_one_before(cast):
    cycle, officer, now = cast.cycle, cast.officer, timezone.now()
    for _ in range(2):
        edition = start_edition(cycle=cycle, style="table", by=officer, at=now)
        released(cycle, CODE, by=officer)
        edition.refresh_from_db()
        assert edition.state == "released"
        with pytest.raises(WorkflowError, match="not adopted"):
            publish_code(cycle=cycle, public_from=cast.today, by=officer, at=timezone.now())
        adopted = adopt(
            cycle=cycle, body="Full Council", on=cast.today, minute="12", by=officer, at=timezone.now()
        )
        final = publish_code(cycle=cycle, public_from=cast.today, by=officer, at=timezone.now())
        assert adopted.text_digest == final.text_digest
        assert "Adopted by Full Council" in final.html
        assert final.known_as == f"Version {edition.number}"
        with pytest.raises(WorkflowError):
            amend(kind=CODE, cycle=cycle, reason="More", by=officer, at=timezone.now())

    states = LocalCodeEdition.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["superseded", "published"]


def test_a_released_code_that_is_amended_is_written_on(cast):
    edition = start_edition(cycle=cast.cycle, style="table", by=cast.officer, at=timezone.now())
    released(cast.cycle, CODE, by=cast.officer)
    again(cast, kind=CODE)
    edition.refresh_from_db()
    assert edition.state == "drafting"
    assert released(cast.cycle, CODE, by=cast.officer).version == 2


def post(client, cast, by, name, kind="ags", **data):
    client.force_login(by.user)
    url = reverse(f"reports:steps{name}", args=[cast.cycle.council.slug, cast.cycle.year, kind])
    return client.post(url, data) if data else client.get(url)


def test_the_page_leads_from_release_to_publication(client, cast):
    assert "Nothing is released yet" in post(client, cast, cast.officer, "").content.decode()
    cast.finish()
    cast.release()
    page = post(client, cast, cast.officer, "").content.decode()
    assert "Record the approval" in page
    assert "Publish the unaudited draft" in page

    draft = day_parts("draft-public_from", cast.today)
    assert post(client, cast, cast.officer, "-publish-draft", **draft).status_code == 302
    asked = {"approve-body": "Audit Committee", "approve-minute": "31"} | day_parts("approve-on", cast.today)
    assert post(client, cast, cast.officer, "-approve", **asked).status_code == 302
    assert "Sign the statement" in post(client, cast, cast.leader, "").content.decode()
    signing = {"sign-declared": "on", "sign-version": "1"}
    assert post(client, cast, cast.leader, "-sign", **signing).status_code == 302
    paper = {
        "paper-office": "chief_executive",
        "paper-name": "Bo Lund",
        "paper-post_title": "Chief Executive",
    }
    signed_on = day_parts("paper-signed_on", cast.today)
    assert post(client, cast, cast.officer, "-record-signature", **paper, **signed_on).status_code == 302
    final = day_parts("publish-public_from", cast.today)
    assert post(client, cast, cast.officer, "-publish", **final).status_code == 302
    page = post(client, cast, cast.officer, "").content.decode()
    assert "It is published." in page
    assert "Bo Lund, Chief Executive" in page


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(client, cast):
    cast.finish()
    cast.release()
    asked = {"approve-body": "Audit Committee", "approve-minute": ""}
    day = day_parts("approve-on", cast.today + A_DAY)
    answer = post(client, cast, cast.officer, "-approve", **asked, **day)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The date is in the future" in page
    assert 'href="#id_approve-minute"' in page
    assert 'href="#id_approve-on_day"' in page
    assert 'value="Audit Committee"' in page


def test_members_see_where_it_stands_and_no_form(client, cast):
    cast.take_to("approved")
    member = make_member(cast.cycle.council, Role.COMMITTEE_MEMBER)
    page = post(client, cast, member, "").content.decode()

    assert "Audit Committee" in page
    assert "<form" not in page.partition('id="main-content"')[2].partition("</main>")[0]


def test_documents_without_steps_have_no_page(client, cast):
    assert post(client, cast, cast.officer, "", kind="action-plan").status_code == 404
    assert post(client, cast, cast.officer, "-adopt", **{"adopt-body": "x"}).status_code == 404


def test_the_page_takes_few_queries_in_every_state(client, cast):
    """Session, person, membership, review, publications, approval, signatures; then what stands in lists."""
    cast.take_to("final")
    client.force_login(cast.officer.user)
    url = reverse("reports:steps", args=[cast.cycle.council.slug, cast.cycle.year, "ags"])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    assert len(queries) <= STEPS_PAGE
