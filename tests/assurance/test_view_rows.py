"""The pages where rows are answered."""

from __future__ import annotations

from typing import Any

from django.test import TestCase
from django.urls import reverse

from assurance.models import Assessment, Evidence, ImprovementAction, ReviewCycle
from governance.models import Council, Membership, Post
from governance.roles import Role
from tests.builders import fill, give_rows, make_council, make_cycle, make_member, make_post, row

REFS = ("A1.1", "A1.2", "A1.3")


class RowsTestCase(TestCase):
    """An officer with three rows, in a council with an open review."""

    council: Council
    cycle: ReviewCycle
    officer: Membership
    colleague: Membership
    post: Post

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.cycle = make_cycle(cls.council)
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.colleague = make_member(cls.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
        cls.post = make_post(cls.council, "Procurement manager")
        give_rows(cls.cycle, cls.officer, *REFS)

    def setUp(self) -> None:
        self.client.force_login(self.officer.user)
        self.url = reverse("assurance:my-rows", args=[self.council.slug, self.cycle.year])

    def posted(self, ref: str = "A1.1", **fields: object) -> dict[str, object]:
        """What a browser sends for an untouched row, with some fields filled in."""
        current = row(self.cycle, ref)
        data = {
            "version": current.version,
            "score": current.own_score or "",
            "change_reason": current.change_reason,
            "not_applicable_reason": current.not_applicable_reason,
            "narrative": current.narrative,
            "private_note": current.private_note,
        } | fields
        return {f"{ref}-{name}": value for name, value in data.items()}


class MyRowsTests(RowsTestCase):
    def test_it_lists_the_persons_rows_only(self) -> None:
        page = self.client.get(self.url)
        self.assertContains(page, "A1.1")
        self.assertContains(page, "0 of 3 done")
        self.assertContains(page, "Friday 23 May")
        self.assertNotContains(page, "row-B1.1")

    def test_saving_one_row_stores_score_text_and_note(self) -> None:
        answer: dict[str, Any] = {
            "score": 9,
            "narrative": "All members were trained in May.\r\nNone was missed.",
            "private_note": "Ask HR",
        }
        response = self.client.post(self.url, self.posted(**answer), follow=True)
        self.assertContains(response, "A1.1 was saved.")
        saved = row(self.cycle, "A1.1")
        self.assertEqual(saved.own_score, 9)
        self.assertEqual(saved.narrative, "All members were trained in May.\nNone was missed.")
        self.assertEqual(saved.private_note, "Ask HR")
        self.assertEqual(saved.status, Assessment.Status.IN_PROGRESS)
        self.assertEqual(saved.scored_by, self.officer)
        self.assertEqual(saved.version, 2)
        self.assertEqual(saved.history.count(), 2)
        self.assertEqual(saved.history.latest().history_user, self.officer.user)

    def test_one_save_stores_every_changed_row_and_leaves_the_others(self) -> None:
        data = self.posted("A1.1", score=8) | self.posted("A1.2", score=7) | self.posted("A1.3")
        self.client.post(self.url, data)
        self.assertEqual([row(self.cycle, ref).own_score for ref in REFS], [8, 7, None])
        self.assertEqual(row(self.cycle, "A1.3").version, 1)

    def test_a_wrong_score_is_answered_at_the_field_and_everything_stays_typed(self) -> None:
        for typed in ("0", "11", "8.5", "nine", "-3", "9" * 400):
            with self.subTest(typed=typed):
                data = self.posted(score=typed, narrative="Kept text") | self.posted("A1.2", score=8)
                response = self.client.post(self.url, data)
                self.assertContains(response, "A1.1: choose a whole number from 1 to 10", status_code=422)
                self.assertContains(response, 'href="#A1.1-score-1"', status_code=422)
                self.assertContains(response, "Kept text", status_code=422)
                self.assertContains(response, "Error: ", status_code=422)
                self.assertIsNone(row(self.cycle, "A1.1").own_score)
        self.assertEqual(row(self.cycle, "A1.2").own_score, 8)

    def test_too_long_a_text_says_by_how_much(self) -> None:
        response = self.client.post(self.url, self.posted(narrative="x" * 20_412))
        self.assertContains(response, "A1.1: shorten the text by 412 characters", status_code=422)
        self.assertEqual(row(self.cycle, "A1.1").narrative, "")

    def test_evidence_is_attached_by_title_and_found_again(self) -> None:
        self.client.post(self.url, self.posted() | {"A1.1-evidence-title": "Code of conduct"})
        link = "https://merrow.example/code"
        data = self.posted("A1.2") | {"A1.2-evidence-title": "code of CONDUCT", "A1.2-evidence-link": link}
        self.client.post(self.url, data)
        item = Evidence.objects.get()
        self.assertEqual((item.title, item.link), ("Code of conduct", link))
        self.assertEqual(item.uses.count(), 2)

    def test_a_link_that_runs_a_script_is_refused(self) -> None:
        data = self.posted() | {"A1.1-evidence-title": "Code", "A1.1-evidence-link": "javascript:alert(1)"}
        response = self.client.post(self.url, data)
        words = "A1.1, evidence: the evidence link must start with https:// or http://"
        self.assertContains(response, words, status_code=422)
        self.assertFalse(Evidence.objects.exists())

    def test_removing_evidence_leaves_it_in_the_register(self) -> None:
        self.client.post(self.url, self.posted() | {"A1.1-evidence-title": "Code of conduct"})
        use = Evidence.objects.get().uses.get()
        self.client.post(self.url, self.posted() | {"A1.1-remove-evidence": str(use.pk)})
        use.refresh_from_db()
        self.assertIsNotNone(use.removed_at)
        self.assertEqual(Evidence.objects.count(), 1)

    def new_action(self, **fields: str) -> dict[str, str]:
        return {f"A1.1-action-new-{name}": value for name, value in fields.items()}

    def test_an_action_is_added_with_owner_and_date(self) -> None:
        date = {"due_on_day": "31", "due_on_month": "3", "due_on_year": "2026"}
        data = self.posted() | self.new_action(text="Train members", owner_post=str(self.post.pk), **date)
        self.client.post(self.url, data)
        action = ImprovementAction.objects.get()
        self.assertEqual(
            (action.text, action.owner_post, str(action.due_on)), ("Train members", self.post, "2026-03-31")
        )
        self.assertEqual(action.links.get().assessment.ref, "A1.1")

    def test_a_date_that_does_not_exist_is_answered_at_the_field(self) -> None:
        date = {"due_on_day": "31", "due_on_month": "2", "due_on_year": "2026"}
        response = self.client.post(self.url, self.posted() | self.new_action(text="Train members", **date))
        words = "31 February 2026 is not a real date. February 2026 has 28 days"
        self.assertContains(response, f"A1.1, new action: {words}", status_code=422)
        self.assertContains(response, 'href="#A1.1-action-new-due_on_day"', status_code=422)
        self.assertContains(response, "Train members", status_code=422)
        self.assertFalse(ImprovementAction.objects.exists())

    def test_another_councils_post_cannot_own_an_action(self) -> None:
        stranger = make_post(make_council(), "Elsewhere")
        response = self.client.post(
            self.url, self.posted() | self.new_action(text="x", owner_post=str(stranger.pk))
        )
        self.assertContains(response, "choose a post from the list", status_code=422)

    def test_not_applicable_needs_a_reason(self) -> None:
        response = self.client.post(self.url, self.posted(not_applicable="on"))
        self.assertContains(response, "A1.1: say why it does not apply to this council", status_code=422)
        self.client.post(
            self.url, self.posted(not_applicable="on", not_applicable_reason="We hold no shares.")
        )
        self.assertTrue(row(self.cycle, "A1.1").not_applicable)

    def test_a_row_of_a_colleague_is_not_written(self) -> None:
        give_rows(self.cycle, self.colleague, "B1.1")
        self.client.post(self.url, self.posted("B1.1", score=3))
        self.assertIsNone(row(self.cycle, "B1.1").own_score)

    def test_save_and_open_next_goes_to_the_next_row(self) -> None:
        response = self.client.post(self.url, self.posted(score=9) | {"open-next": "A1.1"})
        self.assertRedirects(response, f"{self.url}?open=A1.2#row-A1.2", fetch_redirect_response=False)

    def test_text_for_a_row_that_was_submitted_meanwhile_comes_back(self) -> None:
        data = self.posted(narrative="Too late, but not lost")
        fill(row(self.cycle, "A1.1"), by=self.officer, status="submitted")
        response = self.client.post(self.url, data)
        self.assertContains(response, "A1.1 is submitted and was not changed", status_code=422)
        self.assertContains(response, "Too late, but not lost", status_code=422)


class TwoPeopleTests(RowsTestCase):
    """The same row, opened by two people at once."""

    def save_theirs(self, **fields: object) -> None:
        current = row(self.cycle, "A1.1")
        for name, value in fields.items():
            setattr(current, name, value)
        current.version += 1
        current.__dict__["_history_user"] = self.colleague.user  # as the middleware would have it
        current.save()

    def test_different_fields_are_merged(self) -> None:
        mine = self.posted(narrative="Mine")
        self.save_theirs(own_score=8, scored_by=self.colleague)
        self.client.post(self.url, mine | {"A1.1-score": ""})
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.own_score, saved.narrative, saved.version), (8, "Mine", 3))

    def test_the_same_field_shows_both_texts_and_overwrites_nothing(self) -> None:
        mine = self.posted(narrative="Mine", private_note="My note")
        self.save_theirs(narrative="Theirs")
        response = self.client.post(self.url, mine)
        self.assertContains(response, "Two people changed", status_code=422)
        self.assertContains(response, "Theirs", status_code=422)
        self.assertContains(response, "Mine", status_code=422)
        self.assertContains(response, "Saved by Tom Weatherall", status_code=422)
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.narrative, saved.private_note), ("Theirs", "My note"))

    def test_the_words_that_only_one_text_has_are_marked_in_it(self) -> None:
        mine = self.posted(narrative="The log was read in June.")
        self.save_theirs(narrative="The log was read in May, and all <b>four</b> were closed.")
        response = self.client.post(self.url, mine)
        self.assertContains(response, "<mark> June.</mark>", status_code=422)
        self.assertContains(response, "&lt;b&gt;four&lt;/b&gt; were closed.</mark>", status_code=422)
        self.assertContains(response, "The log was read in<mark>", count=2, status_code=422)

    def choose(self, keep: str, **fields: str) -> Assessment:
        self.save_theirs(narrative="Theirs")
        choice = self.posted(narrative="Mine", **fields)
        extra = {"A1.1-clash": "narrative", "A1.1-keep-narrative": keep, "A1.1-both-narrative": "From both"}
        self.client.post(self.url, choice | extra)
        return row(self.cycle, "A1.1")

    def test_keeping_mine_replaces_the_text_and_history_keeps_theirs(self) -> None:
        saved = self.choose("mine")
        self.assertEqual(saved.narrative, "Mine")
        self.assertIn("Theirs", saved.history.values_list("narrative", flat=True))

    def test_keeping_theirs_leaves_the_text_and_history_keeps_mine(self) -> None:
        saved = self.choose("theirs")
        self.assertEqual(saved.narrative, "Theirs")
        self.assertIn("Mine", saved.history.values_list("narrative", flat=True))

    def test_one_text_written_from_both(self) -> None:
        self.assertEqual(self.choose("both").narrative, "From both")

    def test_no_choice_asks_again_and_keeps_both(self) -> None:
        self.save_theirs(narrative="Theirs")
        data = self.posted(narrative="Mine") | {"A1.1-clash": "narrative"}
        response = self.client.post(self.url, data)
        self.assertContains(response, "Choose which to keep", status_code=422)
        self.assertEqual(row(self.cycle, "A1.1").narrative, "Theirs")

    def test_saving_the_same_twice_makes_no_version(self) -> None:
        mine = self.posted(narrative="Mine")
        self.client.post(self.url, mine)
        self.client.post(self.url, mine)
        self.assertEqual(row(self.cycle, "A1.1").version, 2)


