"""This year's answer beside last year's: confirmed, edited word by word, or the same once more."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from assurance.models import Assessment, ReviewCycle
from assurance.progress import figures
from assurance.repeats import is_third_time, third_time_rows, with_two_years_before
from assurance.review_findings import findings
from assurance.rows import build_rows, rows_query
from assurance.workflow.answering import add_evidence, confirm_last_year, save_answer
from assurance.workflow.carrying import start_from_last_year
from assurance.workflow.reviewing import agree
from assurance.workflow.submitting import submit
from governance.models import Council, Membership
from governance.roles import Role
from tests.assurance.exchange.files import bring_in, workbook
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

CONFIRMED = "Confirmed unchanged by Priya Anand, 19 May"
EDITED = "What has changed since last year"
REPEATED = "The same score and the same text for the third year"


class BesideLastYearTests(TestCase):
    council: Council
    officer: Membership
    reviewer: Membership
    last: ReviewCycle
    cycle: ReviewCycle
    mine: Assessment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council()
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.reviewer = make_member(cls.council, Role.MONITORING_OFFICER)
        cls.last = make_cycle(cls.council, 2023)
        fill(row(cls.last, "A1.1"), by=cls.officer, score=8, status="agreed")
        cls.cycle = make_cycle(cls.council, 2024)
        [cls.mine] = give_rows(cls.cycle, cls.officer, "A1.1")

    def page(self, name: str, *args: str, member: Membership | None = None) -> str:
        self.client.force_login((member or self.officer).user)
        response = self.client.get(reverse(f"assurance:{name}", args=[self.council.slug, 2024, *args]))
        return " ".join(response.text.split())

    def confirm(self) -> Assessment:
        return confirm_last_year(row=self.mine, version=self.mine.version, by=self.officer, at=NOW).row

    def save(self, **values: object) -> Assessment:
        now = row(self.cycle, "A1.1")
        return save_answer(row=now, version=now.version, values=values, by=self.officer, at=NOW).row

    # Confirmed

    def test_a_confirmed_row_says_who_and_when_on_its_page_to_the_reviewer_and_in_the_copy(self) -> None:
        self.confirm()
        assert CONFIRMED in self.page("assessment", "A1.1")
        submit(rows=[row(self.cycle, "A1.1")], by=self.officer, at=NOW)
        assert CONFIRMED in self.page("assessment", "A1.1")
        assert CONFIRMED in self.page("review-row", "A1.1", member=self.reviewer)
        assert CONFIRMED in self.page("sent")
        assert CONFIRMED in self.page("sent-download")

    def test_it_is_not_said_to_those_who_may_not_see_the_officers_score(self) -> None:
        self.confirm()
        reader = make_member(self.council, Role.SECTION_151)
        assert CONFIRMED not in self.page("assessment", "A1.1", member=reader)

    def test_a_change_of_score_or_text_withdraws_it(self) -> None:
        for values in (
            {"own_score": 9},
            {"narrative": "Something else."},
            {"not_applicable": True, "not_applicable_reason": "No such service"},
        ):
            with self.subTest(values):
                Assessment.objects.filter(pk=self.mine.pk).update(
                    own_score=None, narrative="", not_applicable=False, status="not_started"
                )
                self.mine.refresh_from_db()
                assert self.confirm().confirmed_by == self.officer
                now = self.save(**values)
                assert (now.confirmed_by, now.confirmed_at) == (None, None)

    def test_a_file_with_another_text_withdraws_it(self) -> None:
        self.confirm()
        bring_in(self.council, workbook([("A1.1", "", 8, "Evidence – Audit tested it again.")]))
        now = row(self.cycle, "A1.1")
        assert (now.narrative, now.confirmed_by, now.confirmed_at) == ("Audit tested it again.", None, None)
        assert now.scored_by == self.officer

    def test_a_private_note_or_evidence_leaves_it(self) -> None:
        self.confirm()
        self.save(private_note="See the log")
        add_evidence(row=row(self.cycle, "A1.1"), title="Code of conduct", by=self.officer, at=NOW)
        assert row(self.cycle, "A1.1").confirmed_by == self.officer

    # Word by word

    def test_an_edited_text_shows_the_difference_to_the_officer_and_the_reviewer(self) -> None:
        self.confirm()
        assert EDITED not in self.page("assessment", "A1.1")
        self.save(narrative="We do A1.1 well, and internal audit tested it in April 2025.")
        for text in (
            self.page("assessment", "A1.1"),
            self.page("my-rows"),
            self.page("review-row", "A1.1", member=self.reviewer),
        ):
            assert EDITED in text
            assert '<del><span class="govuk-visually-hidden">removed: </span> May</del>' in text
            assert '<ins><span class="govuk-visually-hidden">added: </span> April</ins>' in text

    def test_a_new_text_is_no_edit(self) -> None:
        self.save(narrative="Councillors renewed their promise; one complaint was not upheld.")
        assert EDITED not in self.page("assessment", "A1.1")

    # The third year

    def third_year(self) -> Assessment:
        """The row after next year's "Still true" upon this year's."""
        Assessment.objects.filter(pk=self.confirm().pk).update(status="agreed")
        after = make_cycle(self.council, 2025)
        [mine] = give_rows(after, self.officer, "A1.1")
        return confirm_last_year(row=mine, version=1, by=self.officer, at=NOW).row

    def test_the_same_for_the_third_year_is_told(self) -> None:
        third = self.third_year()
        with self.assertNumQueries(1):
            assert third_time_rows(third.cycle) == [third]
        with self.assertNumQueries(1):
            [read] = with_two_years_before(Assessment.objects.filter(pk=third.pk))
            assert is_third_time(read)
        assert third_time_rows(self.cycle) == []

    def test_another_score_or_text_in_any_year_is_not_the_same(self) -> None:
        third = self.third_year()
        for year, values in (
            (2025, {"own_score": 9}),
            (2025, {"narrative": "New"}),
            (2025, {"narrative": ""}),
            (2025, {"not_applicable": True}),
            (2024, {"agreed_score": 7}),
            (2023, {"narrative": "Old"}),
            (2023, {"own_score": None}),
        ):
            with self.subTest(year=year, values=values):
                of_year = Assessment.objects.filter(cycle__starts_on__year=year, requirement__ref="A1.1")
                before = of_year.values(*values).get()
                of_year.update(**values)
                [read] = with_two_years_before(Assessment.objects.filter(pk=third.pk))
                assert not is_third_time(read)
                assert third_time_rows(third.cycle) == []
                of_year.update(**before)

    def test_the_officer_is_asked_and_the_reviewer_looks_at_it_first(self) -> None:
        third = self.third_year()
        self.client.force_login(self.officer.user)
        url = reverse("assurance:assessment", args=[self.council.slug, 2025, "A1.1"])
        assert REPEATED in self.client.get(url).text
        [read] = build_rows(
            rows_query(third.cycle).filter(pk=third.pk),
            cycle=third.cycle,
            membership=self.reviewer,
            rights=self.reviewer.permissions(year=2025),
        )
        assert REPEATED in [finding.text for finding in findings(read, low=7, thin=60)]
        reader = make_member(self.council, Role.SECTION_151)
        self.client.force_login(reader.user)
        assert REPEATED not in self.client.get(url).text

    # What only came over

    def test_a_row_with_what_came_over_is_not_started_and_lacks_everything(self) -> None:
        last = row(self.last, "A1.1")
        Assessment.objects.filter(pk=last.pk).update(status="in_progress")
        add_evidence(row=row(self.last, "A1.1"), title="Code of conduct", by=self.officer, at=NOW)
        coordinator = make_member(self.council, Role.COORDINATOR)
        start_from_last_year(cycle=self.cycle, by=coordinator, at=NOW)
        [read] = build_rows(
            rows_query(self.cycle).filter(pk=self.mine.pk),
            cycle=self.cycle,
            membership=self.officer,
            rights=self.officer.permissions(year=2024),
        )
        assert [use.evidence.title for use in read.uses] == ["Code of conduct"]
        assert (read.status_key, read.is_ready, read.can_confirm) == ("not_started", False, True)
        assert [gap.field for gap in read.gaps] == ["score"]
        now = figures([read.assessment])
        assert (now.not_started, now.in_progress, now.done, now.scored) == (1, 0, 0, 0)
        with self.assertRaisesMessage(Exception, "A1.1: Choose a score"):
            submit(rows=[read.assessment], by=self.officer, at=NOW)

    def test_agreeing_keeps_the_confirmation(self) -> None:
        self.confirm()
        submit(rows=[row(self.cycle, "A1.1")], by=self.officer, at=NOW)
        now = row(self.cycle, "A1.1")
        agreed = agree(row=now, score=None, reason="", by=self.reviewer, at=NOW, version=now.version)
        assert agreed.confirmed_by == self.officer
