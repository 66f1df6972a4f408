"""The in-year monitoring report: what it counts, how it sorts, what changed, who may read it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from pdfua import validate

from assurance.models import ActionInCycle, ActionUpdate, ReviewCycle
from governance.roles import Role
from reports.content import monitoring_report
from reports.content.control import Release
from reports.content.standing import SIX_MONTHS
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from reports.paper import for_paper
from reports.pdf import engine
from reports.workflow.publications import release, withdraw
from tests.builders import NOW, TODAY, make_council, make_cycle, make_member, make_post, row
from tests.reports.pdf_reading import TaggedPdf, counts_in_html
from tests.reports.reviews import monitoring_officer, promise, released, scored_review

pytestmark = pytest.mark.django_db

KIND = DocumentKind.MONITORING_REPORT
YESTERDAY, NEXT_YEAR = TODAY - timedelta(days=1), TODAY + timedelta(days=365)


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cycle():
    return make_cycle(make_council())


def owned(cycle, ref, text, due_on=NEXT_YEAR, **fields):
    return promise(cycle, ref, text, owner_post=make_post(cycle.council), due_on=due_on, **fields)


def says(action, progress, on=YESTERDAY, text="As planned"):
    return ActionUpdate.objects.create(
        council=action.council, action=action, said_on=on, progress=progress, text=text
    )


def carried(action, *years, reason=""):
    """The action's part in the reviews of these years: promised in the first, carried in the others."""
    for number, year in enumerate(years):
        cycle = ReviewCycle.objects.for_council(action.council).in_year(year).first() or make_cycle(
            action.council, year
        )
        ActionInCycle.objects.create(
            council=action.council,
            action=action,
            cycle=cycle,
            origin="carried" if number else "new",
            reason=reason if number else "",
            promised_for=date(year + 1, 3, 31),
        )


def release_report(cycle, on):
    """A monitoring report released on a day, as it stood then."""
    at = datetime.combine(on, NOW.timetz())
    return release(
        kind=KIND,
        cycle=cycle,
        seen=freeze(KIND, cycle, on=on).body_digest,
        visible_from=on,
        meeting="",
        meeting_on=None,
        by=monitoring_officer(cycle),
        at=at,
    )


def report(cycle, on=TODAY):
    return monitoring_report.build(cycle, on=on)


def sections(cycle):
    return {part.state: [one.text for one in part.actions] for part in report(cycle).sections}


def page(cycle, on=TODAY):
    return draft_page(freeze(KIND, cycle, on=on), cycle)


def test_the_year_is_told_in_a_paragraph(cycle):
    for number in range(9):
        owned(cycle, "A1.1", f"Done {number}", status="complete", completed_on=YESTERDAY)
    for number in range(12):
        says(owned(cycle, "B1.1", f"Going {number}"), "on_track")
    for number in range(2):
        says(owned(cycle, "C1.1", f"Shaky {number}"), "at_risk")
    late = [owned(cycle, "D1.1", f"Late {number}", due_on=YESTERDAY) for number in range(2)]
    for action in [*late, cycle.council.actions.get(text="Going 0")]:
        carried(action, 2022, 2023, 2024)

    (sentence,) = report(cycle).summary

    assert sentence == (
        "Of 25 actions 9 are done, 12 on track, 2 at risk and 2 late; 3 were carried on for a second time."
    )


def test_a_review_without_actions_says_so(cycle):
    found = report(cycle)

    assert found.summary == ("No action is recorded in the 2024/25 review.",)
    assert "No action is late." in page(cycle)


@pytest.mark.parametrize(
    ("fields", "progress", "state"),
    [
        ({"due_on": YESTERDAY}, "on_track", "late"),
        ({"due_on": YESTERDAY}, None, "late"),
        ({"due_on": TODAY}, "on_track", "on_track"),
        ({"due_on": NEXT_YEAR}, "late", "late"),
        ({"due_on": NEXT_YEAR}, "at_risk", "at_risk"),
        ({"due_on": None}, "at_risk", "at_risk"),
        ({"due_on": NEXT_YEAR}, None, "unreported"),
        ({"due_on": YESTERDAY, "status": "complete"}, "late", "done"),
        ({"due_on": YESTERDAY, "status": "verified"}, "late", "done"),
        ({"due_on": YESTERDAY, "status": "superseded"}, "late", "replaced"),
    ],
)
def test_open_and_past_its_date_is_late_else_the_newest_words_count(cycle, fields, progress, state):
    action = owned(cycle, "A1.1", "Train staff", **fields)
    if progress:
        says(action, "on_track", on=YESTERDAY - timedelta(days=30))
        says(action, progress)
    says(action, "late", on=TODAY + timedelta(days=1), text="Said after the day of the report")

    found = {part.state: part.actions for part in report(cycle).sections if part.actions}

    assert list(found) == [state]
    assert found[state][0].standing.said == ("As planned" if progress else "")


