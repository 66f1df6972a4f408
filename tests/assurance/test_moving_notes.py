"""A note to oneself in the text of a row: the hint, and the button that moves it to the private note."""

from __future__ import annotations

from django.urls import reverse

from assurance.models import Assessment
from tests.assurance.test_view_rows import RowsTestCase
from tests.builders import fill, row

TEXT = "We train all members. Speak to Group Leaders"
WORDS = "Speak to Group Leaders"


class MovingNotesTests(RowsTestCase):
    def press(self, ref: str = "A1.1", **fields: object) -> Assessment:
        data = self.posted(ref, **({"narrative": TEXT} | fields)) | {f"{ref}-move-note": WORDS}
        self.response = self.client.post(self.url, data)
        return row(self.cycle, ref)

    def test_the_row_says_so_and_offers_to_move_the_words(self) -> None:
        Assessment.objects.filter(pk=row(self.cycle, "A1.1").pk).update(narrative=TEXT)
        page = self.client.get(self.url)
        self.assertContains(page, f"This reads like a note to yourself: “{WORDS}”")
        self.assertContains(page, f'name="A1.1-move-note" value="{WORDS}" data-save-row')

    def test_the_words_go_to_the_private_note_as_they_stand(self) -> None:
        saved = self.press(private_note="For Helen.", score=8)
        self.assertEqual(saved.narrative, "We train all members.")
        self.assertEqual(saved.private_note, f"For Helen.\n{WORDS}")
        self.assertEqual(saved.own_score, 8)
        self.assertNotContains(self.client.get(self.url), "This reads like a note")

    def test_other_rows_of_the_page_are_saved_with_it(self) -> None:
        data = self.posted(narrative=TEXT) | self.posted("A1.2", score=7) | {"A1.1-move-note": WORDS}
        self.client.post(self.url, data)
        self.assertEqual(row(self.cycle, "A1.2").own_score, 7)

    def test_the_button_alone_is_enough(self) -> None:
        Assessment.objects.filter(pk=row(self.cycle, "A1.1").pk).update(narrative=TEXT)
        saved = self.press()
        self.assertEqual((saved.narrative, saved.private_note), ("We train all members.", WORDS))

    def test_words_that_are_gone_or_no_note_stay_as_typed(self) -> None:
        self.assertEqual(self.press(narrative="We train all members.").narrative, "We train all members.")
        data = self.posted(narrative="We train. All signed.") | {"A1.1-move-note": "We train."}
        self.client.post(self.url, data)
        self.assertEqual(row(self.cycle, "A1.1").narrative, "We train. All signed.")

    def test_without_room_in_the_private_note_nothing_is_moved(self) -> None:
        saved = self.press(private_note="x" * 19_990)
        self.assertContains(self.response, "no room left in the private note", status_code=422)
        self.assertContains(self.response, TEXT, status_code=422)
        self.assertEqual(saved.narrative, "")

    def test_a_script_presses_it_for_one_row(self) -> None:
        url = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])
        data = self.posted(narrative=TEXT) | {"A1.1-move-note": WORDS}
        answer = self.client.post(url, data, headers={"accept": "application/json"}).json()
        self.assertTrue(answer["saved"])
        self.assertEqual(row(self.cycle, "A1.1").private_note, WORDS)

    def test_two_people_who_changed_the_text_still_choose(self) -> None:
        data = self.posted(narrative=TEXT) | {"A1.1-move-note": WORDS}
        theirs = fill(row(self.cycle, "A1.1"), by=self.colleague)
        page = self.client.post(self.url, data)
        self.assertContains(page, "Two people changed", status_code=422)
        self.assertContains(page, "We train all members.", status_code=422)
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.narrative, saved.private_note), (theirs.narrative, WORDS))

    def test_checking_ones_answers_names_it_and_lets_the_row_go(self) -> None:
        complete = fill(row(self.cycle, "A1.1"), by=self.officer)
        Assessment.objects.filter(pk=complete.pk).update(narrative=TEXT)
        page = self.client.get(reverse("assurance:check-answers", args=[self.council.slug, 2024]))
        self.assertContains(page, "Worth a look")
        self.assertContains(page, f"“{WORDS}”")
        self.assertContains(page, "Submit 1 row")