class LastYearTests(TestCase):
    """This year's row beside last year's."""

    council: Council
    cycle: ReviewCycle
    officer: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER)
        reviewer = make_member(cls.council, Role.MONITORING_OFFICER)
        last = make_cycle(cls.council, 2023)
        old = fill(row(last, "A1.1"), by=cls.officer, score=7, status="submitted")
        old.status, old.agreed_score, old.agreed_by = Assessment.Status.AGREED, 7, reviewer
        old.save()
        cls.cycle = make_cycle(cls.council, 2024)
        give_rows(cls.cycle, cls.officer, "A1.1", "A1.2")

    def setUp(self) -> None:
        self.client.force_login(self.officer.user)
        self.url = reverse("assurance:my-rows", args=[self.council.slug, 2024])

    def test_last_years_score_and_text_stand_beside(self) -> None:
        page = self.client.get(self.url)
        self.assertContains(page, "Last year, 2023/24")
        self.assertContains(page, "We do A1.1 well")

    def test_still_true_copies_the_answer_with_who_and_when(self) -> None:
        self.client.post(self.url, {"A1.1-version": "1", "A1.1-still-true": "1"})
        saved = row(self.cycle, "A1.1")
        self.assertEqual(
            (saved.own_score, saved.confirmed_by, saved.scored_by), (7, self.officer, self.officer)
        )
        self.assertIn("We do A1.1 well", saved.narrative)
        self.assertIsNotNone(saved.confirmed_at)

    def test_a_move_of_two_needs_a_reason(self) -> None:
        data = {"A1.1-version": "1", "A1.1-score": "9", "A1.1-narrative": "Better"}
        response = self.client.post(self.url, data)
        self.assertContains(response, "A1.1: say why the score moved by 2", status_code=422)
        self.client.post(self.url, data | {"A1.1-change_reason": "Internal audit tested it."})
        self.assertEqual(row(self.cycle, "A1.1").own_score, 9)

    def test_use_last_years_text_brings_it_in(self) -> None:
        self.client.post(self.url, {"A1.1-version": "1", "A1.1-score": "7", "A1.1-use-last": "1"})
        saved = row(self.cycle, "A1.1")
        self.assertIn("We do A1.1 well", saved.narrative)
        self.assertIsNone(saved.confirmed_by)