def test_sections_begin_with_what_needs_attention_the_latest_on_top(cycle):
    owned(cycle, "A1.1", "A week late", due_on=TODAY - timedelta(days=7))
    owned(cycle, "B1.1", "A month late", due_on=TODAY - timedelta(days=30))
    says(owned(cycle, "A1.2", "Shaky"), "at_risk")
    says(owned(cycle, "A1.3", "Going"), "on_track")
    owned(cycle, "A1.4", "Finished", status="complete", completed_on=YESTERDAY)

    found = report(cycle)

    assert sections(cycle) == {
        "late": ["A month late", "A week late"],
        "at_risk": ["Shaky"],
        "on_track": ["Going"],
        "done": ["Finished"],
    }
    assert [one.standing.days_late for one in found.sections[0].actions] == [30, 7]
    assert [(tile.count, tile.words, tile.note) for tile in found.tiles] == [
        (2, "Late", "The longest for 30 days"),
        (1, "At risk", ""),
        (1, "On track", ""),
        (1, "Done", ""),
    ]


def test_an_action_on_several_rows_stands_once_with_all_its_requirements(cycle):
    action = owned(cycle, "A1.1", "Train staff")
    action.links.create(council=cycle.council, assessment=row(cycle, "A1.2"))

    (part,) = [part for part in report(cycle).sections if part.actions]

    refs = [text.split()[0] for text in part.actions[0].requirements]
    assert refs == ["A1.1", "A1.2"]
    assert all(len(text.split()) > 1 for text in part.actions[0].requirements)


def test_what_lacks_an_owner_or_a_date_is_named(cycle):
    promise(cycle, "A1.1", "Nobody's")
    promise(cycle, "A1.2", "Undated", owner_post=make_post(cycle.council))

    assert "1 open action has no owner and 2 have no date." in report(cycle).summary
    assert "No owner yet" in page(cycle)
    assert "No date yet" in page(cycle)


def test_owners_who_said_nothing_for_six_months_are_counted(cycle):
    says(owned(cycle, "A1.1", "Long ago"), "on_track", on=TODAY - SIX_MONTHS - timedelta(days=1))
    says(owned(cycle, "A1.2", "Lately"), "on_track", on=TODAY - SIX_MONTHS)

    assert report(cycle).summary[-1] == "1 open action has had no update for more than six months."
    assert page(cycle).count("more than six months ago") == 1


def test_an_action_carried_twice_stands_in_a_section_of_its_own_with_the_reason(cycle):
    action = owned(cycle, "A1.1", "Test recovery")
    carried(action, 2022, 2023, 2024, reason="The supplier failed")
    once = owned(cycle, "A1.2", "Train staff")
    carried(once, 2023, 2024)
    carried(owned(cycle, "A1.3", "Only later"), 2024, 2025, 2026)

    found = report(cycle)

    assert [(one.text, one.carried, one.reason) for one in found.twice] == [
        ("Test recovery", 2, "The supplier failed")
    ]
    assert found.twice[0].first_due == "2023-03-31"
    assert "First promised for" in page(cycle)
    assert "2 times" in page(cycle)


def test_a_date_that_stands_as_promised_is_printed_once(cycle):
    action = owned(cycle, "A1.1", "Train staff", due_on=date(2026, 3, 31))
    ActionInCycle.objects.create(
        council=cycle.council, action=action, cycle=cycle, promised_for=date(2026, 3, 31)
    )

    assert "First promised" not in page(cycle)


def test_done_says_what_was_done_and_how_late(cycle):
    action = owned(
        cycle, "A1.1", "Train staff", due_on=date(2025, 3, 1), status="complete",
        completed_on=date(2025, 3, 11),
    )  # fmt: skip
    ActionInCycle.objects.create(
        council=cycle.council, action=action, cycle=cycle, outcome="All 40 were trained."
    )

    text = " ".join(page(cycle).split())

    assert "All 40 were trained." in text
    assert "10 days after its date" in text
    assert [tile.note for tile in report(cycle).tiles if tile.words == "Done"] == ["1 after its date"]


def test_people_are_never_named_and_scores_never_printed():
    cycle = scored_review()
    holder = make_member(cycle.council, name="Orla Quenby")
    post = make_post(cycle.council, "Head of people", holder=holder)
    action = promise(cycle, "A1.1", "Train staff", owner_post=post, due_on=NEXT_YEAR)
    ActionUpdate.objects.create(
        council=cycle.council,
        action=action,
        said_on=YESTERDAY,
        by=holder,
        progress="on_track",
        text="Half done",
    )

    content = freeze(KIND, cycle, on=TODAY).content

    assert "Head of people" in content
    assert "Half done" in content
    assert "Orla" not in content
    assert "score" not in content


