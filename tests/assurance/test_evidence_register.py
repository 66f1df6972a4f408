"""The council's register of evidence."""

import re
from copy import deepcopy
from datetime import date

import pytest
from django.urls import reverse

from assurance.models import Evidence, EvidenceUse
from assurance.views import evidence as evidence_views
from assurance.workflow.evidence import change_evidence, last_change
from governance.models import AuditEntry, RoleGrantYear
from governance.roles import Role
from governance.workflow.errors import WorkflowError
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


@pytest.fixture
def item(council):
    return Evidence.objects.create(council=council, title="Code of conduct", link="https://example.test/code")


def show(assessment, item, **fields):
    return EvidenceUse.objects.create(
        council=assessment.council, assessment=assessment, evidence=item, **fields
    )


def register(council, query=""):
    return reverse("assurance:evidence", args=[council.slug]) + query


def page_of(item):
    return reverse("assurance:evidence-item", args=[item.council.slug, item.pk])


def verb(name, item):
    return reverse(f"assurance:evidence-{name}", args=[item.council.slug, item.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


def listed_items(response):
    return [listed.item.title for listed in response.context["items"]]


def typed(item, **changes):
    """The page that changes the item, as posted."""
    data = {"title": item.title, "link": item.link, "who_reads": "inside", "seen": last_change(item)}
    return data | changes


def test_a_council_without_a_review_has_empty_registers(client, council, officer):
    assert "No evidence yet." in text_of(client.get(register(council)))


def test_the_register_says_where_each_item_is_shown(client, cycle, officer, item):
    before = row(cycle, "A1.1").previous
    assert before is not None
    show(before, item)
    show(row(cycle, "A1.2"), item)
    show(row(cycle, "A1.3"), item, removed_at=NOW)
    page = text_of(client.get(register(cycle.council)))
    assert str(row(cycle, "A1.2").requirement) in page
    assert str(row(cycle, "A1.1").requirement) not in page
    assert str(row(cycle, "A1.3").requirement) not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Code of conduct", "Old policy"]),
        ("?q=CONDUCT", ["Code of conduct"]),
        ("?q=nothing", []),
        ("?show=unused", ["Old policy"]),
        ("?show=out-of-date", ["Old policy"]),
        ("?show=ended", ["Ended list"]),
        ("?show=nonsense", ["Code of conduct", "Old policy"]),
        ("?q=%00&show=%00", ["Code of conduct", "Old policy"]),
        ("?q=" + "x" * 201, ["Code of conduct", "Old policy"]),
    ],
)
def test_the_register_can_be_narrowed(client, cycle, officer, item, query, titles):
    show(row(cycle, "A1.1"), item)
    Evidence.objects.create(council=cycle.council, title="Old policy", next_review=LONG_AGO)
    Evidence.objects.create(council=cycle.council, title="Ended list", retired_at=NOW)
    Evidence.objects.create(council=make_council(), title="Code of conduct of others")
    response = client.get(register(cycle.council, query))
    assert response.status_code == 200
    assert listed_items(response) == titles


def test_an_item_shows_its_rows_of_this_year_and_before(client, cycle, officer, item):
    before = row(cycle, "A1.1").previous
    assert before is not None
    show(before, item, note="Section 4")
    show(row(cycle, "A1.2"), item)
    response = client.get(page_of(item))
    assert [
        (str(each), [use.assessment.ref for use in uses]) for each, uses in response.context["reviews"]
    ] == [
        ("2024/25 review", ["A1.2"]),
        ("2023/24 review", ["A1.1"]),
    ]
    assert "Section 4" in text_of(response)


def test_an_item_is_changed_with_all_that_the_register_says(client, council, officer, item):
    post = make_post(council, "Monitoring officer")
    data = typed(
        item,
        title="Code of conduct for all",
        owner_post=post.pk,
        last_reviewed_day="1",
        last_reviewed_month="March",
        last_reviewed_year="2025",
        next_review_day="1",
        next_review_month="3",
        next_review_year="2027",
        checked_by="independent",
        shown="in_use",
        who_reads="public",
    )
    response = client.post(verb("change", item), data, follow=True)
    assert "“Code of conduct for all” is saved." in text_of(response)
    item.refresh_from_db()
    assert (item.title, item.owner_post, item.checked_by, item.shown, item.is_public) == (
        "Code of conduct for all",
        post,
        "independent",
        "in_use",
        True,
    )
    assert (item.last_reviewed, item.next_review) == (date(2025, 3, 1), date(2027, 3, 1))
    assert item.history.first().history_user == officer.user
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "assurance.evidence.changed"
    changes = entry.data["changes"]
    assert changes["title"] == ["Code of conduct", "Code of conduct for all"]
    assert changes["checked by"] == ["", "Someone independent"]
    assert changes["is public"] == ["no", "yes"]
    assert changes["next review"] == ["", "2027-03-01"]


