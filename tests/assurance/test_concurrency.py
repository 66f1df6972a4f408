"""Two people at the same instant, on a database that really lets two write at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from assurance.exchange.joining import join_actions
from assurance.models import ActionInCycle, Assessment, Assignment, Evidence, EvidenceUse, ReviewCycle
from assurance.saving import Outcome
from assurance.workflow.actions import add_action, change_action
from assurance.workflow.answering import add_evidence, save_answer
from assurance.workflow.carrying import start_from_last_year
from assurance.workflow.cycles import start_cycle
from assurance.workflow.reviewing import agree
from assurance.workflow.submitting import submit, take_back
from governance.models import AuditEntry
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row
from tests.threads import at_once, in_a_thread, refused, until_it_waits

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]

ROUNDS = 20


@pytest.fixture(scope="module")
def council(committed):
    return make_council()


@pytest.fixture(scope="module")
def officer(council):
    return make_member(council, Role.SERVICE_OFFICER)


@pytest.fixture(scope="module")
def colleague(council):
    return make_member(council, Role.SERVICE_OFFICER)


@pytest.fixture(scope="module")
def cycle(council):
    return make_cycle(council)


def contribute(assessment: Assessment, member) -> None:
    Assignment.objects.create(
        council=assessment.council,
        assessment=assessment,
        member=member,
        kind=Assignment.Kind.CONTRIBUTOR,
    )


def test_saves_of_different_fields_of_one_row_lose_nothing(cycle, officer, colleague):
    give_rows(cycle, officer, "A1.1")
    for number in range(40):
        mine, theirs = row(cycle, "A1.1"), row(cycle, "A1.1")
        text, note = f"Text {number}", f"Note {number}"
        results = at_once(
            partial(
                save_answer, row=mine, version=mine.version, values={"narrative": text}, by=officer, at=NOW
            ),
            partial(
                save_answer,
                row=theirs,
                version=theirs.version,
                values={"private_note": note},
                by=colleague,
                at=NOW,
            ),
        )
        assert not refused(results)
        now = row(cycle, "A1.1")
        assert (now.narrative, now.private_note) == (text, note)
        # What was read before the saves: a save changes the row in memory, too.
        assert now.version == 2 * (number + 1) + 1
        assert set(now.history.values_list("version", flat=True)) >= set(range(1, now.version + 1))


def test_saves_of_different_rows_lose_nothing(cycle, officer, colleague):
    pairs = {"C1.1": officer, "C1.2": colleague}
    for ref, member in pairs.items():
        give_rows(cycle, member, ref)
    for number in range(30):
        results = at_once(
            *(
                partial(
                    save_answer,
                    row=one,
                    version=one.version,
                    values={"narrative": f"{one.ref}, {number}"},
                    by=by,
                    at=NOW,
                )
                for one, by in ((row(cycle, ref), by) for ref, by in pairs.items())
            )
        )
        assert not refused(results)
        for ref in pairs:
            now = row(cycle, ref)
            assert (now.narrative, now.version) == (f"{ref}, {number}", number + 2)
            assert now.history.filter(version=now.version).get().narrative == now.narrative


def test_of_two_saves_of_one_field_one_is_written_and_the_other_gets_both_texts(cycle, officer, colleague):
    give_rows(cycle, officer, "A1.2")
    for number in range(ROUNDS):
        texts = [f"Mine {number}", f"Theirs {number}"]
        rows = [row(cycle, "A1.2"), row(cycle, "A1.2")]
        results: list[Outcome[Assessment]] = at_once(
            *(
                partial(save_answer, row=one, version=one.version, values={"narrative": text}, by=by, at=NOW)
                for one, text, by in zip(rows, texts, [officer, colleague], strict=True)
            )
        )
        assert not refused(results)
        [written] = [result for result in results if result.written]
        [clashing] = [result for result in results if result.clashes]
        [clash] = clashing.clashes
        assert {clash.mine, clash.theirs} == set(texts)
        assert row(cycle, "A1.2").narrative == clash.theirs == written.written["narrative"]


def test_a_row_sent_while_it_is_saved_goes_with_the_text_or_the_saver_is_told(cycle, officer, colleague):
    refs = [f"A2.{number}" for number in range(1, 5)]
    for one in give_rows(cycle, colleague, *refs):
        contribute(one, officer)
        fill(one, by=officer)
        mine, sent = row(cycle, one.ref), row(cycle, one.ref)
        results = at_once(
            partial(
                save_answer, row=mine, version=mine.version, values={"narrative": "Newer"}, by=officer, at=NOW
            ),
            partial(submit, rows=[sent], by=colleague, at=NOW),
        )
        now = row(cycle, one.ref)
        assert now.status == Assessment.Status.SUBMITTED
        assert (now.narrative == "Newer") == (not refused(results))
        assert now.history.filter(version=now.version).get().narrative == now.narrative


def test_who_sends_a_row_in_the_instant_it_is_scored_does_not_become_its_scorer(cycle, officer, colleague):
    [mine] = give_rows(cycle, colleague, "A1.3")
    contribute(mine, officer)
    Assessment.objects.filter(pk=mine.pk).update(narrative="Written before.")
    sent = row(cycle, "A1.3")
    results: dict[int, Any] = {}
    with transaction.atomic():
        save_answer(row=mine, version=1, values={"own_score": 8}, by=officer, at=NOW)
        thread = in_a_thread(partial(submit, rows=[sent], by=colleague, at=NOW), results, 0)
        until_it_waits(thread)
    thread.join()
    assert not refused([*results.values()])
    now = row(cycle, "A1.3")
    assert (now.status, now.scored_by, now.submitted_by) == ("submitted", officer, colleague)


def test_a_row_is_agreed_or_taken_back_and_never_both(council, cycle, officer):
    reviewer = make_member(council, Role.MONITORING_OFFICER)
    refs = [f"B1.{number}" for number in range(1, 5)]
    for one in give_rows(cycle, officer, *refs):
        fill(one, by=officer)
        submit(rows=[one], by=officer, at=NOW)
        sent, mine = row(cycle, one.ref), row(cycle, one.ref)
        results = at_once(
            partial(agree, row=sent, score=None, reason="", by=reviewer, at=NOW, version=sent.version),
            partial(take_back, row=mine, by=officer, at=NOW),
        )
        assert len(refused(results)) == 1
        now = row(cycle, one.ref)
        agreed = not isinstance(results[0], Exception)
        assert now.status == ("agreed" if agreed else "in_progress")
        assert (now.agreed_by is not None) == agreed


def test_evidence_of_one_title_added_twice_at_once_is_one_item(cycle, officer, colleague):
    rows = give_rows(cycle, officer, "A3.1", "A3.2")
    for number in range(5):
        title = f"Code of conduct {number}"
        results = at_once(
            *(
                partial(add_evidence, row=one, title=title, by=by, at=NOW)
                for one, by in zip(rows, [officer, colleague], strict=True)
            )
        )
        assert not refused(results)
        item = Evidence.objects.get(title=title)
        assert EvidenceUse.objects.filter(evidence=item).count() == 2


def test_of_two_coordinators_starting_one_year_the_second_is_told():
    council = make_council()
    starters = [make_member(council, Role.COORDINATOR) for _ in range(2)]
    results = at_once(*(partial(start_cycle, council=council, year=2024, by=by, at=NOW) for by in starters))
    [refusal] = refused(results)
    assert "already" in str(refusal)
    assert ReviewCycle.objects.get(council=council).assessments.count() == 91


def test_two_years_started_at_once_both_start_and_are_recorded_in_turn():
    council = make_council()
    starters = {year: make_member(council, Role.COORDINATOR) for year in (2023, 2025)}
    results = at_once(
        *(partial(start_cycle, council=council, year=year, by=by, at=NOW) for year, by in starters.items())
    )
    assert not refused(results)
    entries = AuditEntry.objects.for_council(council).order_by("sequence")
    assert [entry.sequence for entry in entries] == [1, 2]
    assert entries[1].previous_digest == entries[0].digest


def test_an_action_is_changed_on_its_row_while_it_is_joined_with_another(council, cycle, officer):
    coordinator = make_member(council, Role.COORDINATOR)
    rows = give_rows(cycle, officer, "B2.1", "B2.2")
    for number in range(5):
        actions = [add_action(row=one, text=f"Train {number}", by=officer, at=NOW) for one in rows]
        results = at_once(
            partial(
                change_action,
                row=rows[1],
                action=actions[0],
                version=1,
                values={"expected_outcome": "All trained"},
                by=officer,
                at=NOW,
            ),
            partial(join_actions, cycle=cycle, ids=[action.pk for action in actions], by=coordinator, at=NOW),
        )
        assert not refused(results)
        actions[0].refresh_from_db()
        assert actions[0].expected_outcome == "All trained"


def test_a_review_started_from_last_year_by_two_at_once_is_started_once(council, officer):
    coordinators = [make_member(council, Role.COORDINATOR) for _ in range(2)]
    last = make_cycle(council, 2030)
    for number, one in enumerate(give_rows(last, officer, "A1.1", "A1.2", "A1.3")):
        add_evidence(row=one, title=f"Policy {number}", by=officer, at=NOW)
        add_action(row=one, text=f"Improve {number}", by=officer, at=NOW)
    started = make_cycle(council, 2031)
    mine = row(started, "A1.1")
    results = at_once(
        *(partial(start_from_last_year, cycle=started, by=by, at=NOW) for by in coordinators),
        partial(add_evidence, row=mine, title="Policy 0", by=officer, at=NOW),
        partial(add_evidence, row=mine, title="Policy 9", by=officer, at=NOW),
    )
    assert not refused(results)
    assert sorted(len(came.words) for came in results[:2]) == [0, 3]
    assert Assignment.objects.filter(assessment__cycle=started).count() == 3
    uses = EvidenceUse.objects.filter(assessment__cycle=started, removed_at=None)
    shown = sorted(use.evidence.title for use in uses.select_related("evidence"))
    assert shown == ["Policy 0", "Policy 1", "Policy 2", "Policy 9"]
    assert ActionInCycle.objects.filter(cycle=started).count() == 3
    assert AuditEntry.objects.filter(action="assurance.cycle.started_from_last_year").count() == 1
