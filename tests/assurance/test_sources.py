"""Sources of assurance: who may record, change and withdraw them, when, and what is kept of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from assurance.models import AssuranceSource, Evidence, ReviewCycle, SourceEvidence
from assurance.source_register import fetched, principles_of, sources_page
from assurance.workflow.source_reminders import ask_for_opinion
from assurance.workflow.sources import (
    Principles,
    SourceChanged,
    attach_evidence,
    change_source,
    detach_evidence,
    record_source,
    withdraw_source,
)
from framework.models import Principle
from governance.models import AuditEntry, Council, Membership, Notice, RoleGrant
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, make_council, make_cycle, make_member

Kind, Stage = AssuranceSource.Kind, ReviewCycle.Stage
RECORDS = {Role.COORDINATOR, Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER}
NOTHING = Principles(frozenset(), frozenset())
SAYS = {"provider": "Inspectorate of Homes", "opinion": "Repairs are slow.", "dated_on": date(2025, 2, 3)}
OPINION = {"provider": "Head of internal audit", "opinion_level": "reasonable", "dated_on": date(2025, 5, 2)}


class SourceTests(TestCase):
    council: Council
    cycle: ReviewCycle
    coordinator: Membership
    auditor: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.cycle = make_cycle(cls.council, 2024)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen")
        cls.auditor = make_member(cls.council, Role.HEAD_OF_INTERNAL_AUDIT, name="Graham")

    def record(self, **given: Any) -> AssuranceSource:
        whole: dict[str, Any] = {"kind": Kind.INSPECTION, "values": SAYS, "by": self.coordinator} | given
        return record_source(cycle=self.cycle, at=NOW, **whole)

    def opinion(self, **given: Any) -> AssuranceSource:
        return self.record(
            **({"kind": Kind.HEAD_OF_INTERNAL_AUDIT, "values": OPINION, "by": self.auditor} | given)
        )

    def principles(self, letters: str) -> list[Principle]:
        return list(Principle.objects.filter(framework=self.cycle.framework_id, letter__in=list(letters)))

    def keys(self, letters: str) -> frozenset[int]:
        return frozenset(principle.pk for principle in self.principles(letters))

    def letters(self, source: AssuranceSource) -> str:
        [found] = [one for one in fetched(self.cycle) if one.pk == source.pk]
        return "".join(principle.letter for principle in principles_of(found))

    def stand_at(self, stage: str, *, past: bool = False) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage=stage, is_past_record=past)
        self.cycle.refresh_from_db()

    def test_each_verb_by_each_role(self) -> None:
        inspection, opinion = self.record(), self.opinion()
        for role in Role:
            member = make_member(self.council, role)
            for source in (inspection, opinion):
                may = role == Role.HEAD_OF_INTERNAL_AUDIT if source is opinion else role in RECORDS
                for name, verb in self.verbs(source, member).items():
                    with self.subTest(role=role, kind=source.kind, verb=name):
                        self.assertEqual(self.is_done(verb), may)

    def verbs(self, source: AssuranceSource, by: Membership) -> dict[str, Any]:
        """Each verb on a source, undone again afterwards."""
        return {
            "record": lambda: self.record_again(source, by),
            "change": lambda: change_source(
                source=source, version=1, values={"summary": "Changed."}, principles=NOTHING, by=by, at=NOW
            ),
            "withdraw": lambda: withdraw_source(source=source, reason="Twice.", by=by, at=NOW),
            "attach": lambda: attach_evidence(source=source, title="Report", by=by, at=NOW),
            "detach": lambda: detach_evidence(source=source, item=0, by=by, at=NOW),
        }

    def record_again(self, source: AssuranceSource, by: Membership) -> None:
        AssuranceSource.objects.filter(pk=source.pk).update(withdrawn_at=NOW)
        self.record(kind=source.kind, by=by)

    def is_done(self, verb: Any) -> bool:
        try:
            with transaction.atomic():
                verb()
                raise Undo
        except Undo:
            return True
        except WorkflowError:
            return False

    def test_each_verb_at_each_stage(self) -> None:
        source = self.record()
        for stage, past, may in [
            (Stage.SETUP, False, True),
            (Stage.OPEN, False, True),
            (Stage.IN_REVIEW, False, True),
            (Stage.SIGNED_OFF, False, True),
            (Stage.CLOSED, False, False),
            (Stage.CLOSED, True, False),
        ]:
            self.stand_at(stage, past=past)
            for name, verb in self.verbs(source, self.coordinator).items():
                with self.subTest(stage=stage, past=past, verb=name):
                    self.assertEqual(self.is_done(verb), may)
            with self.subTest(stage=stage, past=past, verb="remind"):
                remind = lambda: ask_for_opinion(cycle=self.cycle, by=self.coordinator, at=NOW)  # noqa: E731
                self.assertEqual(self.is_done(remind), may)

    def test_whoever_also_scores_cannot_give_internal_audits_opinion(self) -> None:
        """The roles are refused together already; a grant that came otherwise is refused here."""
        RoleGrant.objects.create(
            council=self.council,
            membership=self.auditor,
            role=Role.SERVICE_OFFICER,
            starts_on=date(2020, 4, 1),
        )
        with self.assertRaisesMessage(WorkflowError, "cannot be combined with"):
            self.opinion(by=Membership.objects.get(pk=self.auditor.pk))

    def test_one_opinion_of_internal_audit_stands(self) -> None:
        first = self.opinion()
        with self.assertRaisesMessage(WorkflowError, "recorded already"):
            self.opinion()
        withdraw_source(source=first, reason="Superseded by the final one.", by=self.auditor, at=NOW)
        second = self.opinion()
        with pytest.raises(IntegrityError), transaction.atomic():
            AssuranceSource.objects.filter(pk=first.pk).update(withdrawn_at=None)
        self.assertNotEqual(first.pk, second.pk)

    def test_who_checked_follows_from_the_kind(self) -> None:
        self.assertEqual(self.record(kind=Kind.OTHER_TEAM).line, AssuranceSource.Line.OTHER_TEAM)
        self.assertEqual(self.record(values=SAYS | {"line": 1}).line, AssuranceSource.Line.SERVICE)
        with self.assertRaisesMessage(WorkflowError, "Say who checked it"):
            self.record(kind=Kind.OTHER)

    def test_a_stale_change_of_another_field_is_merged(self) -> None:
        source = self.record()
        self.change(source, version=1, summary="Ann's words.")
        self.change(source, version=1, opinion="Repairs are very slow.")
        source.refresh_from_db()
        self.assertEqual((source.summary, source.opinion), ("Ann's words.", "Repairs are very slow."))

    def test_a_stale_change_of_the_same_field_saves_nothing_and_shows_both(self) -> None:
        source = self.record()
        self.change(source, version=1, summary="Ann's words.")
        with self.assertRaises(SourceChanged) as caught:
            self.change(source, version=1, summary="Ben's words.", opinion="Worse.")
        [clash] = caught.exception.clashes
        self.assertEqual((clash.theirs, caught.exception.version), ("Ann's words.", 2))
        source.refresh_from_db()
        self.assertEqual((source.summary, source.opinion), ("Ann's words.", "Repairs are slow."))
        self.change(source, version=2, summary="Ben's words.")

    def change(self, source: AssuranceSource, *, version: int, **values: Any) -> bool:
        return change_source(
            source=source, version=version, values=values, principles=NOTHING, by=self.coordinator, at=NOW
        )

    def test_principles_that_others_ticked_meanwhile_stay_ticked(self) -> None:
        source = self.record(principles=self.principles("AB"))
        for seen, chosen in (("AB", "ABG"), ("AB", "AC")):
            ticks = Principles(self.keys(seen), self.keys(chosen))
            change_source(source=source, version=1, values={}, principles=ticks, by=self.coordinator, at=NOW)
        self.assertEqual(self.letters(source), "ACG")

    def test_saving_the_same_again_changes_nothing(self) -> None:
        source = self.record()
        entries = AuditEntry.objects.count()
        self.assertFalse(self.change(source, version=1, **SAYS))
        self.assertEqual(AuditEntry.objects.count(), entries)

    def test_a_withdrawn_source_stays_on_record_with_its_reason(self) -> None:
        source = self.record()
        with self.assertRaisesMessage(WorkflowError, "Say why"):
            withdraw_source(source=source, reason="  ", by=self.coordinator, at=NOW)
        withdraw_source(source=source, reason="It was of another council.", by=self.coordinator, at=NOW)
        page = sources_page(self.cycle, at=NOW.date())
        self.assertEqual(
            (page.count, [one.withdrawn_reason for one in page.withdrawn]),
            (0, ["It was of another council."]),
        )
        with self.assertRaisesMessage(WorkflowError, "is withdrawn"):
            self.change(source, version=2, summary="Late.")

    def test_a_report_is_an_item_of_the_register(self) -> None:
        known = Evidence.objects.create(council=self.council, title="Annual report")
        source = self.record(evidence="annual REPORT")
        attach_evidence(source=source, title="Letter of May", by=self.coordinator, at=NOW)
        attach_evidence(source=source, title="Letter of May", by=self.coordinator, at=NOW)
        new = Evidence.objects.get(title="Letter of May")
        self.assertEqual(new.checked_by, Evidence.CheckedBy.INDEPENDENT)
        live = SourceEvidence.objects.filter(source=source, ended_at=None)
        self.assertCountEqual(live.values_list("evidence_id", flat=True), [known.pk, new.pk])
        detach_evidence(source=source, item=known.pk, by=self.coordinator, at=NOW)
        self.assertEqual(live.get().evidence_id, new.pk)

    def test_those_who_record_sources_are_told_of_the_opinion(self) -> None:
        self.opinion()
        told = Notice.objects.get(recipient=self.coordinator)
        self.assertIn("Graham recorded", told.text)
        self.assertIn("Reasonable", told.text)

    def test_internal_audit_is_asked_once_a_day_and_only_while_it_is_missing(self) -> None:
        asked = ask_for_opinion(cycle=self.cycle, by=self.coordinator, at=NOW)
        self.assertEqual(asked, [self.auditor])
        with self.assertRaisesMessage(WorkflowError, "reminded today"):
            ask_for_opinion(cycle=self.cycle, by=self.coordinator, at=NOW)
        self.assertIn("internal-audit-opinion", Notice.objects.get(recipient=self.auditor).url)
        self.opinion()
        with self.assertRaisesMessage(WorkflowError, "recorded already"):
            ask_for_opinion(cycle=self.cycle, by=self.coordinator, at=NOW)

    def test_internal_audit_of_another_year_is_not_asked(self) -> None:
        self.auditor.grants.get().years.create(council=self.council, year=2019)
        with self.assertRaisesMessage(WorkflowError, "Nobody is head of internal audit"):
            ask_for_opinion(cycle=self.cycle, by=self.coordinator, at=NOW)


class Undo(Exception):
    """Takes back what a verb did."""