def test_saving_the_same_changes_nothing(client, council, officer, item):
    versions = item.history.count()
    page = text_of(client.post(verb("change", item), typed(item), follow=True))
    assert "says this already: nothing was changed" in page
    assert item.history.count() == versions


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Give the item a title"),
        ({"link": "javascript:alert(1)"}, "The evidence link must start with https:// or http://"),
        ({"link": "ftp://example.test/a"}, "The evidence link must start with https:// or http://"),
        ({"next_review_day": "31", "next_review_month": "2", "next_review_year": "2026"}, "31 February 2026"),
        (
            {
                "last_reviewed_day": "2",
                "last_reviewed_month": "5",
                "last_reviewed_year": "2025",
                "next_review_day": "1",
                "next_review_month": "5",
                "next_review_year": "2025",
            },
            "The next review cannot be before the last one",
        ),
        ({"who_reads": ""}, "Choose who may read about it"),
        ({"title": "Taken already"}, "Another item has this title already"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays_typed(
    client, council, officer, item, changes, message
):
    Evidence.objects.create(council=council, title="taken ALREADY")
    data = typed(item, **({"checked_by": "another_team"} | changes))
    response = client.post(verb("change", item), data)
    assert response.status_code == 422
    page = text_of(response)
    assert page.count(message) == 2
    assert 'value="another_team" checked' in page
    item.refresh_from_db()
    assert (item.title, item.checked_by) == ("Code of conduct", "")


def test_a_colleagues_change_is_not_overwritten(client, council, officer, item):
    data = typed(item, title="Mine")
    change_evidence(item=item, values={"shown": "in_use"}, seen=last_change(item), by=officer, at=NOW)
    response = client.post(verb("change", item), data)
    assert response.status_code == 422
    page = text_of(response)
    assert "A colleague changed this item while you were typing." in page
    assert 'value="Mine"' in page
    again = data | {"seen": response.context["seen"], "shown": "in_use"}
    assert client.post(verb("change", item), again).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.shown) == ("Mine", "in_use")


def test_a_change_made_while_the_page_is_read_is_shown(client, council, officer, item, monkeypatch):
    def late(shown):
        change_evidence(item=item, values={"shown": "in_use"}, seen=last_change(item), by=officer, at=NOW)
        return last_change(shown)

    monkeypatch.setattr(evidence_views, "last_change", late)
    response = client.get(verb("change", item))
    assert response.context["seen"] == last_change(item)
    assert response.context["form"]["shown"].value() == "in_use"


@pytest.mark.parametrize("seen", ["", "nonsense", "-1", "9" * 40, "\x00"])
def test_a_malformed_mark_of_what_was_seen_counts_as_old(client, council, officer, item, seen):
    response = client.post(verb("change", item), typed(item, title="Mine", seen=seen))
    assert response.status_code == 422
    item.refresh_from_db()
    assert item.title == "Code of conduct"


def test_an_item_is_no_longer_used_instead_of_deleted_and_can_come_back(client, cycle, officer, item):
    show(row(cycle, "A1.1"), item)
    page = text_of(client.post(verb("stop-using", item), follow=True))
    assert "is no longer used. Rows that show it keep it." in page
    assert str(row(cycle, "A1.1").requirement) in page
    assert listed_items(client.get(register(cycle.council))) == []
    page = text_of(client.post(verb("use-again", item), follow=True))
    assert "can be shown on rows again" in page
    assert listed_items(client.get(register(cycle.council))) == ["Code of conduct"]
    codes = AuditEntry.objects.order_by("-pk").values_list("action", flat=True)[:2]
    assert list(codes) == ["assurance.evidence.restored", "assurance.evidence.retired"]


def test_an_item_cannot_come_back_beside_another_of_its_title(client, council, officer, item):
    client.post(verb("stop-using", item))
    Evidence.objects.create(council=council, title="code of CONDUCT")
    page = text_of(client.post(verb("use-again", item), follow=True))
    assert "Another item has this title already" in page
    item.refresh_from_db()
    assert item.retired_at is not None


def test_what_the_register_lacks_is_counted_as_far_as_the_reader_sees_it(client, council, cycle, item):
    show(row(cycle, "A1.1"), item)
    Evidence.objects.create(council=council, title="On no row")
    auditor = make_member(council, Role.EXTERNAL_AUDITOR)
    RoleGrantYear.objects.create(council=council, grant=auditor.grants.get(), year=cycle.year)
    for reader, number in ((auditor, 1), (make_member(council, Role.COORDINATOR), 2)):
        client.force_login(reader.user)
        assert f"{number} without an owner" in text_of(client.get(register(council)))


