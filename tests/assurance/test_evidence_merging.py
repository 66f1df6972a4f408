"""Making one item of several that are the same document."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from assurance import signed_content
from assurance.models import Evidence, EvidenceFile, EvidenceUse, ReviewCycle
from assurance.workflow.merging import facts_taken_over, merge_evidence
from governance.models import AuditEntry, RoleGrantYear
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, make_council, make_cycle, make_member, make_post, row


@pytest.fixture
def council(db):
    return make_council()


@pytest.fixture
def last(council):
    return make_cycle(council, 2023)


@pytest.fixture
def cycle(council, last):
    return make_cycle(council)


@pytest.fixture
def officer(council, client):
    member = make_member(council, Role.SERVICE_OFFICER)
    client.force_login(member.user)
    return member


@pytest.fixture
def keep(council):
    return Evidence.objects.create(council=council, title="Code of conduct")


@pytest.fixture
def double(council):
    return Evidence.objects.create(council=council, title="Councillors' code of conduct")


def show(assessment, item, note=""):
    return EvidenceUse.objects.create(
        council=assessment.council, assessment=assessment, evidence=item, note=note
    )


def shown_on(cycle, ref):
    uses = EvidenceUse.objects.filter(assessment=row(cycle, ref), removed_at=None)
    return [(use.evidence.title, use.note) for use in uses]


def finish(cycle):
    ReviewCycle.objects.filter(pk=cycle.pk).update(stage=ReviewCycle.Stage.SIGNED_OFF)


def merge(keep, *others, by):
    return merge_evidence(keep=keep, others=list(others), by=by, at=NOW)


def page_of(council):
    return reverse("assurance:evidence-merge", args=[council.slug])


def item_page(item):
    return reverse("assurance:evidence-item", args=[item.council.slug, item.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_rows_of_open_reviews_show_the_one_that_stays(cycle, officer, keep, double):
    show(row(cycle, "A1.1"), double, "Section 4")
    merged = merge(keep, double, by=officer)
    assert merged.rows == ["A1.1"]
    assert shown_on(cycle, "A1.1") == [("Code of conduct", "Section 4")]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.data["titles"]) == ("assurance.evidence.merged", [double.title])


def test_a_row_that_shows_both_shows_one_with_both_notes(cycle, officer, keep, double):
    show(row(cycle, "A1.1"), keep, "Section 4")
    taken_off = show(row(cycle, "A1.1"), double, "Annex B")
    show(row(cycle, "A1.2"), keep, "Same")
    show(row(cycle, "A1.2"), double, "Same")
    merge(keep, double, by=officer)
    assert shown_on(cycle, "A1.1") == [("Code of conduct", "Section 4; Annex B")]
    assert shown_on(cycle, "A1.2") == [("Code of conduct", "Same")]
    taken_off.refresh_from_db()
    assert (taken_off.note, taken_off.removed_at) == ("Annex B", NOW)


def test_notes_that_are_too_long_together_are_cut_and_kept(cycle, officer, keep, double):
    show(row(cycle, "A1.1"), keep, "x" * 400)
    taken_off = show(row(cycle, "A1.1"), double, "y" * 400)
    merge(keep, double, by=officer)
    [(_, note)] = shown_on(cycle, "A1.1")
    assert len(note) == 500
    taken_off.refresh_from_db()
    assert taken_off.note == "y" * 400


def test_finished_years_stay_as_they_were(last, cycle, officer, keep, double):
    show(row(last, "A1.1"), double, "Page 2")
    show(row(last, "A1.2"), keep)
    show(row(cycle, "A1.1"), double)
    finish(last)
    last.refresh_from_db()
    before = signed_content.as_json(signed_content.build(last))
    keep.is_public, double.link = True, "https://example.test/code"
    merge(keep, double, by=officer)
    assert signed_content.as_json(signed_content.build(last)) == before
    assert shown_on(last, "A1.1") == [("Councillors' code of conduct", "Page 2")]
    assert shown_on(cycle, "A1.1") == [("Code of conduct", "")]


def test_a_record_of_a_past_year_stays_as_it_was(last, cycle, officer, keep, double):
    show(row(last, "A1.1"), double)
    ReviewCycle.objects.filter(pk=last.pk).update(is_past_record=True)
    merge(keep, double, by=officer)
    assert shown_on(last, "A1.1") == [("Councillors' code of conduct", "")]


def test_what_the_one_that_stays_does_not_say_is_taken_over(council, officer, keep, double):
    post = make_post(council)
    keep.checked_by = "service"
    keep.save()
    Evidence.objects.filter(pk=double.pk).update(
        owner_post=post, last_reviewed=date(2025, 3, 1), checked_by="independent", is_public=True
    )
    double.refresh_from_db()
    assert [fact.name for fact in facts_taken_over(keep, [double])] == ["owner_post", "last_reviewed"]
    merge(keep, double, by=officer)
    keep.refresh_from_db()
    assert (keep.owner_post, keep.last_reviewed) == (post, date(2025, 3, 1))
    assert (keep.checked_by, keep.is_public) == ("service", False)


def test_a_link_that_only_the_council_reads_never_becomes_public(council, officer, keep, double):
    Evidence.objects.filter(pk=keep.pk).update(is_public=True)
    Evidence.objects.filter(pk=double.pk).update(link="https://intranet.example/code")
    merge(keep, double, by=officer)
    keep.refresh_from_db()
    assert keep.link == ""


def test_files_go_to_the_one_that_stays(council, officer, keep, double):
    file = EvidenceFile.objects.create(council=council, evidence=double, added_by=officer, added_at=NOW)
    merge(keep, double, by=officer)
    file.refresh_from_db()
    assert file.evidence == keep


def test_the_address_of_a_merged_item_leads_to_the_one_that_stays(client, council, officer, keep, double):
    third = Evidence.objects.create(council=council, title="Third")
    merge(keep, double, by=officer)
    merge(third, keep, by=officer)
    for item in (keep, double):
        assert client.get(item_page(item)).url == item_page(third)
    page = text_of(client.get(item_page(third)))
    assert "It stands for" in page
    assert double.title.replace("'", "&#x27;") in page
    change = reverse("assurance:evidence-change", args=[council.slug, keep.pk])
    assert client.get(change).status_code == 404


def test_an_item_is_merged_once(officer, keep, double):
    merge(keep, double, by=officer)
    with pytest.raises(WorkflowError, match="joined with another meanwhile"):
        merge(keep, double, by=officer)


def test_an_item_is_not_merged_with_itself_or_another_councils(officer, keep):
    with pytest.raises(WorkflowError):
        merge(keep, keep, by=officer)
    with pytest.raises(WorkflowError):
        merge(keep, Evidence.objects.create(council=make_council(), title="Theirs"), by=officer)


def test_one_that_is_no_longer_used_cannot_stay(officer, keep, double):
    Evidence.objects.filter(pk=keep.pk).update(retired_at=NOW)
    with pytest.raises(WorkflowError, match="no longer used"):
        merge(keep, double, by=officer)


def test_rows_of_a_review_that_a_role_does_not_cover_are_not_changed(cycle, officer, keep, double):
    limited = make_member(cycle.council, Role.SERVICE_OFFICER)
    RoleGrantYear.objects.create(council=cycle.council, grant=limited.grants.get(), year=cycle.year - 1)
    show(row(cycle, "A1.1"), double)
    with pytest.raises(WorkflowError, match="a review that you do not score"):
        merge(keep, double, by=limited)
    assert shown_on(cycle, "A1.1") == [(double.title, "")]


def test_the_page_offers_titles_that_are_much_the_same(client, council, officer, keep, double):
    Evidence.objects.create(council=council, title="Pay policy")
    response = client.get(page_of(council), {"item": keep.pk})
    assert response.context["offered"] == [double]
    response = client.get(page_of(council), {"item": keep.pk, "q": "pay"})
    assert [item.title for item in response.context["offered"]] == ["Pay policy"]


def test_the_page_says_what_will_stand_and_merges(client, council, last, cycle, officer, keep, double):
    Evidence.objects.filter(pk=double.pk).update(link="https://example.test/code")
    show(row(last, "A1.2"), double)
    show(row(cycle, "A1.1"), double)
    finish(last)
    page = text_of(client.get(page_of(council), {"item": [keep.pk, double.pk]}))
    assert "https://example.test/code" in page
    assert f"{row(cycle, 'A1.1').requirement} (2024/25)" in page
    assert "Rows of finished years that stay as they are" in page
    data = {"item": [keep.pk, double.pk], "keep": keep.pk}
    page = text_of(client.post(page_of(council), data, follow=True))
    assert "now stands for" in page
    assert shown_on(cycle, "A1.1") == [("Code of conduct", "")]
    keep.refresh_from_db()
    assert keep.link == "https://example.test/code"


@pytest.mark.parametrize("chosen", ["", "nonsense", "0", "9" * 40])
def test_the_page_asks_which_one_stays(client, council, officer, keep, double, chosen):
    response = client.post(page_of(council), {"item": [keep.pk, double.pk], "keep": chosen})
    assert response.status_code == 422
    assert text_of(response).count("Choose which of them stays") == 2
    assert Evidence.objects.exclude(merged_into=None).count() == 0


def test_items_of_others_are_left_out(client, council, officer, keep):
    theirs = Evidence.objects.create(council=make_council(), title="Theirs")
    response = client.post(page_of(council), {"item": [keep.pk, theirs.pk], "keep": keep.pk})
    assert response.status_code == 422
    assert "Theirs" not in text_of(response)
