"""What anyone may read without signing in: which page, which version, and never what is not public."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assurance.models import Assessment
from governance.models import Council
from governance.roles import Role
from reports.models import DocumentKind, Publication
from reports.workflow.publications import withdraw
from tests.builders import make_council, make_member
from tests.reports.public_documents import made_public, path_of, released_again
from tests.reports.reviews import monitoring_officer, released, scored_review

pytestmark = pytest.mark.django_db
STATEMENT = "annual-governance-statement/2024-25"


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return scored_review()


@pytest.fixture
def cycle(made):
    return deepcopy(made)


def text_of(response):
    return response.content.decode()


def take_back(publication, reason="A figure in it was wrong."):
    officer = monitoring_officer(publication.cycle)
    return withdraw(publication=publication, reason=reason, by=officer, at=timezone.now())


def test_a_published_statement_is_read_by_anyone_with_its_other_forms(client, cycle):
    publication = made_public(cycle, pdf=b"%PDF-1.7 the file")

    response = client.get(path_of(cycle))

    page = text_of(response)
    assert response.status_code == 200
    assert publication.check_code in page
    assert "noindex" not in page
    assert "<!-- toolbar -->" not in page
    for form in ("pdf", "docx", "csv", "json"):
        assert f'href="/published/{cycle.council.slug}/{STATEMENT}.{form}"' in page
    assert "PDF, 3 pages" in page
    assert "/councils/" not in re.sub(r"http\S+", "", page)


def test_the_colour_of_a_public_page_needs_no_sign_in(client, cycle):
    made_public(cycle)

    page = text_of(client.get(path_of(cycle)))
    [address] = re.findall(r'href="([^"]*brand\.css)"', page)
    style = client.get(address)

    assert (style.status_code, style["Content-Type"]) == (200, "text/css")
    assert cycle.council.colour in text_of(style)


def test_the_page_stays_as_it_was_published_whatever_the_rows_say(client, cycle):
    made_public(cycle)
    before = client.get(path_of(cycle)).content
    Assessment.objects.filter(cycle=cycle).update(own_score=1, narrative="Changed afterwards")

    assert client.get(path_of(cycle)).content == before


def test_what_is_only_released_to_members_is_not_found(client, cycle):
    released(cycle)

    ends = ("/", ".pdf", ".json", ".csv", "/v1/", "/v1.json")
    for tail in ("", "annual-governance-statement/", *(f"{STATEMENT}{end}" for end in ends)):
        response = client.get(path_of(cycle, tail))
        assert response.status_code == 404, tail
        assert "Nothing is published here" in text_of(response)


def test_a_day_that_has_not_come_is_not_found(client, cycle):
    made_public(cycle, day=timezone.localdate() + timedelta(days=1))

    assert client.get(path_of(cycle)).status_code == 404
    assert client.get(path_of(cycle, f"{STATEMENT}/v1/")).status_code == 404
    assert cycle.council.name not in text_of(client.get("/published/"))


def test_an_address_that_names_nothing_public_is_not_found(client, cycle):
    made_public(cycle)

    for tail in (
        "annual-governance-statement/2023-24/",
        f"{STATEMENT}/v2/",
        f"{STATEMENT}/v2.pdf",
        f"{STATEMENT}.exe",
        "local-code/",
        "minutes/2024-25/",
        "annual-governance-statement.pdf",
    ):
        assert client.get(path_of(cycle, tail)).status_code == 404, tail


def test_a_council_unknown_or_with_nothing_public_is_not_found_in_plain_words(client):
    make_council("quietshire")

    for slug in ("quietshire", "nowhere"):
        response = client.get(f"/published/{slug}/")
        assert response.status_code == 404
        assert "Nothing is published here" in text_of(response)


def test_one_council_never_answers_for_another(client, cycle):
    made_public(cycle)
    other = scored_review(make_council("othershire"), 2023)
    made_public(other)

    assert client.get(path_of(other, "annual-governance-statement/2023-24/")).status_code == 200
    assert client.get(path_of(other)).status_code == 404
    assert client.get(path_of(cycle, "annual-governance-statement/2023-24/")).status_code == 404


def test_each_version_that_was_public_keeps_its_address_and_names_the_newer_one(client, cycle):
    made_public(cycle, state=Publication.State.UNAUDITED)
    first = client.get(path_of(cycle, f"{STATEMENT}/v1/"))
    assert "There is a newer one" not in text_of(first)

    newest = made_public(cycle)

    old = client.get(path_of(cycle, f"{STATEMENT}/v1/"))
    assert "There is a newer one" in text_of(old)
    assert f'href="{path_of(cycle)}"' in text_of(old)
    assert newest.check_code in text_of(client.get(path_of(cycle)))
    assert "Earlier: version 1, unaudited draft" in text_of(client.get(path_of(cycle)))
    assert old["Link"].endswith('/2024-25/>; rel="canonical"')


def test_a_version_released_to_members_in_between_is_not_shown(client, cycle):
    made_public(cycle)
    released_again(cycle)

    assert client.get(path_of(cycle, f"{STATEMENT}/v2/")).status_code == 404
    assert "There is a newer one" not in text_of(client.get(path_of(cycle, f"{STATEMENT}/v1/")))


def test_a_withdrawn_document_leaves_its_notice_and_reason(client, cycle):
    publication = made_public(cycle, pdf=b"%PDF-1.7 the file")
    take_back(publication)

    for tail in (f"{STATEMENT}/", f"{STATEMENT}/v1/", f"{STATEMENT}.pdf", f"{STATEMENT}/v1.json"):
        response = client.get(path_of(cycle, tail))
        assert response.status_code == 410
        assert "A figure in it was wrong." in text_of(response)
        assert response["X-Robots-Tag"] == "noindex"
        assert "immutable" not in response["Cache-Control"]
    assert "Withdrawn on" in text_of(client.get(path_of(cycle, "")))


def test_the_version_before_stands_again_when_the_newest_is_withdrawn(client, cycle):
    first = made_public(cycle)
    take_back(made_public(cycle))

    page = client.get(path_of(cycle))
    assert page.status_code == 200
    assert first.html.split("<main")[1] in text_of(page)
    assert "In its place, read" in text_of(client.get(path_of(cycle, f"{STATEMENT}/v2/")))


def test_what_was_withdrawn_before_its_day_was_never_public(client, cycle):
    publication = made_public(cycle, day=timezone.localdate() - timedelta(days=2))
    Publication.objects.filter(pk=publication.pk).update(
        withdrawn_at=timezone.now() - timedelta(days=5), withdrawn_reason="Too early"
    )

    assert client.get(path_of(cycle)).status_code == 404


def test_a_review_with_scores_that_nobody_agreed_is_never_public(client, cycle):
    made_public(cycle, DocumentKind.ASSURANCE_REVIEW)

    assert client.get(path_of(cycle, "assurance-review/2024-25/")).status_code == 404
    assert client.get(path_of(cycle, "assurance-review/2024-25.csv")).status_code == 404
    assert client.get("/published/").status_code == 200
    assert cycle.council.name not in text_of(client.get("/published/"))


def test_an_assurance_review_that_is_settled_can_be_public(client, cycle):
    cycle.is_past_record = True
    cycle.save(update_fields=["is_past_record"])
    Assessment.objects.filter(cycle=cycle).update(status=Assessment.Status.AGREED, agreed_score=9)
    made_public(cycle, DocumentKind.ASSURANCE_REVIEW)

    assert client.get(path_of(cycle, "assurance-review/2024-25/")).status_code == 200
    assert "Score" in text_of(client.get(path_of(cycle, "assurance-review/2024-25.csv")))


def test_the_local_code_is_of_no_year_and_counts_its_versions_over_the_reviews(client, cycle):
    made_public(cycle, DocumentKind.LOCAL_CODE)
    made_public(scored_review(cycle.council, 2025), DocumentKind.LOCAL_CODE)

    assert client.get(path_of(cycle, "local-code/")).status_code == 200
    assert "There is a newer one" in text_of(client.get(path_of(cycle, "local-code/v1/")))
    assert "There is a newer one" not in text_of(client.get(path_of(cycle, "local-code/v2/")))


def test_a_document_without_its_year_leads_to_the_newest(client, cycle):
    made_public(cycle)
    made_public(scored_review(cycle.council, 2025))

    response = client.get(path_of(cycle, "annual-governance-statement/"))

    assert response["Location"] == path_of(cycle, "annual-governance-statement/2025-26/")


def test_the_list_of_a_council_has_each_document_with_the_years_back(client, cycle):
    made_public(scored_review(cycle.council, 2023))
    made_public(cycle, state=Publication.State.UNAUDITED)
    made_public(cycle)
    made_public(cycle, DocumentKind.ACTION_PLAN)

    page = text_of(client.get(path_of(cycle, "")))

    names = (
        "Annual Governance Statement 2024/25",
        "Annual Governance Statement 2023/24",
        "Action plan 2024/25",
    )
    assert [page.index(f">{name}</a>") for name in names] == sorted(
        page.index(f">{name}</a>") for name in names
    )
    assert "Version 2, final" in page
    assert "version 1, unaudited draft" in page


def test_the_list_of_councils_holds_those_with_something_to_read(client, cycle):
    made_public(cycle)
    make_council("quietshire")
    gone = scored_review(make_council("goneshire"))
    take_back(made_public(gone))

    page = text_of(client.get("/published/"))

    assert cycle.council.name in page
    assert "Quietshire" not in page
    assert "Goneshire" not in page


def test_a_public_page_asks_few_questions_and_none_about_people(client, cycle):
    made_public(cycle, pdf=b"%PDF-1.7 the file")
    made_public(cycle, pdf=b"%PDF-1.7 the newer file")
    made_public(cycle, DocumentKind.ACTION_PLAN)
    client.force_login(make_member(cycle.council, Role.MONITORING_OFFICER).user)
    of_people = re.compile(r'"(governance_user|django_session|governance_membership|governance_rolegrant)"')

    for end, most in (("", 3), ("/", 4), (".pdf", 3), (".json", 4), ("/v1/", 4)):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(path_of(cycle, f"{STATEMENT}{end}" if end else ""))
        assert response.status_code == 200
        assert len(asked) <= most, end
        assert [query["sql"] for query in asked if of_people.search(query["sql"])] == []


def test_public_pages_set_no_cookie_and_vary_with_nothing(client, cycle):
    made_public(cycle)

    for path in (path_of(cycle, ""), path_of(cycle), path_of(cycle, f"{STATEMENT}.json")):
        response = client.get(path)
        assert not response.cookies
        assert not response.has_header("Vary")
        assert "default-src 'self'" in str(response["Content-Security-Policy"])
    for path in ("/published/", "/check/", "/published/nowhere/"):
        response = client.get(path)
        assert not response.cookies
        assert not response.has_header("Vary")


def test_they_are_the_same_for_somebody_signed_in(client, cycle):
    made_public(cycle)
    paths = ["/published/", "/check/", path_of(cycle, ""), path_of(cycle)]
    before = [client.get(path).content for path in paths]

    client.force_login(make_member(cycle.council, Role.MONITORING_OFFICER).user)

    assert [client.get(path).content for path in paths] == before


def test_a_reader_who_has_it_is_told_that_nothing_changed(client, cycle):
    made_public(cycle, pdf=b"%PDF-1.7 the file")

    for tail in ("", *(f"{STATEMENT}{end}" for end in ("/", ".pdf", ".docx", ".json", ".csv"))):
        path = path_of(cycle, tail)
        first = client.get(path)
        assert first["Cache-Control"] == "public, no-cache"
        assert first["ETag"].startswith('"')
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        since = client.get(path, headers={"If-Modified-Since": first["Last-Modified"]})
        assert since.status_code == 304
        head = client.head(path)
        assert (head.status_code, head["ETag"], b"".join(head)) == (200, first["ETag"], b"")


def test_files_of_one_version_never_change_and_may_be_kept_for_ever(client, cycle):
    made_public(cycle, pdf=b"%PDF-1.7 the file")
    paths = [path_of(cycle, f"{STATEMENT}/v1.{form}") for form in ("pdf", "docx", "json", "csv")]
    before = [b"".join(client.get(path)) for path in paths]

    made_public(cycle, pdf=b"%PDF-1.7 another")

    for path, content in zip(paths, before, strict=True):
        response = client.get(path)
        assert b"".join(response) == content
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_page_that_changed_is_sent_anew(client, cycle):
    publication = made_public(cycle)
    old = client.get(path_of(cycle, f"{STATEMENT}/v1/"))
    made_public(cycle)

    answer = client.get(path_of(cycle, f"{STATEMENT}/v1/"), headers={"If-None-Match": old["ETag"]})

    assert answer.status_code == 200
    assert old["ETag"] != answer["ETag"]
    take_back(publication)
    gone = client.get(path_of(cycle, f"{STATEMENT}/v1/"), headers={"If-None-Match": answer["ETag"]})
    assert gone.status_code == 410


def test_a_pdf_that_is_not_made_yet_is_said_so(client, cycle):
    made_public(cycle)

    response = client.get(path_of(cycle, f"{STATEMENT}.pdf"))

    assert response.status_code == 404
    assert "The PDF is not ready" in text_of(response)
    assert ".pdf" not in text_of(client.get(path_of(cycle)))


def test_the_printed_address_leads_to_sign_in_then_to_the_public_page(client, cycle):
    publication = released(cycle)
    [printed] = re.findall(r'href="https?://[^/"]+(/d/[0-9a-f]{12}/)"', publication.html)

    to_members = client.get(printed)
    assert to_members["Location"] == f"/councils/{cycle.council.slug}/documents/{publication.pk}/"
    assert "/accounts/login/" in client.get(to_members["Location"])["Location"]

    Publication.objects.filter(pk=publication.pk).update(public_from=timezone.localdate())
    assert client.get(printed)["Location"] == path_of(cycle)

    made_public(cycle)
    assert client.get(printed)["Location"] == path_of(cycle, f"{STATEMENT}/v1/")


def test_the_printed_address_of_a_draft_leads_to_the_same_text_once_it_is_published(client, cycle):
    draft = released(cycle)
    final = made_public(cycle)
    assert draft.text_digest == final.text_digest
    assert draft.digest != final.digest

    assert client.get(f"/d/{draft.digest[:12]}/")["Location"] == path_of(cycle)


def test_a_short_address_that_was_never_printed_is_not_found(client, cycle):
    made_public(cycle)

    for token in ("0" * 12, "a", "not-a-token-at-all"):
        assert client.get(f"/d/{token}/").status_code == 404


def test_the_first_page_and_the_footer_lead_to_what_is_published(client):
    page = text_of(client.get("/accounts/login/"))

    assert page.count('href="/published/"') == 2
    assert page.count('href="/check/"') == 2


def test_a_council_without_a_proper_colour_has_the_documents_own(client):
    Council.objects.create(slug="paleshire", name="Paleshire", colour="#ffffff")

    assert "#0b3c5d" in text_of(client.get("/published/paleshire/brand.css"))