class OtherPagesTests(RowsTestCase):
    def test_the_principle_page_edits_own_rows_in_place(self) -> None:
        url = reverse("assurance:principle", args=[self.council.slug, 2024, "A"])
        page = self.client.get(url)
        self.assertContains(page, 'id="A1.1-narrative"')
        self.assertNotContains(page, 'id="A2.1-narrative"')
        self.client.post(url, self.posted(score=9))
        self.assertEqual(row(self.cycle, "A1.1").own_score, 9)

    def test_an_unknown_principle_is_not_found(self) -> None:
        self.assertEqual(self.client.get("/councils/merrow/cycles/2024-25/principles/Z/").status_code, 404)

    def test_the_page_of_all_91(self) -> None:
        page = self.client.get(reverse("assurance:requirements", args=[self.council.slug, 2024]))
        self.assertContains(page, "All 91 requirements")
        self.assertContains(page, 'class="ga-row"', count=91)

    def test_one_row_has_a_page_of_its_own(self) -> None:
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        response = self.client.post(url, self.posted(score=9, narrative="Done"), follow=True)
        self.assertContains(response, "A1.1 was saved.")
        self.assertEqual(row(self.cycle, "A1.1").own_score, 9)

    def test_a_row_that_was_saved_by_itself_before_is_said_to_be_saved(self) -> None:
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        response = self.client.post(url, self.posted() | {"save": "A1.1"}, follow=True)
        self.assertContains(response, "A1.1 was saved.")

    def test_a_script_is_told_what_to_put_right(self) -> None:
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        response = self.client.post(url, self.posted(score="11"), headers={"accept": "application/json"})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response.json()["errors"][0][1], "A1.1-score-1")

    def test_a_colleague_reads_without_scores_notes_or_reasons(self) -> None:
        fill(row(self.cycle, "A1.1"), by=self.officer, score=4)
        Assessment.objects.filter(requirement__ref="A1.1", cycle=self.cycle).update(private_note="Between us")
        self.client.force_login(self.colleague.user)
        page = self.client.get(reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"]))
        self.assertContains(page, "We do A1.1 well")
        self.assertNotContains(page, "Between us")
        self.assertNotContains(page, "Weak")