def test_the_report_tells_what_changed_since_the_last_that_members_could_read(cycle):
    finished = owned(cycle, "A1.1", "Late, then done", due_on=date(2025, 1, 1))
    owned(cycle, "A1.2", "Late and late still", due_on=date(2025, 1, 1))
    late_since = owned(cycle, "A1.3", "Late since", due_on=YESTERDAY)
    says(owned(cycle, "A1.4", "Going"), "on_track", on=date(2025, 1, 10))
    gone = owned(cycle, "B1.1", "Taken off")
    release_report(cycle, date(2025, 2, 1))
    finished.status, finished.completed_on = "complete", date(2025, 3, 3)
    finished.save()
    gone.links.update(ended_at=NOW)
    owned(cycle, "B1.2", "Promised lately")

    changes = report(cycle).changes

    assert (changes.as_at, changes.version) == ("2025-02-01", "Version 1")
    assert changes.sentences == (
        "2 actions were late then: 1 is done now and 1 is still late.",
        "1 action has become late since.",
        "1 action has been finished since.",
        "1 action is new.",
        "1 action is no longer on this review.",
    )
    assert [(one.text, one.then, one.now) for one in changes.rows] == [
        ("Late, then done", "Late, due 1 January 2025", "Done on 3 March 2025"),
        ("Late and late still", "Late, due 1 January 2025", "Late, due 1 January 2025"),
        (late_since.text, "No update yet, due 18 May 2025", "Late, due 18 May 2025"),
        ("Promised lately", "Not in that report", f"No update yet, due {NEXT_YEAR.day} May 2026"),
        ("Taken off", f"No update yet, due {NEXT_YEAR.day} May 2026", "No longer on this review"),
    ]
    assert "What has changed" in page(cycle)


def test_the_first_report_compares_with_nothing_and_a_withdrawn_one_does_not_count(cycle):
    owned(cycle, "A1.1", "Train staff")
    assert report(cycle).changes is None
    assert "What has changed" not in page(cycle)

    publication = release_report(cycle, date(2025, 2, 1))
    assert report(cycle, on=date(2025, 1, 31)).changes is None
    assert report(cycle).changes is not None
    withdraw(publication=publication, reason="Wrong", by=publication.released_by, at=NOW)

    assert report(cycle).changes is None


def test_another_councils_report_is_never_compared_with(cycle):
    other = make_cycle(make_council())
    owned(other, "A1.1", "Theirs")
    release_report(other, date(2025, 2, 1))

    assert report(cycle).changes is None


def test_a_released_report_is_no_draft_and_names_its_meeting(cycle):
    owned(cycle, "A1.1", "Train staff")

    control = monitoring_report.build(
        cycle, on=TODAY, release=Release(2, "Audit Committee", date(2025, 6, 25))
    ).control

    assert (control.draft, control.status, control.notice) == (False, "Version 2, as at 19 May 2025", "")
    assert control.considered_by == "Audit Committee, 25 June 2025"
    assert report(cycle).control.status == "Draft – not released"


def test_a_crowd_of_actions_takes_the_same_queries(cycle, django_assert_num_queries):
    owned(cycle, "A1.1", "First")
    release_report(cycle, date(2025, 2, 1))
    for number in range(40):
        action = owned(cycle, "C1.1", f"Action {number}")
        says(action, "at_risk")
        ActionInCycle.objects.create(council=cycle.council, action=action, cycle=cycle)

    with django_assert_num_queries(9):
        freeze(KIND, type(cycle).objects.get(pk=cycle.pk), on=TODAY)


def full_review():
    """A review with actions in every state, one over pages, and a report before."""
    cycle = make_cycle(make_council("merrow", name="Merrowdale District Council"))
    release_report(cycle, date(2025, 2, 1))
    for number in range(30):
        owned(cycle, "A1.1", f"Late {number}", due_on=YESTERDAY, expected_outcome="A register that is used")
    says(owned(cycle, "B1.1", "Words that go on. " * 300), "at_risk", text="More of them. " * 100)
    carried(owned(cycle, "C1.1", "Carried"), 2022, 2023, 2024)
    owned(cycle, "D1.1", "Finished", status="complete", completed_on=YESTERDAY)
    owned(cycle, "E1.1", "Replaced", status="superseded")
    return cycle


