"""A row saved by script: while somebody types, or pressed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from assurance.models import Assessment, Evidence
from assurance.workflow.actions import add_action
from assurance.workflow.answering import save_answer
from tests.assurance.test_view_rows import RowsTestCase
from tests.builders import NOW, fill, give_rows, make_cycle, row


class SavesTestCase(RowsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.one = reverse("assurance:assessment", args=[self.council.slug, 2024, "A1.1"])

    def send(self, *changed: str, status: int = 200, **fields: object) -> dict[str, Any]:
        """A script's save of the fields that were changed; those without a name of the row go as they are."""
        data = {name: value for name, value in fields.items() if name in ("autosave", "save", "person")}
        own = {name: value for name, value in fields.items() if name not in data}
        post = self.posted("A1.1", **own) | data | {"A1.1-changed": list(changed) or [""]}
        response = self.client.post(self.one, post, headers={"accept": "application/json"})
        self.assertEqual(response.status_code, status, response.content)
        return dict(response.json())

    def theirs(self, **values: object) -> None:
        current = row(self.cycle, "A1.1")
        save_answer(row=current, version=current.version, values=values, by=self.colleague, at=NOW)


class WhileTypingTests(SavesTestCase):
    def test_it_is_answered_with_the_state_alone(self) -> None:
        answer = self.send("narrative", narrative="We train all.", autosave=1)
        self.assertTrue(answer["saved"])
        self.assertNotIn("html", answer)
        self.assertEqual((answer["version"], answer["errors"], answer["clashes"]), (2, [], {}))
        self.assertIn("In progress", answer["parts"]["status"])
        self.assertEqual((answer["done"], answer["total"]), (0, 3))
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.narrative, saved.saved_by), ("We train all.", self.officer))
        self.assertEqual(saved.history.latest().history_user, self.officer.user)

    def test_only_what_was_changed_is_written(self) -> None:
        stale = self.posted("A1.1", narrative="Mine")
        self.theirs(private_note="Theirs")
        post = stale | {"A1.1-changed": "narrative", "autosave": "1"}
        answer = self.client.post(self.one, post, headers={"accept": "application/json"}).json()
        self.assertTrue(answer["saved"])
        self.assertEqual(answer["values"], {"A1.1-private_note": "Theirs"})
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.narrative, saved.private_note, saved.version), ("Mine", "Theirs", 3))

    def test_a_reason_that_is_still_missing_is_no_error_and_the_rest_is_saved(self) -> None:
        answer = self.send(
            "not_applicable", "narrative", not_applicable="on", narrative="We hold none.", autosave=1
        )
        self.assertEqual((answer["saved"], answer["errors"]), (True, []))
        self.assertEqual(answer["values"], {"A1.1-not_applicable": ""})
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.not_applicable, saved.narrative), (False, "We hold none."))

    def test_what_is_wrong_is_refused_and_the_rest_is_saved(self) -> None:
        answer = self.send(
            "narrative", "private_note", status=422, narrative="x" * 20_001, private_note="Ask", autosave=1
        )
        self.assertIn("A1.1: shorten the text by 1 character", answer["errors"][0][0])
        self.assertNotIn("html", answer)
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.narrative, saved.private_note), ("", "Ask"))

    def test_a_text_with_spaces_round_it_is_known_to_be_saved(self) -> None:
        answer = self.send("change_reason", change_reason=" Tested ", autosave=1)
        self.assertEqual(answer["values"], {})

    def test_the_same_field_changed_by_two_gives_the_choice_below_the_field(self) -> None:
        stale = self.posted("A1.1", narrative="Mine", private_note="Note")
        self.theirs(narrative="Theirs")
        post = stale | {"A1.1-changed": ["narrative", "private_note"], "autosave": "1"}
        response = self.client.post(self.one, post, headers={"accept": "application/json"})
        answer = response.json()
        self.assertEqual((response.status_code, answer["saved"]), (422, False))
        choice = answer["clashes"]["A1.1-narrative"]
        self.assertIn("Saved by Tom Weatherall", choice)
        self.assertNotIn("<textarea hidden", choice)
        saved = row(self.cycle, "A1.1")
        self.assertEqual((saved.narrative, saved.private_note), ("Theirs", "Note"))

    def test_new_lines_wait_for_a_press(self) -> None:
        lines = {"A1.1-evidence-title": "Code", "A1.1-action-new-text": "Train", "autosave": "1"}
        post = self.posted(narrative="Mine") | lines | {"A1.1-changed": "narrative"}
        answer = self.client.post(self.one, post, headers={"accept": "application/json"}).json()
        self.assertTrue(answer["saved"])
        self.assertFalse(Evidence.objects.exists())
        self.assertFalse(row(self.cycle, "A1.1").action_links.exists())

    def test_a_change_of_an_action_is_saved_with_its_version(self) -> None:
        action = add_action(row=row(self.cycle, "A1.1"), text="Train", by=self.officer, at=NOW)
        prefix = f"A1.1-action-{action.pk}"
        day = {f"{prefix}-due_on_{part}": "" for part in ("day", "month", "year")}
        change = {f"{prefix}-version": "1", f"{prefix}-text": "Train all", f"{prefix}-expected_outcome": ""}
        post = self.posted() | change | day | {"A1.1-changed": "", "autosave": "1"}
        answer = self.client.post(self.one, post, headers={"accept": "application/json"}).json()
        self.assertEqual(answer["versions"], {f"{prefix}-version": 2})
        half = post | {f"{prefix}-version": "2", f"{prefix}-due_on_day": "31", f"{prefix}-due_on_month": "2"}
        answer = self.client.post(self.one, half, headers={"accept": "application/json"}).json()
        self.assertEqual((answer["saved"], answer["versions"]), (True, {}))
        action.refresh_from_db()
        self.assertEqual((action.text, action.due_on), ("Train all", None))

    def test_nothing_is_saved_in_the_name_of_whoever_signed_in_since(self) -> None:
        answer = self.send(
            "narrative", status=401, narrative="Mine", autosave=1, person=self.colleague.user.pk
        )
        self.assertEqual(answer, {"signed_in": False})
        self.assertEqual(row(self.cycle, "A1.1").narrative, "")

    def test_after_the_session_nothing_is_stored(self) -> None:
        self.client.get(self.url)
        del self.client.cookies["sessionid"]
        self.assertEqual(self.send("narrative", status=401, narrative="Mine"), {"signed_in": False})

    def test_a_row_that_left_the_persons_hands_stays_on_the_page(self) -> None:
        fill(row(self.cycle, "A1.1"), by=self.officer, status="submitted")
        answer = self.send("narrative", status=422, narrative="Too late", autosave=1)
        self.assertIn("A1.1 is submitted and was not changed", answer["errors"][0][0])
        self.assertEqual(answer["html"], "")

    def test_a_version_that_is_none_of_the_rows_is_refused(self) -> None:
        for version in ("", "x", "0", "999", "9" * 30):
            with self.subTest(version=version):
                answer = self.send("narrative", status=422, narrative="Mine", version=version, autosave=1)
                self.assertTrue(answer["errors"])
        self.assertEqual(row(self.cycle, "A1.1").narrative, "")


