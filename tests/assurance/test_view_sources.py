"""The pages of the sources of assurance: list and map, recording, changing, and what stays out of reach."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import TestCase
from django.urls import reverse

from assurance.models import (
    AssuranceSource,
    Evidence,
    GovernanceIssue,
    IssueSource,
    ReviewCycle,
)
from assurance.workflow.answering import add_evidence
from assurance.workflow.sources import Principles, change_source, record_source
from framework.models import Principle
from governance.models import Council, Membership
from governance.roles import Role
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member

Kind = AssuranceSource.Kind
TYPED: dict[str, Any] = {
    "provider": "Inspectorate of Homes",
    "line": "3",
    "dated_on_day": "3",
    "dated_on_month": "2",
    "dated_on_year": "2025",
    "opinion_level": "limited",
    "opinion": "Repairs are slow.",
    "summary": "Forty days on average.",
    "principles": ["D", "F"],
    "seen": "",
    "evidence": "Housing inspection report",
    "link": "https://homes.example/report",
}


class SourcePagesTestCase(TestCase):
    council: Council
    cycle: ReviewCycle
    coordinator: Membership
    auditor: Membership
    monitor: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.last = make_cycle(cls.council, 2023)
        cls.cycle = make_cycle(cls.council, 2024)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen")
        cls.auditor = make_member(cls.council, Role.HEAD_OF_INTERNAL_AUDIT, name="Graham")
        cls.monitor = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen")

    def address(self, name: str, *args: Any, year: int = 2024) -> str:
        return reverse(f"assurance:{name}", args=[self.council.slug, year, *args])

    def see(self, name: str, *args: Any, by: Membership | None = None) -> Any:
        self.client.force_login((by or self.coordinator).user)
        return self.client.get(self.address(name, *args))

    def record(self, kind: str = Kind.INSPECTION, *, cycle: ReviewCycle | None = None, **values: Any):
        given: dict[str, Any] = {
            "provider": "Inspectorate",
            "opinion": "Fair.",
            "dated_on": date(2025, 2, 3),
        } | values
        letters = given.pop("letters", "")
        by = self.auditor if kind == Kind.HEAD_OF_INTERNAL_AUDIT else self.coordinator
        principles = Principle.objects.filter(framework=self.cycle.framework_id, letter__in=list(letters))
        return record_source(
            cycle=cycle or self.cycle, kind=kind, values=given, principles=principles, by=by, at=NOW
        )


class SourcePagesTests(SourcePagesTestCase):
    def post_inspection(self, **typed: Any) -> Any:
        self.client.force_login(self.coordinator.user)
        return self.client.post(
            f"{self.address('source-record')}?kind=inspection", TYPED | typed, follow=True
        )

    def test_an_inspection_is_recorded_with_its_report(self) -> None:
        page = self.post_inspection()
        self.assertContains(page, "“Inspectorate of Homes: Inspection” is recorded.")
        self.assertContains(page, "Housing inspection report")
        source = AssuranceSource.objects.get()
        self.assertEqual((source.kind, source.opinion_level, source.line), ("inspection", "limited", 3))
        self.assertEqual(source.period_from, None)
        self.assertEqual(Evidence.objects.get().link, "https://homes.example/report")

    def test_each_error_stands_at_its_field_and_nothing_typed_is_lost(self) -> None:
        wrong: list[tuple[dict[str, Any], str, str]] = [
            ({"provider": ""}, "Say who says so", "id_provider"),
            ({"dated_on_year": "2090"}, "still to come", "id_dated_on_day"),
            ({"dated_on_day": "31"}, "31 February 2025 is not a real date", "id_dated_on_day"),
            ({"opinion": "x" * 301}, "at most 300 characters", "id_opinion"),
            ({"opinion_level": "", "opinion": "", "summary": ""}, "Say what they found", "id_summary"),
            ({"evidence": ""}, "Give the report a title", "id_evidence"),
            ({"link": "javascript:alert(1)"}, "must start with https", "id_link"),
            ({"principles": ["Z"]}, "Choose principles", "id_principles_0"),
        ]
        for typed, message, target in wrong:
            with self.subTest(message):
                page = self.post_inspection(**typed)
                self.assertContains(page, message, status_code=422)
                self.assertContains(page, f'href="#{target}"', status_code=422)
                if "summary" not in typed:
                    self.assertContains(page, TYPED["summary"], status_code=422)
        self.assertFalse(AssuranceSource.objects.exists())

    def test_a_period_ends_after_it_begins(self) -> None:
        period = {"period_from_day": "1", "period_from_month": "4", "period_from_year": "2024"}
        period |= {"period_to_day": "1", "period_to_month": "3", "period_to_year": "2024"}
        self.assertContains(self.post_inspection(**period), "cannot end before", status_code=422)

    def test_internal_audits_opinion_is_asked_of_its_head_alone(self) -> None:
        page = self.see("sources")
        self.assertContains(page, "Asked of: Graham, who alone can record it.")
        self.assertNotContains(page, "Record your opinion")
        kinds = self.client.get(f"{self.address('source-record')}?kind=head_of_internal_audit")
        self.assertContains(kinds, "theirs to record")
        asked = self.client.post(self.address("audit-opinion-ask"), follow=True)
        self.assertContains(asked, "You reminded Graham.")
        self.assertContains(asked, "Reminded today at")
        self.assertContains(self.see("sources", by=self.auditor), "Record your opinion")

    def test_the_head_of_internal_audit_records_and_changes_the_opinion_at_one_address(self) -> None:
        self.client.force_login(self.auditor.user)
        typed = {name: value for name, value in TYPED.items() if name not in {"line", "evidence", "link"}}
        address = self.address("audit-opinion")
        missing = self.client.post(address, typed | {"opinion_level": ""})
        self.assertContains(missing, "Choose the level of assurance that you give", status_code=422)
        typed |= {"opinion_level": "reasonable", "conformance": "It conformed."}
        self.client.post(address, typed)
        change = self.client.get(address)
        self.assertContains(change, "It conformed.")
        version = AssuranceSource.objects.get().version
        again = typed | {"opinion_level": "limited", "version": str(version), "seen": "DF"}
        page = self.client.post(address, again, follow=True)
        self.assertContains(page, "Limited")
        self.assertEqual(AssuranceSource.objects.get().version, version + 1)
        read = self.see("source", AssuranceSource.objects.get().pk)
        self.assertContains(read, "Only the head of internal audit records and changes this opinion.")
        self.assertEqual(self.see("source-change", AssuranceSource.objects.get().pk).status_code, 403)

    def test_a_change_that_clashes_shows_both_and_saves_when_sent_again(self) -> None:
        source = self.record(summary="First.")
        change_source(
            source=source,
            version=1,
            values={"summary": "Helen's words."},
            principles=Principles(frozenset(), frozenset()),
            by=self.monitor,
            at=NOW,
        )
        self.client.force_login(self.coordinator.user)
        typed = {
            "provider": "Inspectorate",
            "line": "3",
            "opinion": "Fair.",
            "summary": "Owen's words.",
            "version": "1",
        } | {f"dated_on_{part}": str(value) for part, value in (("day", 3), ("month", 2), ("year", 2025))}
        page = self.client.post(self.address("source-change", source.pk), typed)
        self.assertContains(page, "Helen changed this meanwhile to “Helen&#x27;s words.”", status_code=422)
        self.assertContains(page, "Owen&#x27;s words.", status_code=422)
        self.assertContains(page, 'name="version" value="2"', status_code=422)
        self.client.post(self.address("source-change", source.pk), typed | {"version": "2"})
        source.refresh_from_db()
        self.assertEqual(source.summary, "Owen's words.")

    def test_the_list_puts_the_independent_first_with_last_years_opinion(self) -> None:
        self.record(Kind.COMPANY, provider="Waste board", opinion_level="limited")
        self.record(Kind.HEAD_OF_INTERNAL_AUDIT, opinion_level="substantial")
        self.record(Kind.HEAD_OF_INTERNAL_AUDIT, cycle=self.last, opinion_level="reasonable")
        page = self.see("sources")
        text = page.content.decode()
        self.assertLess(text.index("Someone independent, 1"), text.index("The service, 1"))
        self.assertContains(page, "was Reasonable")
        self.assertContains(page, "1 still missing")
        self.assertContains(page, f"?source={AssuranceSource.objects.get(provider='Waste board').pk}")

    def test_a_source_about_another_time_is_flagged(self) -> None:
        self.record(period_from=date(2022, 4, 1), period_to=date(2023, 3, 31))
        self.assertContains(self.see("sources"), "It does not speak about 2024/25")

    def test_the_map_tells_who_checked_what(self) -> None:
        officer = make_member(self.council, Role.SERVICE_OFFICER)
        [row] = give_rows(self.cycle, officer, "A1.1")
        add_evidence(row=row, title="Code of conduct", by=officer, at=NOW)
        Evidence.objects.filter(title="Code of conduct").update(checked_by="independent")
        add_evidence(row=row, title="Survey", by=officer, at=NOW)
        self.record(letters="AC")
        page = self.see("sources")
        rows = {each.principle.letter: each for each in page.context["sources"].map}
        self.assertEqual((rows["A"].cells[0].names, rows["A"].cells[0].items), (["Inspection"], 1))
        self.assertEqual(rows["A"].unchecked, 1)
        self.assertTrue(rows["B"].cells[0].is_empty)
        self.assertContains(page, "No independent source speaks about")

    def test_an_issue_raised_from_it_stands_beside_it(self) -> None:
        source = self.record(is_serious=True)
        issue = GovernanceIssue.objects.create(council=self.council, title="Repairs", raised_at=NOW)
        IssueSource.objects.create(council=self.council, issue=issue, source=source)
        page = self.see("sources")
        self.assertContains(page, issue.get_absolute_url())
        self.assertNotContains(page, "Raise a possible significant issue")

    def test_withdrawing_asks_for_a_reason(self) -> None:
        source = self.record()
        self.client.force_login(self.coordinator.user)
        address = self.address("source-withdraw", source.pk)
        self.assertContains(self.client.post(address, {"reason": " "}), "Say why", status_code=422)
        page = self.client.post(address, {"reason": "Of another council."}, follow=True)
        self.assertContains(page, "Of another council.")
        self.assertContains(page, "None is recorded yet")

    def test_a_report_is_added_and_taken_off(self) -> None:
        source = self.record()
        self.client.force_login(self.coordinator.user)
        address = self.address("source-evidence", source.pk)
        self.assertContains(
            self.client.post(address, {"evidence": ""}), "Give the report a title", status_code=422
        )
        page = self.client.post(address, {"evidence": "The letter"}, follow=True)
        self.assertContains(page, "“The letter” stands with it now.")
        page = self.client.post(address, {"take_off": Evidence.objects.get().pk}, follow=True)
        self.assertContains(page, "No report stands with it yet.")
        history = self.client.get(self.address("source-history", source.pk))
        self.assertContains(history, "Report taken off: The letter")

    def test_a_closed_review_and_a_past_years_record_take_none(self) -> None:
        source = self.record()
        closed: list[tuple[dict[str, Any], str]] = [
            ({"stage": "closed"}, "is closed: its sources of assurance stay"),
            ({"stage": "closed", "is_past_record": True}, "is a record of a past year"),
        ]
        for fields, said in closed:
            ReviewCycle.objects.filter(pk=self.cycle.pk).update(**fields)
            with self.subTest(said):
                page = self.see("sources")
                self.assertContains(page, said)
                self.assertNotContains(page, "Record a source")
                self.assertContains(self.see("source-record"), said)
                changed = self.client.get(self.address("source-change", source.pk), follow=True)
                self.assertContains(changed, said)
                self.client.force_login(self.auditor.user)
                self.assertContains(self.client.get(self.address("audit-opinion"), follow=True), said)

    def test_a_source_of_another_council_or_year_is_not_found(self) -> None:
        other = make_council("elsewhere")
        theirs = make_member(other, Role.COORDINATOR)
        elsewhere = record_source(
            cycle=make_cycle(other, 2024),
            kind=Kind.INSPECTION,
            values={"provider": "Theirs", "opinion": "Fine."},
            by=theirs,
            at=NOW,
        )
        last = self.record(cycle=self.last)
        for source in (elsewhere, last):
            for name in ("source", "source-change", "source-withdraw", "source-evidence", "source-history"):
                self.assertEqual(self.see(name, source.pk).status_code, 404)

    def test_the_head_of_internal_audit_begins_at_the_sources_of_the_newest_review(self) -> None:
        self.client.force_login(self.auditor.user)
        self.assertRedirects(self.client.get("/"), self.address("sources"))


class QueryCountTests(SourcePagesTestCase):
    """Fixed, whatever the number of sources, reports, principles and issues."""

    LIST, ONE = 17, 11

    def test_the_list(self) -> None:
        self.fill(1)
        self.count("sources", self.LIST)
        self.fill(6)
        self.count("sources", self.LIST)

    def test_one_source(self) -> None:
        source = self.fill(1)
        self.count("source", self.ONE, source.pk)
        self.fill(6)
        self.count("source", self.ONE, source.pk)

    def fill(self, number: int) -> AssuranceSource:
        for each in range(number):
            source = self.record(provider=f"Board {number} {each}", letters="ABC", is_serious=True)
            issue = GovernanceIssue.objects.create(council=self.council, title="Repairs", raised_at=NOW)
            IssueSource.objects.create(council=self.council, issue=issue, source=source)
            self.record(Kind.OMBUDSMAN, cycle=self.last, provider=f"Board {number} {each}")
        return source

    def count(self, name: str, queries: int, *args: Any) -> None:
        self.client.force_login(self.coordinator.user)
        with self.assertNumQueries(queries):
            self.assertEqual(self.client.get(self.address(name, *args)).status_code, 200)