def test_the_pdf_is_read_whole_with_its_tables_and_heads(tmp_path):
    cycle = full_review()
    html = for_paper(page(cycle))

    made = engine.render(html)
    pdf = TaggedPdf(made.content)

    assert pdf.faults() == []
    assert [text for _, text in pdf.headings()] == [
        "Action monitoring report", "In short", "What has changed", "Late", "At risk", "Carried twice",
        "No update yet", "Done", "Replaced",
    ]  # fmt: skip
    wanted = counts_in_html(html)
    kinds = ("Table", "TR", "TH", "TD", "L", "Figure", "Link")
    assert {kind: pdf.counts[kind] for kind in kinds} == {kind: wanted[kind] for kind in kinds}
    assert {cell.scope for cell in pdf.cells("TH")} == {"Column", "Row"}
    late = next(cell for cell in pdf.cells("TD") if cell.text.startswith("Late 29 So that"))
    assert late.headers == ("What we promised, and what it should achieve", "24/25-30")
    cells = [tag.text for tag in pdf.of_kind("TD")]
    assert max(cell.count("Words that go on.") for cell in cells) == 300
    assert max(cell.count("More of them.") for cell in cells) == 100
    heads = [
        number
        for number in range(len(pdf.pdf.pages))
        if ("Pagination", "Who and by when") in pdf.artifacts(number)
    ]
    assert heads, "the row of headings stands again where a table runs on"
    path = tmp_path / "report.pdf"
    path.write_bytes(made.content)
    assert [finding.message for finding in validate(str(path)).findings] == []


def test_wide_tables_lie_on_landscape_pages(cycle):
    owned(cycle, "A1.1", "Train staff")

    pages = TaggedPdf(engine.render(for_paper(page(cycle))).content).pdf.pages

    sizes = [(float(one.mediabox[2]), float(one.mediabox[3])) for one in pages]
    assert sizes[0][0] < sizes[0][1]
    assert all(width > height for width, height in sizes[1:])


def test_shapes_are_for_the_eye_and_words_say_all_of_it(cycle):
    owned(cycle, "A1.1", "Train staff", due_on=YESTERDAY)

    html = page(cycle)

    shapes = html.split("<svg")[1:]
    assert shapes
    assert all('aria-hidden="true"' in shape.split(">")[0] for shape in shapes)
    assert "<strong>Late</strong>" in html


def test_members_read_it_when_it_is_released_and_nothing_before(client):
    cycle = scored_review()
    owned(cycle, "A1.1", "Train staff")
    councillor = make_member(cycle.council, Role.COMMITTEE_MEMBER)
    client.force_login(councillor.user)
    slug = cycle.council.slug
    assert client.get(reverse("reports:draft", args=[slug, 2024, KIND.value])).status_code == 403
    assert client.get(reverse("reports:draft-spreadsheet", args=[slug, 2024, KIND.value])).status_code == 403

    publication = released(cycle, KIND)

    documents = client.get(reverse("reports:documents", args=[slug])).content.decode()
    assert "Action monitoring report 2024/25" in documents
    assert reverse("reports:publication-spreadsheet", args=[slug, publication.pk]) in documents
    shown = client.get(reverse("reports:publication", args=[slug, publication.pk]))
    assert "Train staff" in shown.content.decode()
    assert "Download as spreadsheet" in shown.content.decode()


def test_officers_find_draft_and_spreadsheet_beside_the_other_documents(client):
    cycle = scored_review()
    client.force_login(monitoring_officer(cycle).user)
    slug = cycle.council.slug

    documents = client.get(reverse("reports:documents", args=[slug])).content.decode()

    for kind in ("action-plan", "monitoring-report"):
        for name in ("draft", "draft-spreadsheet", "release"):
            assert reverse(f"reports:{name}", args=[slug, 2024, kind]) in documents
    draft = client.get(reverse("reports:draft", args=[slug, 2024, KIND.value])).content.decode()
    assert "Make a PDF of this draft" in draft
    assert "Download as spreadsheet" in draft


def test_a_stranger_finds_neither_draft_nor_spreadsheet(client):
    cycle = scored_review()
    publication = released(cycle, KIND)
    stranger = monitoring_officer(make_cycle(make_council()))
    client.force_login(stranger.user)

    for slug in (cycle.council.slug, stranger.council.slug):
        for name in ("publication", "publication-spreadsheet"):
            assert client.get(reverse(f"reports:{name}", args=[slug, publication.pk])).status_code == 404
    draft = reverse("reports:draft-spreadsheet", args=[cycle.council.slug, 2024, KIND.value])
    assert client.get(draft).status_code == 404


def test_the_command_writes_page_pdf_and_workbook(tmp_path):
    cycle = scored_review()
    owned(cycle, "A1.1", "Train staff")

    for suffix in ("html", "pdf", "xlsx"):
        out = StringIO()
        call_command(
            "render_document", KIND.value, council=cycle.council.slug, year="2024/25",
            output=tmp_path / f"report.{suffix}", stdout=out,
        )  # fmt: skip
        assert "Action monitoring report 2024/25 written to" in out.getvalue()
        assert (tmp_path / f"report.{suffix}").stat().st_size > 3_000
