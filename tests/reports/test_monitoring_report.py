"""The in-year monitoring report: what it counts, how it sorts, what changed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

import pytest

from assurance.models import ActionInCycle, ActionUpdate
from reports.content import monitoring_report
from reports.content.control import Release
from reports.content.standing import SIX_MONTHS
from reports.documents import draft_page, freeze
from reports.models import DocumentKind
from reports.workflow.publications import withdraw
from tests.builders import NOW, TODAY, make_council, make_cycle, make_member, make_post, row
from tests.reports.reviews import (
    NEXT_YEAR,
    YESTERDAY,
    carried,
    owned_promise,
    promise,
    released_on,
    says,
    scored_review,
)

pytestmark = pytest.mark.django_db

KIND = DocumentKind.MONITORING_REPORT


@pytest.fixture(autouse=True)
def file_store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return make_cycle(make_council())


@pytest.fixture
def cycle(made):
    return deepcopy(made)


def report(cycle, on=TODAY):
    return monitoring_report.build(cycle, on=on)


def sections(cycle):
    return {part.state: [one.text for one in part.actions] for part in report(cycle).sections}


def page(cycle, on=TODAY):
    return draft_page(freeze(KIND, cycle, on=on), cycle)


def test_the_year_is_told_in_a_paragraph(cycle):
    for number in range(9):
        owned_promise(cycle, "A1.1", f"Done {number}", status="complete", completed_on=YESTERDAY)
    for number in range(12):
        says(owned_promise(cycle, "B1.1", f"Going {number}"), "on_track")
    for number in range(2):
        says(owned_promise(cycle, "C1.1", f"Shaky {number}"), "at_risk")
    late = [owned_promise(cycle, "D1.1", f"Late {number}", due_on=YESTERDAY) for number in range(2)]
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
    action = owned_promise(cycle, "A1.1", "Train staff", **fields)
    if progress:
        says(action, "on_track", on=YESTERDAY - timedelta(days=30))
        says(action, progress)
    says(action, "late", on=TODAY + timedelta(days=1), text="Said after the day of the report")

    found = {part.state: part.actions for part in report(cycle).sections if part.actions}

    assert list(found) == [state]
    assert found[state][0].standing.said == ("As planned" if progress else "")


def test_sections_begin_with_what_needs_attention_the_latest_on_top(cycle):
    owned_promise(cycle, "A1.1", "A week late", due_on=TODAY - timedelta(days=7))
    owned_promise(cycle, "B1.1", "A month late", due_on=TODAY - timedelta(days=30))
    says(owned_promise(cycle, "A1.2", "Shaky"), "at_risk")
    says(owned_promise(cycle, "A1.3", "Going"), "on_track")
    owned_promise(cycle, "A1.4", "Finished", status="complete", completed_on=YESTERDAY)

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
    action = owned_promise(cycle, "A1.1", "Train staff")
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
    says(owned_promise(cycle, "A1.1", "Long ago"), "on_track", on=TODAY - SIX_MONTHS - timedelta(days=1))
    says(owned_promise(cycle, "A1.2", "Lately"), "on_track", on=TODAY - SIX_MONTHS)

    assert report(cycle).summary[-1] == "1 open action has had no update for more than six months."
    assert page(cycle).count("more than six months ago") == 1


def test_an_action_carried_twice_stands_in_a_section_of_its_own_with_the_reason(cycle):
    action = owned_promise(cycle, "A1.1", "Test recovery")
    carried(action, 2022, 2023, 2024, reason="The supplier failed")
    once = owned_promise(cycle, "A1.2", "Train staff")
    carried(once, 2023, 2024)
    carried(owned_promise(cycle, "A1.3", "Only later"), 2024, 2025, 2026)

    found = report(cycle)

    assert [(one.text, one.carried, one.reason) for one in found.twice] == [
        ("Test recovery", 2, "The supplier failed")
    ]
    assert found.twice[0].first_due == "2023-03-31"
    assert "First promised for" in page(cycle)
    assert "2 times" in page(cycle)


def test_a_date_that_stands_as_promised_is_printed_once(cycle):
    action = owned_promise(cycle, "A1.1", "Train staff", due_on=date(2026, 3, 31))
    ActionInCycle.objects.create(
        council=cycle.council, action=action, cycle=cycle, promised_for=date(2026, 3, 31)
    )

    assert "First promised" not in page(cycle)


def test_done_says_what_was_done_and_how_late(cycle):
    action = owned_promise(
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
    finished = owned_promise(cycle, "A1.1", "Late, then done", due_on=date(2025, 1, 1))
    owned_promise(cycle, "A1.2", "Late and late still", due_on=date(2025, 1, 1))
    late_since = owned_promise(cycle, "A1.3", "Late since", due_on=YESTERDAY)
    says(owned_promise(cycle, "A1.4", "Going"), "on_track", on=date(2025, 1, 10))
    gone = owned_promise(cycle, "B1.1", "Taken off")
    released_on(cycle, KIND, date(2025, 2, 1))
    finished.status, finished.completed_on = "complete", date(2025, 3, 3)
    finished.save()
    gone.links.update(ended_at=NOW)
    owned_promise(cycle, "B1.2", "Promised lately")

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
    owned_promise(cycle, "A1.1", "Train staff")
    assert report(cycle).changes is None
    assert "What has changed" not in page(cycle)

    publication = released_on(cycle, KIND, date(2025, 2, 1))
    assert report(cycle, on=date(2025, 1, 31)).changes is None
    assert report(cycle).changes is not None
    withdraw(publication=publication, reason="Wrong", by=publication.released_by, at=NOW)

    assert report(cycle).changes is None


def test_another_councils_report_is_never_compared_with(cycle):
    other = make_cycle(make_council())
    owned_promise(other, "A1.1", "Theirs")
    released_on(other, KIND, date(2025, 2, 1))

    assert report(cycle).changes is None


def test_a_released_report_is_no_draft_and_names_its_meeting(cycle):
    owned_promise(cycle, "A1.1", "Train staff")

    control = monitoring_report.build(
        cycle, on=TODAY, release=Release(2, "Audit Committee", date(2025, 6, 25))
    ).control

    assert (control.draft, control.status, control.notice) == (False, "Version 2, as at 19 May 2025", "")
    assert control.considered_by == "Audit Committee, 25 June 2025"
    assert report(cycle).control.status == "Draft – not released"


def test_a_crowd_of_actions_takes_the_same_queries(cycle, django_assert_num_queries):
    owned_promise(cycle, "A1.1", "First")
    released_on(cycle, KIND, date(2025, 2, 1))
    for number in range(40):
        action = owned_promise(cycle, "C1.1", f"Action {number}")
        says(action, "at_risk")
        ActionInCycle.objects.create(council=cycle.council, action=action, cycle=cycle)

    with django_assert_num_queries(10):
        freeze(KIND, type(cycle).objects.get(pk=cycle.pk), on=TODAY)
