"""Texts written from the review: what they say, what they leave alone, and how a later change shows."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assurance.checked_review import CheckedReview
from assurance.drafting_notes import find_notes
from assurance.models import Assessment, Evidence, EvidenceUse
from governance.models import AuditEntry
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from reports.checks.statement import changed_since_written, statement_notes
from reports.content import ags
from reports.drafting.wording import plain
from reports.drafting.writing import write_drafts
from reports.models import GovernanceStatement, StatementSection
from reports.workflow.statement_drafts import SeenDraft, confirm_text, take_draft, write_section
from tests.builders import TODAY, make_member, make_post, row
from tests.reports.reviews import carried, owned_promise, promise, released, scored_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    """Every row agreed: A1.1 at 10 and shown by an internal report, B2.3 at 7 with an action."""
    found = scored_review()
    agree(Assessment.objects.filter(cycle=found))
    found.council.settings.create(key="approving_body", value="Audit Committee")
    report = Evidence.objects.create(
        council=found.council, title="Staff survey", checked_by="independent", is_public=True
    )
    secret = Evidence.objects.create(
        council=found.council, title="Secret memo", checked_by="another_team", is_public=False
    )
    for ref, evidence in (("A1.1", report), ("A1.2", secret)):
        EvidenceUse.objects.create(council=found.council, assessment=row(found, ref), evidence=evidence)
    owner = make_post(found.council, "Head of Partners")
    promise(
        found, "B2.3", "Renew four [old] agreements.", owner_post=owner, due_on="2026-03-31", priority="high"
    )
    return found


@pytest.fixture
def url(cycle):
    return reverse("reports:statement", args=[cycle.council.slug, cycle.year])


def agree(rows):
    for each in rows:
        each.agreed_score, each.status = each.own_score, "agreed"
    Assessment.objects.bulk_update(rows, ["agreed_score", "status"])


def score(cycle, ref, value):
    Assessment.objects.filter(cycle=cycle, requirement__ref=ref).update(agreed_score=value)


def opened(client, url):
    """What the page's boxes hold when a browser opens it."""
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "as_at"}


def press(client, url, button, **texts):
    """The page as a browser sends it back, with some texts changed and a button pressed."""
    return client.post(url, opened(client, url) | texts | {"do": button})


def text(key):
    return StatementSection.objects.get(key=key).text


def facts(cycle, key):
    return write_drafts(cycle, GovernanceStatement.objects.get(), on=timezone.localdate())[key].facts


def flagged(cycle):
    return {finding.subject.split()[0] for finding in changed_since_written(CheckedReview(cycle, TODAY))}


def test_a_draft_says_what_is_agreed_and_leaves_honest_blanks(cycle):
    drafts = {key: draft.text for key, draft in write_drafts(cycle, None, on=TODAY).items()}

    assert drafts["principle-A"].split("\n\n") == [
        "**We judge our arrangements under this principle Strong.**",
        "What worked, by evidence from outside the service:",
        f"- A1.1 {row(cycle, 'A1.1').title}: checked by someone independent (Staff survey).\n"
        f"- A1.2 {row(cycle, 'A1.2').title}: checked by another council team.",
    ]
    assert drafts["principle-B"].endswith(
        f"What can be better, and what we will do:\n\n- B2.3 {row(cycle, 'B2.3').title}, Good: "
        r"Renew four \[old\] agreements (Head of Partners, by 31 March 2026)."
    )
    assert drafts["summary"].startswith("Principles A, B, C, D, E, F and G are Strong.")
    assert "high priority" in drafts["plan"]
    assert "Audit Committee" in drafts["plan"]
    for key in ("responsibility", "framework", "review", "disclosures", "issues", "events", "certification"):
        assert find_notes(drafts[key]), key
    blanks = re.findall(r"\[(?:Add|To follow)[^\]]*\]", "\n".join(drafts.values()))
    assert [blank for blank in blanks if not find_notes(f"Said. {blank} And so on.")] == []
    said = {sentence for part in ags.build(cycle, on=TODAY).parts for sentence in part.sentences}
    assert not [sentence for sentence in said if any(sentence in draft for draft in drafts.values())]


def test_scores_that_are_not_agreed_are_no_prose(cycle):
    Assessment.objects.filter(cycle=cycle, requirement__ref__in=["A1.1", "B2.3"]).update(status="submitted")

    drafts = {key: draft.text for key, draft in write_drafts(cycle, None, on=TODAY).items()}

    assert "Staff survey" not in drafts["principle-A"]
    assert "B2.3" not in drafts["principle-B"] + drafts["summary"]
    for key in ("principle-A", "principle-B", "summary"):
        assert find_notes(drafts[key])[0].words.startswith("[To follow:")


def test_last_years_promises_are_told_by_what_became_of_them(cycle):
    before = scored_review(cycle.council, 2023)
    then = TODAY.replace(year=2024)
    carried(owned_promise(before, "C1.1", "Write it down", due_on=then), 2023)
    owned_promise(before, "C1.2", "Test it", due_on=then, status="complete", completed_on=then)

    draft = write_drafts(cycle, None, on=TODAY)["promises"].text

    assert draft.startswith("Not kept by the day we gave:")
    assert "Write it down" in draft
    assert "[Add why, and what happens now.]" in draft
    assert "Test it" not in draft


