"""Search: what is found, in which order, and that nobody finds what they may not read."""

from __future__ import annotations

from typing import Any

from django.test import Client, SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from assurance.found_words import AROUND, MOST_WORDS, excerpt, marked, words_in
from assurance.models import Assessment, Comment, CouncilWording, Evidence, ImprovementAction, ReviewCycle
from assurance.search import PER_GROUP
from assurance.workflow.actions import add_action
from assurance.workflow.answering import add_evidence
from governance.models import Council, Membership, RoleGrantYear
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

PAGE = "/search/"
texts = st.text(alphabet="abcxyz äß%_'\"<>.\n", max_size=400)
asked_words = st.lists(st.text(alphabet="abcxyz%_.ß", min_size=1, max_size=6), max_size=4)


class WordTests(SimpleTestCase):
    @given(texts, asked_words)
    def test_the_pieces_are_the_text(self, text: str, words: list[str]) -> None:
        self.assertEqual("".join(piece for piece, _ in marked(text, words)), text)

    @given(texts, asked_words)
    def test_each_marked_piece_is_a_word_that_was_looked_for(self, text: str, words: list[str]) -> None:
        found = {piece.casefold() for piece, is_found in marked(text, words) if is_found}
        self.assertLessEqual(found, {word.casefold() for word in words})

    @given(texts, asked_words)
    def test_an_excerpt_is_short_and_of_the_text(self, text: str, words: list[str]) -> None:
        said = "".join(piece for piece, _ in excerpt(text, words))
        self.assertIn(said.strip("…"), " ".join(text.split()))
        self.assertLessEqual(len(said), 3 * AROUND + 8)

    def test_an_excerpt_stands_round_the_first_word_found(self) -> None:
        said = excerpt("one " * 100 + "the register of gifts " + "two " * 100, ["register"])
        self.assertIn(("register", True), said)
        self.assertTrue(said[0][0].startswith("…one"))
        self.assertTrue(said[-1][0].endswith("two…"))

    def test_a_query_is_a_few_words_without_control_characters(self) -> None:
        self.assertEqual(words_in("Gift\x00 GIFT\tregister\u202e"), ["Gift", "register"])
        self.assertEqual(len(words_in(" ".join("abcdefghijkl"))), MOST_WORDS)


