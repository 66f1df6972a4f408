"""Comments on rows: who may read and write them, who is told, resolving, and what pages show of them."""

from __future__ import annotations

from django.test import TestCase
from django.urls import reverse

from assurance.models import Comment, ReviewCycle
from assurance.workflow.comments import add_comment, reopen_comment, resolve_comment
from governance.models import AuditEntry, Council, Membership, Notice
from governance.permissions import Permission
from governance.record_words import describe
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, contribute, fill, give_rows, make_council, make_cycle, make_member, row


class CommentsTestCase(TestCase):
    """A1.1 is Priya's, Helen reviews; Tom answers other rows."""

    council: Council
    cycle: ReviewCycle
    officer: Membership
    reviewer: Membership
    colleague: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        cls.cycle = make_cycle(cls.council)
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.colleague = make_member(cls.council, Role.SERVICE_OFFICER, name="Tom Weatherall")
        cls.reviewer = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        give_rows(cls.cycle, cls.officer, "A1.1", "A1.2")
        give_rows(cls.cycle, cls.colleague, "B1.1")

    def setUp(self) -> None:
        Notice.objects.all().delete()

    def say(self, text: str, *, by: Membership | None = None, ref: str = "A1.1", **options) -> Comment:
        return add_comment(
            row=row(self.cycle, ref), text=text, by=by or self.reviewer, at=NOW, **options
        ).comment

    def address(self, ref: str = "A1.1") -> str:
        return reverse("assurance:comments", args=[self.council.slug, 2024, ref])

    def verb(self, name: str, comment: Comment) -> str:
        parts = [self.council.slug, 2024, comment.assessment.ref, comment.pk]
        return reverse(f"assurance:comment-{name}", args=parts)

    def told(self) -> dict[str, str]:
        return {notice.recipient.name: notice.action for notice in Notice.objects.all()}