def test_those_who_do_not_score_read_the_item(client, council, item):
    client.force_login(make_member(council, Role.MONITORING_OFFICER).user)
    page = text_of(client.get(page_of(item)))
    assert "Code of conduct" in page
    assert verb("change", item) not in page
    assert client.post(verb("change", item), typed(item, title="Mine")).status_code == 403
    assert client.post(verb("stop-using", item)).status_code == 403


def test_another_councils_item_is_not_found(client, officer):
    other = Evidence.objects.create(council=make_council(), title="Theirs")
    for name in ("change", "stop-using", "use-again"):
        address = reverse(f"assurance:evidence-{name}", args=[officer.council.slug, other.pk])
        assert client.post(address).status_code == 404
    assert (
        client.get(reverse("assurance:evidence-item", args=[officer.council.slug, other.pk])).status_code
        == 404
    )


def test_the_verb_names_the_title_that_is_taken(council, officer, item):
    Evidence.objects.create(council=council, title="Taken")
    with pytest.raises(WorkflowError, match="Another item has this title already"):
        change_evidence(item=item, values={"title": "TAKEN"}, seen=last_change(item), by=officer, at=NOW)


def test_the_registers_ask_no_query_for_each_item(client, cycle, officer, django_assert_max_num_queries):
    for number in range(5):
        show(
            row(cycle, f"A3.{number + 1}"),
            Evidence.objects.create(council=cycle.council, title=f"Item {number}"),
        )
    client.get(register(cycle.council))
    with django_assert_max_num_queries(14):
        client.get(register(cycle.council))


def test_a_row_after_the_first_is_listed_by_its_reference_with_its_title_for_those_who_listen(
    client, cycle, officer, item
):
    for ref in ("A1.1", "A1.2", "A1.3", "A1.4", "A2.1"):
        show(row(cycle, ref), item)
    page = text_of(client.get(register(cycle.council)))
    first, second = row(cycle, "A1.1").requirement, row(cycle, "A1.2").requirement
    assert f">{first}</a>" in page
    assert f'title="{second}">A1.2<span class="govuk-visually-hidden"> {second.title}</span></a>' in page
    assert "and 2 more (2024/25)" in page
    assert row(cycle, "A1.4").title not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?show=out-of-date", ["Plan 2022–2024"]),
        ("?show=out-of-date&year=2024-25", ["Plan 2022–2024"]),
        ("?show=out-of-date&year=2023-24", []),
        ("?show=out-of-date&year=2001-02", ["Plan 2022–2024"]),
        ("?show=out-of-date&year=2023", ["Plan 2022–2024"]),
        ("?show=out-of-date&year=%00", ["Plan 2022–2024"]),
    ],
)
def test_ages_are_counted_to_the_end_of_the_review_asked_for(client, cycle, officer, query, titles):
    Evidence.objects.create(council=cycle.council, title="Plan 2022–2024")
    assert listed_items(client.get(register(cycle.council, query))) == titles


def test_the_overviews_figure_and_its_list_agree_for_each_of_two_open_reviews(client, cycle, officer):
    Evidence.objects.create(council=cycle.council, title="Plan 2022–2024")
    for year, number in ((2023, 0), (2024, 1)):
        page = client.get(reverse("assurance:cycle", args=[cycle.council.slug, year]))
        assert page.context["old_evidence"] == number
        [address] = re.findall(r'href="([^"]+\?show=out-of-date[^"]*)"', page.content.decode())
        listed = client.get(address.replace("&amp;", "&"))
        assert len(listed_items(listed)) == number


def test_rows_of_reviews_that_a_role_does_not_cover_are_not_named(client, cycle, item):
    """An auditor of 2023/24 alone reads what the register says, and where it is shown in that year."""
    auditor = make_member(cycle.council, Role.EXTERNAL_AUDITOR)
    RoleGrantYear.objects.create(council=cycle.council, grant=auditor.grants.get(), year=2023)
    client.force_login(auditor.user)
    before = row(cycle, "A1.1").previous
    assert before is not None
    show(before, item, note="See page 4")
    show(row(cycle, "A1.2"), item, note="See page 9")
    history = reverse("assurance:evidence-history", args=[cycle.council.slug, item.pk])
    for address in (register(cycle.council), page_of(item), history):
        page = text_of(client.get(address))
        assert str(before.requirement) in page
        assert str(row(cycle, "A1.2").requirement) not in page
        assert "See page 9" not in page
