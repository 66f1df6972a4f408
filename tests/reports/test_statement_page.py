"""The statement's editor around its texts: what they look like, their length, what is left to do there."""

from __future__ import annotations

from django.conf import settings
from django.test import TestCase
from django.urls import reverse

from assurance.models import Assessment, ReviewCycle
from governance.models import AuditEntry, Membership
from governance.roles import Role
from reports.main_text import PAGE, Length, height_of, main_text
from reports.models import GovernanceStatement, StatementSection
from tests.builders import make_member
from tests.reports.reviews import promise, released, scored_review
from tests.reports.test_statement_editor import posted


class StatementPageTests(TestCase):
    cycle: ReviewCycle
    writer: Membership
    statement: GovernanceStatement

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cycle = scored_review()
        cls.writer = make_member(cls.cycle.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        cls.statement = GovernanceStatement.objects.create(council=cls.cycle.council, cycle=cls.cycle)
        promise(cls.cycle, "B2.3", "Publish the register.")
        Assessment.objects.filter(cycle=cls.cycle, requirement__ref="A1.2").update(
            narrative="Speak to Jo. TBC"
        )

    def setUp(self) -> None:
        self.client.force_login(self.writer.user)
        self.url = reverse("reports:statement", args=[self.cycle.council.slug, self.cycle.year])

    def write(self, key: str, text: str) -> StatementSection:
        return StatementSection.objects.create(
            council=self.cycle.council, statement=self.statement, key=key, text=text, edited_by=self.writer
        )

    def page(self) -> str:
        return self.client.get(self.url).content.decode()

    def section(self, key: str) -> str:
        """What the page says of a text."""
        page = self.page()
        begin = page.index(f'id="section-{key}"')
        return page[begin : page.index("</section>", begin)]

    def preview(self, **fields: str):
        sent = {"text": "", "number": "7", "first": "2", "fixed": "100", "others": "5000"} | fields
        return self.client.post(self.url + "preview/", sent, headers={"accept": "application/json"})

    def test_a_text_stands_beside_what_the_document_makes_of_it(self) -> None:
        self.write("issues", "There are **none**.")

        self.assertRegex(
            self.section("issues"), r'<span class="n">9\.\d</span>There are <strong>none</strong>'
        )

    def test_a_preview_is_numbered_safe_measured_and_saves_nothing(self) -> None:
        told = self.preview(text="First.\r\n\r\n•\tpoint\r\n<script>alert(1)</script>").json()

        self.assertIn('<span class="n">7.2</span>First.', told["html"])
        self.assertIn("<li>point</li>", told["html"])
        self.assertNotIn("<script", told["html"])
        self.assertEqual(told["points"], height_of(told["html"]))
        self.assertEqual((told["length"], told["total"]), ("about ½ page", "about 8 of 15 pages"))
        self.assertFalse(StatementSection.objects.exists())

    def test_a_preview_of_too_much_is_refused(self) -> None:
        refused = self.preview(text="x" * 20_001)

        self.assertEqual(refused.status_code, 422)
        self.assertIn("20,001 characters", refused.json()["errors"][0])
        self.assertEqual(self.preview(fixed="inf").status_code, 422)
        self.assertEqual(self.preview(number="x").status_code, 422)

    def test_a_preview_after_the_session_keeps_no_text(self) -> None:
        self.client.get(self.url)
        del self.client.cookies[settings.SESSION_COOKIE_NAME]

        self.assertEqual(self.preview(text="Typed").status_code, 401)
        self.client.force_login(self.writer.user)
        self.assertContains(self.client.get("/kept-text/"), "Nothing is waiting")

    def test_the_preview_button_shows_the_texts_as_typed_and_saves_nothing(self) -> None:
        data = posted(
            self.client.get(self.url), text_events="# Ahead", opinion_sentence="Well run.", preview="1"
        )

        page = self.client.post(self.url, data)

        self.assertContains(page, "<h3>Ahead</h3>")
        self.assertContains(page, "# Ahead</textarea>")
        self.assertContains(page, "Well run.</textarea>")
        self.assertContains(page, "data-unsaved")
        self.assertFalse(StatementSection.objects.exists())
        self.assertFalse(AuditEntry.objects.filter(action="reports.statement.saved").exists())

    def test_the_length_follows_what_is_typed_and_says_when_it_is_too_much(self) -> None:
        data = posted(self.client.get(self.url), preview="1")
        long = "\n\n".join(["All that happened in the year, and then some more of it. " * 6] * 50)
        short = self.client.post(self.url, data).context["length"]
        typed = {f"text_{key}": long for key in ("summary", "events", "principle-A")}

        page = self.client.post(self.url, data | typed)

        grown = page.context["length"].points - short.points
        self.assertAlmostEqual(grown, 3 * height_of(f"<p>{long}</p>".replace("\n\n", "</p><p>")), delta=1)
        self.assertContains(page, "more than the 15 to aim for")

    def test_a_finding_stands_at_the_text_it_concerns_and_others_above(self) -> None:
        self.write("framework", "Ask Jo about this. TBC")

        self.assertIn("Notes to oneself in the statement", self.section("framework"))
        self.assertIn("does not say what happened since the year end", self.section("events"))
        self.assertIn("No opinion chosen", self.section("opinion"))
        plan = self.section("plan")
        self.assertIn("Actions", plan)
        self.assertIn("/actions/", plan)
        page = self.page()
        above = page[: page.index('id="section-opinion"')]
        self.assertIn("/readiness/#drafting-notes", above)
        self.assertNotIn("coverage", page)  # what the review needs before it is finished has its own page

    def test_text_sent_after_the_session_comes_back_as_typed(self) -> None:
        data = posted(self.client.get(self.url), text_events="Typed for an hour", opinion="limited")
        del self.client.cookies[settings.SESSION_COOKIE_NAME]
        self.client.post(self.url, data)
        self.client.force_login(self.writer.user)

        back = self.client.get(self.url)

        self.assertContains(back, "before you were signed out")
        self.assertContains(back, "Typed for an hour</textarea>")
        self.assertContains(back, "data-unsaved")
        self.client.post(self.url, posted(back))
        self.assertEqual(StatementSection.objects.get().text, "Typed for an hour")

    def test_where_nobody_can_write_texts_are_read_and_what_was_typed_can_be_copied(self) -> None:
        self.write("issues", "There are **none**.")
        data = posted(self.client.get(self.url), text_events="Typed too late", save="1")
        released(self.cycle, by=self.writer)

        page = self.client.get(self.url)
        late = self.client.post(self.url, data)

        self.assertContains(page, "has been released")
        self.assertContains(page, "There are <strong>none</strong>")
        self.assertNotContains(page, 'name="text_')
        self.assertEqual(late.status_code, 422)
        self.assertEqual(
            late.context["typed"], [("11 Looking ahead, and events since the year end", "Typed too late")]
        )
        self.assertContains(late, "Typed too late</textarea>", status_code=422)

    def test_what_word_left_is_cleaned_on_saving_and_an_older_text_is_not_touched_by_it(self) -> None:
        self.write("issues", "Section\xa0114:\n•\tnone")
        data = posted(self.client.get(self.url), text_events="•\tone\r\n•\ttwo")

        self.client.post(self.url, data)

        texts = dict(StatementSection.objects.values_list("key", "text"))
        self.assertEqual(texts, {"issues": "Section\xa0114:\n•\tnone", "events": "- one\n- two"})


def test_a_length_is_said_in_halves_and_against_the_aim() -> None:
    lengths = [Length(PAGE * pages * 0.97) for pages in (0.2, 0.5, 1, 1.6, 14.2, 15.2)]

    assert [length.words for length in lengths[:4]] == [
        "less than ½ page",
        "about ½ page",
        "about 1 page",
        "about 1½ pages",
    ]
    assert lengths[4].of_the_aim == "about 15 of 15 pages"
    assert lengths[5].of_the_aim == "about 16 pages, 1 more than the 15 to aim for"


def test_main_text_counts_what_is_printed_between_cover_and_annex() -> None:
    page = """<html><body><section><p>Cover</p></section><main>
      <section id="s6"><h2>6 Principles</h2><p class="screen">On screen</p>
        <h3 id="principle-A">A</h3><p class="quiet unwritten">Not yet written.</p></section>
      <section id="s7"><table><col class="w50"><col class="w50"><tr><td>One<br>Two</td><td>x</td></tr></table>
        <ul><li>Item<ul><li>Nested</li></ul></li></ul></section>
      <section id="annex"><p>Figures</p></section></main></body></html>"""

    found = main_text(page)

    assert list(found) == ["s6", "principle-A", "s7"]
    assert found["s6"] == 24.8 + 44.0
    assert found["principle-A"] == 17.7 + 22.8
    assert round(found["s7"], 1) == round(14.4 + 2 * 15.84 + 9.62 + 2 * (16.8 + 2.4 + 7.2), 1)