class PressedTests(SavesTestCase):
    def test_a_save_of_the_answer_is_answered_with_the_state_alone(self) -> None:
        answer = self.send("score", score=9, save="A1.1")
        self.assertTrue(answer["saved"])
        self.assertNotIn("html", answer)
        self.assertIn("Strong", answer["parts"]["score"])

    def test_a_new_line_comes_back_with_its_row(self) -> None:
        post = self.posted() | {"A1.1-changed": "", "A1.1-evidence-title": "Code of conduct", "save": "A1.1"}
        answer = self.client.post(self.one, post, headers={"accept": "application/json"}).json()
        self.assertTrue(answer["saved"])
        self.assertIn("Code of conduct", answer["html"])

    def test_what_is_wrong_comes_back_at_its_field(self) -> None:
        answer = self.send("not_applicable", status=422, not_applicable="on", save="A1.1")
        self.assertIn("say why it does not apply", answer["errors"][0][0])
        self.assertIn('id="A1.1-not_applicable_reason-error"', answer["html"])
        self.assertIn("data-unsaved", answer["html"])

    def test_a_text_that_was_chosen_takes_the_choice_away(self) -> None:
        stale = self.posted("A1.1", narrative="Mine")
        self.theirs(narrative="Theirs")
        post = stale | {"A1.1-changed": "narrative", "A1.1-clash": "narrative", "save": "A1.1"}
        post |= {"A1.1-version": 2, "A1.1-keep-narrative": "mine"}
        answer = self.client.post(self.one, post, headers={"accept": "application/json"}).json()
        self.assertTrue(answer["saved"])
        self.assertNotIn("Two people changed", answer["html"])
        self.assertEqual(row(self.cycle, "A1.1").narrative, "Mine")


class StillTrueTests(SavesTestCase):
    def setUp(self) -> None:
        super().setUp()
        last = make_cycle(self.council, 2023)
        previous = fill(row(last, "A1.1"), by=self.officer, score=7)
        Assessment.objects.filter(cycle=self.cycle, requirement__ref="A1.1").update(previous=previous)

    def test_it_is_answered_with_what_it_brought_in(self) -> None:
        post = self.posted() | {"A1.1-still-true": "1"}
        answer = self.client.post(self.one, post, headers={"accept": "application/json"}).json()
        self.assertEqual((answer["saved"], answer["confirmable"]), (True, False))
        self.assertEqual(answer["values"]["A1.1-score"], "7")
        self.assertIn("Confirmed unchanged by Priya Anand", answer["parts"]["beside"])
        self.assertEqual(answer["done"], 1)

    def test_a_colleague_cannot_write_it(self) -> None:
        give_rows(self.cycle, self.colleague, "A1.2")
        self.client.force_login(self.colleague.user)
        answer = self.send("narrative", status=422, narrative="Mine", autosave=1)
        self.assertIn("is no longer yours", answer["errors"][0][0])


class KeysTests(RowsTestCase):
    def test_single_keys_are_turned_off_and_on(self) -> None:
        self.assertContains(self.client.get(self.url), "data-keys")
        keys = reverse("governance:my-keys")
        response = self.client.post(keys, {"use": "no", "next": self.url})
        self.assertRedirects(response, self.url, fetch_redirect_response=False)
        self.assertNotContains(self.client.get(self.url), "data-keys")
        self.client.post(keys, {"use": "yes", "next": "https://elsewhere.test/"})
        self.assertContains(self.client.get(self.url), "data-keys")

    def test_it_leads_to_no_other_site(self) -> None:
        response = self.client.post(reverse("governance:my-keys"), {"next": "https://elsewhere.test/"})
        self.assertRedirects(response, "/", fetch_redirect_response=False)