class WritingTests(CommentsTestCase):
    def test_a_comment_stands_on_the_page_as_it_was_typed(self) -> None:
        self.client.force_login(self.reviewer.user)
        typed = {"text": "Who checked it?\r\nThe service alone?"}
        page = self.client.post(self.address(), typed, follow=True)
        self.assertRedirects(page, self.address())
        self.assertContains(page, "Who checked it?<br>The service alone?")
        self.assertContains(page, "Helen Marsh")
        self.assertContains(page, "Priya Anand was told.")
        comment = Comment.objects.get()
        self.assertEqual((comment.author, comment.assessment.ref), (self.reviewer, "A1.1"))

    def test_what_is_typed_is_never_code(self) -> None:
        self.say("<script>alert(1)</script>")
        self.client.force_login(self.reviewer.user)
        self.assertNotContains(self.client.get(self.address()), "<script>alert")

    def test_an_empty_comment_is_answered_at_the_field(self) -> None:
        self.client.force_login(self.reviewer.user)
        page = self.client.post(self.address(), {"text": "  \r\n "})
        self.assertContains(page, "Write your comment", status_code=422)
        self.assertContains(page, 'href="#id_text"', status_code=422)
        self.assertFalse(Comment.objects.exists())

    def test_too_long_a_comment_says_by_how_much_and_stays_typed(self) -> None:
        self.client.force_login(self.reviewer.user)
        page = self.client.post(self.address(), {"text": "x" * 1_990 + "\r\n" + "y" * 14})
        self.assertContains(page, "Shorten the text by 5 characters", status_code=422)
        self.assertContains(page, "y" * 14, status_code=422)
        with self.assertRaises(WorkflowError):
            self.say("x" * 2_001)
        self.assertFalse(Comment.objects.exists())

    def test_a_null_byte_is_refused(self) -> None:
        self.client.force_login(self.reviewer.user)
        self.assertEqual(self.client.post(self.address(), {"text": "a\x00b"}).status_code, 422)

    def test_two_comments_of_the_same_moment_both_stay(self) -> None:
        self.say("First")
        self.say("Second", by=self.officer)
        self.client.force_login(self.officer.user)
        page = self.client.get(self.address())
        self.assertContains(page, "First")
        self.assertContains(page, "Second")

    def test_text_typed_before_signing_in_again_is_shown(self) -> None:
        self.client.force_login(self.reviewer.user)
        session = self.client.session
        kept = {"person": str(self.reviewer.user.pk), "page": self.address(), "files": False}
        session["kept_forms"] = {self.address(): kept | {"fields": "text=Not+lost"}}
        session.save()
        page = self.client.get(self.address())
        self.assertContains(page, "not sent yet")
        self.assertContains(page, "Not lost")
        self.assertFalse(Comment.objects.exists())

    def test_a_finished_review_can_be_commented_on(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage=ReviewCycle.Stage.SIGNED_OFF)
        self.say("For next year: ask the auditor earlier.")
        self.assertEqual(Comment.objects.count(), 1)

    def test_the_record_of_a_past_year_cannot(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(is_past_record=True)
        with self.assertRaises(WorkflowError):
            self.say("Too late")
        self.client.force_login(self.reviewer.user)
        self.assertContains(self.client.get(self.address()), "nobody comments on it")
        self.assertEqual(self.client.post(self.address(), {"text": "Too late"}).status_code, 422)
        self.assertFalse(Comment.objects.exists())


class WhoTests(CommentsTestCase):
    def status(self, member: Membership, ref: str = "A1.1") -> tuple[int, int]:
        """Of reading and of writing."""
        self.client.force_login(member.user)
        return (
            self.client.get(self.address(ref)).status_code,
            self.client.post(self.address(ref), {"text": "Said"}).status_code,
        )

    def test_whoever_sees_the_officers_score_reads_and_writes(self) -> None:
        helper = make_member(self.council, Role.SERVICE_OFFICER)
        contribute(self.cycle, helper, "A1.1")
        roles = (
            *(Role.COORDINATOR, Role.DEPUTY_MONITORING_OFFICER, Role.REVIEWER),
            Role.HEAD_OF_INTERNAL_AUDIT,
        )
        for member in [self.officer, helper, *(make_member(self.council, role) for role in roles)]:
            self.assertEqual(self.status(member), (200, 302))

    def test_the_external_auditor_reads_only(self) -> None:
        auditor = make_member(self.council, Role.EXTERNAL_AUDITOR)
        self.say("Who checked it?")
        self.assertEqual(self.status(auditor), (200, 403))
        page = self.client.get(self.address())
        self.assertContains(page, "Who checked it?")
        self.assertNotContains(page, "Add the comment")
        self.assertNotContains(page, "Resolve")

    def test_others_do_neither(self) -> None:
        for member in [
            self.colleague,
            *(make_member(self.council, role) for role in (Role.SECTION_151, Role.COMMITTEE_MEMBER)),
        ]:
            self.assertEqual(self.status(member), (403, 403))
            comment = self.say("Who checked it?")
            for verb in ("resolve", "reopen"):
                self.assertEqual(self.client.post(self.verb(verb, comment)).status_code, 403)
        self.assertFalse(Comment.objects.exclude(text="Who checked it?").exists())

    def test_the_verb_asks_itself(self) -> None:
        comment = self.say("Who checked it?")
        for refused in (
            lambda: self.say("Mine too", by=self.colleague),
            lambda: resolve_comment(comment=comment, by=self.colleague, at=NOW),
        ):
            with self.assertRaises(WorkflowError):
                refused()

    def test_a_comment_is_found_on_its_own_row_only(self) -> None:
        comment = self.say("Who checked it?")
        self.client.force_login(self.reviewer.user)
        for parts in ([2024, "A1.2", comment.pk], [2024, "G3.9", comment.pk], [2023, "A1.1", comment.pk]):
            url = reverse("assurance:comment-resolve", args=[self.council.slug, *parts])
            self.assertEqual(self.client.post(url).status_code, 404)


class TellingTests(CommentsTestCase):
    def test_whoever_answers_the_row_is_told_with_the_way_to_it(self) -> None:
        comment = self.say("Who checked it?")
        notice = Notice.objects.get()
        self.assertEqual(notice.recipient, self.officer)
        self.assertIn("Helen Marsh commented on A1.1", notice.text)
        self.assertIn("Who checked it?", notice.text)
        self.assertEqual(notice.url, f"{self.address()}#comment-{comment.pk}")

    def test_those_mentioned_are_told_so_once(self) -> None:
        coordinator = make_member(self.council, Role.COORDINATOR, name="Owen Castell")
        self.client.force_login(self.reviewer.user)
        page = self.client.get(self.address())
        self.assertContains(page, "Owen Castell")
        typed = {"text": "Can you two agree?", "tell": [str(coordinator.pk), str(self.officer.pk)]}
        page = self.client.post(self.address(), typed, follow=True)
        self.assertEqual(
            self.told(),
            {"Owen Castell": "assurance.comment.mentioned", "Priya Anand": "assurance.comment.mentioned"},
        )
        self.assertContains(page, "to Owen Castell, Priya Anand")

    def test_earlier_writers_are_told_and_the_writer_is_not(self) -> None:
        self.say("Who checked it?")
        Notice.objects.all().delete()
        self.say("Internal audit, in May.", by=self.officer)
        self.assertEqual(self.told(), {"Helen Marsh": "assurance.comment.added"})

    def test_nobody_is_told_who_may_no_longer_read_it(self) -> None:
        self.say("I shall find out.", by=self.officer)
        give_rows(self.cycle, self.colleague, "A1.1")
        Notice.objects.all().delete()
        self.say("Who checked it?", mentioned=[self.officer])
        self.assertEqual(set(self.told()), {"Tom Weatherall"})

    def test_only_people_of_the_list_can_be_ticked(self) -> None:
        auditor = make_member(self.council, Role.EXTERNAL_AUDITOR, name="Nora Quist")
        stranger = make_member(make_council(), Role.MONITORING_OFFICER, name="Ada Elsewhere")
        self.client.force_login(self.reviewer.user)
        page = self.client.get(self.address())
        for member in (auditor, stranger, self.colleague):
            self.assertNotContains(page, member.name)
            typed = {"text": "Hello", "tell": [str(member.pk)]}
            self.assertContains(
                self.client.post(self.address(), typed), "Choose people from the list", status_code=422
            )
        self.assertFalse(Notice.objects.exists())


class ResolvingTests(CommentsTestCase):
    def test_resolving_says_who_and_when_and_twice_is_harmless(self) -> None:
        comment = self.say("Who checked it?")
        self.client.force_login(self.officer.user)
        page = self.client.post(self.verb("resolve", comment), follow=True)
        self.assertContains(page, "The comment is resolved.")
        self.assertContains(page, "Resolved by Priya Anand")
        self.client.force_login(self.reviewer.user)
        page = self.client.post(self.verb("resolve", comment), follow=True)
        self.assertContains(page, "It was resolved already.")
        comment.refresh_from_db()
        self.assertEqual(comment.resolved_by, self.officer)

    def test_opening_again_says_who_and_when(self) -> None:
        comment = self.say("Who checked it?")
        resolve_comment(comment=comment, by=self.officer, at=NOW)
        self.client.force_login(self.reviewer.user)
        page = self.client.post(self.verb("reopen", comment), follow=True)
        self.assertContains(page, "Opened again by Helen Marsh")
        comment.refresh_from_db()
        self.assertEqual((comment.resolved_by, comment.resolved_at), (None, None))
        self.assertFalse(reopen_comment(comment=comment, by=self.officer, at=NOW))

    def test_the_record_of_changes_keeps_the_turns_and_not_the_words(self) -> None:
        comment = self.say("Who checked it?")
        resolve_comment(comment=comment, by=self.officer, at=NOW)
        reopen_comment(comment=comment, by=self.reviewer, at=NOW)
        entries = AuditEntry.objects.filter(action__startswith="assurance.comment").order_by("sequence")
        words = [describe(entry, rights=frozenset(Permission)) for entry in entries]
        self.assertEqual(len(words), 2)
        self.assertIn("Resolved a comment on A1.1", words[0])
        self.assertIn("Opened a resolved comment on A1.1", words[1])
        self.assertNotIn("Who checked", str([(entry.data, entry.object_label) for entry in entries]))


class RowPagesTests(CommentsTestCase):
    """What pages of rows show: the open comments to read, and the way to write."""

    def test_without_an_open_comment_there_is_a_way_to_write_one(self) -> None:
        self.client.force_login(self.officer.user)
        page = self.client.get(reverse("assurance:my-rows", args=[self.council.slug, 2024]))
        self.assertContains(page, f'href="{self.address()}">Comment on A1.1</a>')
        self.assertNotContains(page, "Comments, ")

    def test_a_page_of_rows_counts_and_shows_open_comments(self) -> None:
        self.say("Who checked it?")
        resolve_comment(comment=self.say("Settled long ago"), by=self.officer, at=NOW)
        self.client.force_login(self.officer.user)
        for name, parts in (("my-rows", []), ("principle", ["A"]), ("assessment", ["A1.1"])):
            page = self.client.get(reverse(f"assurance:{name}", args=[self.council.slug, 2024, *parts]))
            self.assertContains(page, "Comments, 1 open")
            self.assertContains(page, "Who checked it?")
            self.assertContains(page, "1 resolved")
            self.assertNotContains(page, "Settled long ago")
            self.assertContains(page, f'href="{self.address()}"')

    def test_the_review_pages_count_and_show_them(self) -> None:
        fill(row(self.cycle, "A1.1"), by=self.officer, status="submitted")
        self.say("Who checked it?", by=self.officer)
        self.say("And when?")
        self.client.force_login(self.reviewer.user)
        queue = self.client.get(reverse("assurance:review-queue", args=[self.council.slug, 2024]))
        self.assertContains(queue, "2 comments")
        page = self.client.get(reverse("assurance:review-row", args=[self.council.slug, 2024, "A1.1"]))
        self.assertContains(page, "And when?")
        self.assertContains(page, f'href="{self.address()}"')

    def test_those_who_may_not_read_see_no_trace(self) -> None:
        self.say("Who checked it?")
        self.client.force_login(self.colleague.user)
        for name, parts in (("requirements", []), ("principle", ["A"]), ("assessment", ["A1.1"])):
            page = self.client.get(reverse(f"assurance:{name}", args=[self.council.slug, 2024, *parts]))
            self.assertNotContains(page, "Who checked it?")
            self.assertNotContains(page, "1 comment")
            self.assertNotContains(page, self.address())