def test_texts_of_people_print_as_they_were_typed():
    assert plain("1. Use *this*\n now") == r"1\. Use \*this\* now"
    assert plain("- [TBC] `x`") == r"\- \[TBC\] \`x\`"


def test_the_first_draft_fills_what_is_empty_and_touches_nothing_else(client, cycle, writer, url):
    answer = press(client, url, "first", text_issues="None, because we looked.")

    assert answer.status_code == 302
    assert text("issues") == "None, because we looked."
    assert text("summary").startswith("Principles A")
    assert AuditEntry.objects.filter(action="reports.statement.drafted").count() == 1
    assert {finding.subject for finding in statement_notes(CheckedReview(cycle, TODAY))} >= {"events"}
    assert flagged(cycle) == set()
    versions = dict(StatementSection.objects.values_list("key", "version"))
    press(client, url, "first")
    press(client, url, "again")
    assert dict(StatementSection.objects.values_list("key", "version")) == versions


def test_unedited_drafts_are_written_again_and_edited_ones_are_flagged(client, cycle, writer, url):
    press(client, url, "first")
    press(client, url, "", **{"text_principle-A": "Our own words."})
    for ref in ("A1.2", "C1.1"):
        score(cycle, ref, 5)
    assert flagged(cycle) == {"summary", "principle-A", "principle-C"}
    page = client.get(url).content.decode()
    assert page.count("The review changed after this was written.") == 1
    assert "Write all of them again" in page
    assert "<ins>" in page

    press(client, url, "again")

    assert "C1.1" in text("principle-C")
    assert text("principle-A") == "Our own words."
    assert flagged(cycle) == {"principle-A"}
    assert press(client, url, "write:principle-A").status_code == 409
    assert text("principle-A") == "Our own words."


def test_a_flag_goes_when_the_text_still_holds_or_takes_the_new_draft(client, cycle, writer, url):
    press(client, url, "", **{"text_principle-A": "Ours.", "text_principle-C": "Ours too."})
    for ref in ("A1.2", "C1.1"):
        score(cycle, ref, 5)

    held = press(client, url, f"holds:principle-A:{facts(cycle, 'principle-A')}")
    taken = press(client, url, f"take:principle-C:{facts(cycle, 'principle-C')}")

    assert held.url.endswith("#section-principle-A")
    assert taken.status_code == 302
    assert flagged(cycle) == set()
    assert text("principle-A") == "Ours."
    assert "C1.1" in text("principle-C")
    section = StatementSection.objects.get(key="principle-C")
    assert "Ours too." in section.history.values_list("text", flat=True)
    assert AuditEntry.objects.get(action="reports.statement.confirmed").data["sections"] == ["Principle A"]
    score(cycle, "A1.3", 4)
    assert flagged(cycle) == {"principle-A"}


def test_a_change_of_the_review_while_somebody_types_is_told_after_the_save(client, cycle, writer, url):
    press(client, url, "", **{"text_principle-A": "Ours."})
    typed = opened(client, url) | {"text_principle-A": "Ours, longer.", "text_principle-C": "New."}
    for ref in ("A1.2", "C1.1"):
        score(cycle, ref, 5)

    client.post(url, typed)

    assert (text("principle-A"), text("principle-C")) == ("Ours, longer.", "New.")
    assert flagged(cycle) == {"principle-A", "principle-C"}
    assert StatementSection.objects.get(key="principle-A").drafted_text != ""
    assert StatementSection.objects.get(key="principle-C").drafted_text == ""


def test_what_somebody_else_saved_in_between_is_never_replaced(client, cycle, writer, url):
    press(client, url, "", text_summary="First.")
    score(cycle, "A1.2", 5)
    seen = SeenDraft("summary", 1, facts(cycle, "summary"))
    press(client, url, "", text_summary="Second.")
    asked = {"cycle": cycle, "by": writer, "at": timezone.now()}

    for verb in (take_draft, confirm_text):
        with pytest.raises(WorkflowError):
            verb(seen=seen, **asked)
        with pytest.raises(WorkflowError):
            verb(seen=SeenDraft("summary", 2, "0" * 64), **asked)
    stale = client.get(url).context["form"]
    press(client, url, "", text_summary="Third.")
    data = {name: stale[name].value() or "" for name in stale.fields if name != "as_at"}
    score(cycle, "A1.4", 5)
    answer = client.post(url, data | {"do": f"take:summary:{facts(cycle, 'summary')}"})

    assert answer.status_code == 409
    assert text("summary") == "Third."


def test_nobody_writes_without_the_right_or_once_it_is_released(client, cycle, writer, url):
    stranger = make_member(cycle.council, Role.SERVICE_OFFICER)
    with pytest.raises(WorkflowError):
        write_section(cycle=cycle, key="summary", by=stranger, at=timezone.now())
    assert press(client, url, "write:nonsense").status_code == 422
    assert press(client, url, "take:nonsense:0").status_code == 422
    data = client.get(url).context["form"]
    released(cycle, by=writer)
    sent = {name: data[name].value() or "" for name in data.fields if name != "as_at"}
    assert client.post(url, sent | {"do": "first"}).status_code == 422
    assert not StatementSection.objects.exclude(text="").exists()


def test_the_page_asks_the_database_a_fixed_number_of_times(
    client, cycle, writer, url, django_assert_num_queries
):
    press(client, url, "first")
    score(cycle, "A1.2", 5)

    with django_assert_num_queries(55):
        client.get(url)