class SearchTests(TestCase):
    council: Council
    cycle: ReviewCycle
    officer: Membership
    assessment: Assessment

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow", name="Merrowdale Council")
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.last = make_cycle(cls.council, 2023)
        cls.cycle = make_cycle(cls.council, 2024)
        [cls.assessment] = give_rows(cls.cycle, cls.officer, "A1.4")
        fill(cls.assessment, by=cls.officer)

    def member(self, *roles: Role, **fields: Any) -> Membership:
        return make_member(self.council, *roles, **fields)

    def say(self, text: str, *, ref: str = "A1.4", cycle: ReviewCycle | None = None, **fields: Any) -> None:
        found = row(cycle or self.cycle, ref)
        Assessment.objects.filter(pk=found.pk).update(narrative=text, **fields)

    def comment(self, text: str, ref: str = "A1.4") -> Comment:
        return Comment.objects.create(
            council=self.council, assessment=row(self.cycle, ref), author=self.officer, text=text, at=NOW
        )

    def found(self, query: str, who: Membership | None = None, **more: Any) -> dict[str, list[str]]:
        """Names of the hits by kind."""
        client = Client()
        client.force_login((who or self.officer).user)
        response = client.get(PAGE, {"q": query} | more)
        self.assertEqual(response.status_code, 200)
        return {
            group.kind: ["".join(piece for piece, _ in hit.name) for hit in group.hits]
            for group in response.context["groups"]
        }

    def page(self, query: str, who: Membership | None = None) -> str:
        self.client.force_login((who or self.officer).user)
        return " ".join(self.client.get(PAGE, {"q": query}).content.decode().split())

    def test_it_finds_each_kind(self) -> None:
        self.say("We keep a zephyr register.")
        add_evidence(row=self.assessment, title="Zephyr register", by=self.officer, at=NOW)
        add_action(row=self.assessment, text="Publish the zephyr register", by=self.officer, at=NOW)
        self.comment("Which zephyr?")
        self.assertEqual(
            self.found("ZEPHYR"),
            {
                "rows": [f"A1.4 {self.assessment.title}"],
                "evidence": ["Zephyr register"],
                "actions": ["Publish the zephyr register"],
                "comments": [f"Priya Anand on A1.4 {self.assessment.title}"],
            },
        )

    def test_accented_capitals_are_found_as_typed(self) -> None:
        self.say("Ŵyn Évaluation is its name.")
        self.assertIn("rows", self.found("Évaluation"))

    def test_the_words_are_marked_with_council_and_year_beside(self) -> None:
        self.say("We keep a zephyr register.")
        page = self.page("zephyr")
        self.assertIn("We keep a <mark>zephyr</mark> register.", page)
        self.assertIn("Merrowdale Council, 2024/25 review", page)

    def test_what_is_typed_is_text_and_never_markup(self) -> None:
        self.say("We <b>keep</b> it.")
        page = self.page("<b>keep")
        self.assertIn("<mark>&lt;b&gt;keep</mark>", page)
        self.assertNotIn("<b>keep", page)

    def test_all_words_must_be_there_in_any_field(self) -> None:
        self.say("We keep a zephyr register.")
        title = self.assessment.title.split()[0]
        self.assertIn("rows", self.found(f"zephyr {title}"))
        self.assertEqual(self.found("zephyr mistral"), {})

    def test_a_per_cent_sign_and_an_underscore_stand_for_themselves(self) -> None:
        self.say("We reached 40% of them.")
        self.assertIn("rows", self.found("40%"))
        self.assertEqual(self.found("40_"), {})
        self.assertEqual(self.found("%%"), {})

    def test_a_reference_comes_first(self) -> None:
        self.say("See A1.4 for more.", ref="A1.1", status="agreed", agreed_score=9)
        names = self.found("a1.4")["rows"]
        title = self.assessment.title
        self.assertEqual(names[:2], [f"A1.4 {title}", f"A1.4 {title}"])
        self.assertTrue(names[2].startswith("A1.1"))

    def test_reviews_that_are_worked_on_come_first(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="closed")
        client = Client()
        client.force_login(self.officer.user)
        [group] = client.get(PAGE, {"q": "A1.4"}).context["groups"]
        self.assertEqual(
            [hit.place for hit in group.hits],
            ["Merrowdale Council, 2023/24 review", "Merrowdale Council, 2024/25 review"],
        )

    def test_the_councils_own_wording_is_searched(self) -> None:
        CouncilWording.objects.create(
            council=self.council, requirement=self.assessment.requirement, text="Behave like a zephyr"
        )
        self.assertEqual(len(self.found("zephyr")["rows"]), 2)
        self.assertIn("Behave like a <mark>zephyr</mark>", self.page("zephyr"))

    def test_narratives_of_rows_not_agreed_are_found_by_those_who_see_officers_scores(self) -> None:
        self.say("A zephyr in progress.")
        self.assertIn("rows", self.found("zephyr"))
        for role in (Role.COORDINATOR, Role.MONITORING_OFFICER, Role.HEAD_OF_INTERNAL_AUDIT):
            self.assertIn("rows", self.found("zephyr", self.member(role)))
        for role in (Role.SERVICE_OFFICER, Role.SECTION_151):
            self.assertEqual(self.found("zephyr", self.member(role)), {})
            self.assertNotIn("in progress.", self.page("A1.4", self.member(role)))
        Assessment.objects.filter(pk=self.assessment.pk).update(status="agreed", agreed_score=9)
        self.assertIn("rows", self.found("zephyr", self.member(Role.SECTION_151)))

    def test_private_notes_are_not_searched(self) -> None:
        self.say("Nothing.", private_note="A zephyr between us")
        self.assertEqual(self.found("zephyr"), {})

    def test_comments_are_for_those_who_may_read_them(self) -> None:
        self.comment("Which zephyr?")
        self.assertIn("comments", self.found("zephyr", self.member(Role.MONITORING_OFFICER)))
        self.assertEqual(self.found("zephyr", self.member(Role.SERVICE_OFFICER)), {})

    def test_a_committee_member_finds_nothing_of_the_review(self) -> None:
        add_evidence(row=self.assessment, title="Zephyr register", by=self.officer, at=NOW)
        self.say("A zephyr.", status="agreed", agreed_score=9)
        self.comment("Which zephyr?")
        for role in (Role.COMMITTEE_MEMBER, Role.LEADER, Role.ADMINISTRATOR):
            member = self.member(role)
            self.assertEqual(self.found("zephyr", member), {})
            self.assertEqual(self.found("A1.4", member), {})
            self.assertIn("Your roles do not read any", self.page("zephyr", member))

    def test_other_councils_and_ended_memberships_find_nothing(self) -> None:
        add_evidence(row=self.assessment, title="Zephyr register", by=self.officer, at=NOW)
        self.say("A zephyr.", status="agreed", agreed_score=9)
        stranger = make_member(make_council(), Role.COORDINATOR, Role.MONITORING_OFFICER)
        make_cycle(stranger.council)
        self.assertEqual(self.found("zephyr", stranger), {})
        self.assertNotIn("Merrowdale", self.page("A1.4", stranger))
        Membership.objects.filter(pk=self.officer.pk).update(ended_at=NOW)
        self.assertEqual(self.found("zephyr"), {})

    def test_a_role_for_one_year_finds_that_years_rows_only(self) -> None:
        reader = self.member(Role.SECTION_151)
        RoleGrantYear.objects.create(council=self.council, grant=reader.grants.get(), year=2023)
        self.assertEqual(len(self.found("A1.4", reader)["rows"]), 1)
        self.assertIn("2023/24 review", self.page("A1.4", reader))

    def test_twenty_are_shown_and_the_rest_on_further_pages(self) -> None:
        for number in range(PER_GROUP + 5):
            Evidence.objects.create(council=self.council, title=f"Zephyr {number:02d}")
        self.assertEqual(len(self.found("zephyr")["evidence"]), PER_GROUP)
        self.assertIn("?q=zephyr&amp;show=evidence&amp;page=2", self.page("zephyr"))
        self.assertEqual(len(self.found("zephyr", show="evidence", page="2")["evidence"]), 5)
        self.assertEqual(self.found("zephyr", show="evidence", page="99"), {})

    def test_evidence_no_longer_used_says_so_and_comes_last(self) -> None:
        Evidence.objects.create(council=self.council, title="Zephyr old", retired_at=NOW)
        Evidence.objects.create(council=self.council, title="Zephyr young")
        self.assertEqual(self.found("zephyr")["evidence"], ["Zephyr young", "Zephyr old"])
        self.assertIn("no longer used", self.page("zephyr"))

    def test_short_and_long_queries_are_answered_kindly(self) -> None:
        self.assertIn("Type at least 2 letters", self.page("x"))
        self.assertIn("200 characters or fewer", self.page("x" * 201))
        self.assertIn("Type at least 2 letters", self.page("\x00"))
        self.assertNotIn("There is a problem", self.page(""))
        self.assertIn("Nothing that you may read holds “qqqq”.", self.page("qqqq"))

    def test_the_number_of_queries_is_fixed(self) -> None:
        self.client.force_login(self.officer.user)
        self.say("A zephyr.")
        self.fill_council(self.officer, 1)
        with self.assertNumQueries(QUERIES):
            self.client.get(PAGE, {"q": "zephyr"})
        for _ in range(3):
            member = make_member(make_council(), Role.COORDINATOR, user=self.officer.user)
            make_cycle(member.council, 2023)
            make_cycle(member.council, 2024)
            self.fill_council(member, 12)
        with self.assertNumQueries(QUERIES):
            response = self.client.get(PAGE, {"q": "zephyr"})
        self.assertEqual(len(response.context["groups"]), 4)

    def fill_council(self, member: Membership, number: int) -> None:
        """So many of each kind in the council, the comments on rows of this year."""
        rows = list(Assessment.objects.filter(council=member.council, cycle__starts_on__year=2024)[:number])
        for count, assessment in enumerate(rows):
            Evidence.objects.create(council=member.council, title=f"Zephyr {count}")
            ImprovementAction.objects.create(council=member.council, text="A zephyr")
            Comment.objects.create(
                council=member.council, assessment=self.assessment, author=member, text="zephyr", at=NOW
            )
            Assessment.objects.filter(pk=assessment.pk).update(narrative="zephyr", status="agreed")

    def test_it_needs_signing_in(self) -> None:
        self.assertEqual(self.client.get(PAGE, {"q": "zephyr"}).status_code, 302)


QUERIES = 12
