"""What waits for a person, in all councils that they belong to now, and nothing of anybody else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.test import TestCase
from django.utils import timezone

from assurance import policies
from assurance.models import (
    ActionUpdate,
    Assessment,
    Comment,
    CommentMention,
    Evidence,
    ImprovementAction,
    Milestone,
    ReviewCycle,
)
from assurance.my_work import CouncilPart, my_work
from assurance.waiting import ANYBODY, header_counts, rows_of, rows_to_review
from assurance.workflow.reviewing import send_back
from governance.models import Council, Membership, RoleGrantYear
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, make_post

TODAY = NOW.date()
PAGE = "/my-work/"


def in_days(number: int) -> date:
    return TODAY + timedelta(days=number)


def due(cycle: ReviewCycle, kind: str, day: date) -> None:
    Milestone.objects.update_or_create(
        cycle=cycle, kind=kind, defaults={"council": cycle.council, "due_on": day}
    )


def make_action(council: Council, owner: Membership | None, **fields) -> ImprovementAction:
    """An action of a new post that the person holds; added long ago unless told otherwise."""
    post = make_post(council, holder=owner)
    added_at = fields.pop("added_at", NOW - timedelta(days=400))
    fields.setdefault("text", "Train the new councillors")
    action = ImprovementAction.objects.create(council=council, owner_post=post, **fields)
    ImprovementAction.objects.filter(pk=action.pk).update(added_at=added_at)
    return action


def mention(assessment: Assessment, *, who: Membership, by: Membership, **fields) -> Comment:
    council = assessment.council
    comment = Comment.objects.create(
        council=council, assessment=assessment, author=by, text="Ask procurement", at=NOW, **fields
    )
    CommentMention.objects.create(council=council, comment=comment, member=who)
    return comment


class MyWorkTests(TestCase):
    council: Council
    cycle: ReviewCycle
    officer: Membership
    reviewer: Membership
    rows: list[Assessment]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow", name="Merrowdale Council")
        cls.cycle = make_cycle(cls.council)
        cls.officer = make_member(cls.council, Role.SERVICE_OFFICER, name="Priya Anand")
        cls.reviewer = make_member(cls.council, Role.MONITORING_OFFICER, name="Helen Marsh")
        cls.rows = give_rows(cls.cycle, cls.officer, "A1.1", "A1.2", "A1.3", "A1.4")
        due(cls.cycle, "scoring", in_days(4))
        due(cls.cycle, "agreeing", in_days(20))

    def part(self, who: Membership | None = None, *, at: date = TODAY) -> CouncilPart:
        [part] = my_work((who or self.officer).user, at=at)
        return part

    def page(self, who: Membership | None = None) -> str:
        self.client.force_login((who or self.officer).user)
        response = self.client.get(PAGE)
        self.assertEqual(response.status_code, 200)
        return " ".join(response.content.decode().split())

    def test_my_rows_with_how_many_are_done_and_when_they_are_due(self) -> None:
        fill(self.rows[0], by=self.officer, status="submitted")
        fill(self.rows[1], by=self.officer)
        [review] = self.part().reviews
        answering = review.answering
        assert answering is not None
        self.assertEqual((answering.answered, answering.figures.total, answering.ready), (2, 4, 1))
        self.assertEqual((answering.due.words, answering.due.is_soon), ("in 4 days", True))
        self.assertIn("2 of 4 done", self.page())
        self.assertIn("1 is complete.", self.page())

    def test_what_is_late_says_by_how_much(self) -> None:
        words = {
            number: review.answering.due.words
            for number in (0, 3, 4, 5, 7)
            for review in self.part(at=in_days(number)).reviews
            if review.answering
        }
        self.assertEqual(
            words, {0: "in 4 days", 3: "in 1 day", 4: "today", 5: "1 day late", 7: "3 days late"}
        )

    def test_rows_sent_back_stand_with_the_reviewers_words(self) -> None:
        sent = fill(self.rows[0], by=self.officer, status="submitted")
        send_back(row=sent, reason="Which sample was it?", by=self.reviewer, at=NOW, version=sent.version)
        page = self.page()
        self.assertIn("Sent back to you", page)
        self.assertIn("“Which sample was it?”", page)
        self.assertIn("?open=A1.1#row-A1.1", page)

    def test_the_end_says_who_has_the_rows_and_what_comes_next(self) -> None:
        for assessment in self.rows:
            fill(assessment, by=self.officer, status="submitted")
        page = self.page()
        self.assertIn("That is all. Thank you. Helen Marsh has your 4 rows.", page)
        self.assertIn("Nothing waits for you, Priya.", page)
        fill(self.rows[0], by=self.officer, status="agreed")
        page = self.page()
        self.assertIn("Helen Marsh has 3 of your 4 rows.", page)
        self.assertIn("1 is agreed already.", page)
        for assessment in self.rows:
            fill(assessment, by=self.officer, status="agreed")
        self.assertIn("All your 4 rows are agreed.", self.page())

    def test_a_reviewer_sees_how_many_rows_wait_for_them(self) -> None:
        for assessment in self.rows[:3]:
            fill(assessment, by=self.officer, status="submitted")
        [review] = self.part(self.reviewer).reviews
        assert review.reviewing is not None
        self.assertEqual((review.reviewing.count, review.answering), (3, None))
        self.assertIn("Review 3 rows", self.page(self.reviewer))

    def test_nobody_is_asked_to_review_what_they_scored_submitted_or_confirmed(self) -> None:
        both = make_member(self.council, Role.SERVICE_OFFICER, Role.REVIEWER)
        scored, submitted, confirmed, other = (
            fill(assessment, by=self.officer, status="submitted") for assessment in self.rows
        )
        Assessment.objects.filter(pk=scored.pk).update(scored_by=both)
        Assessment.objects.filter(pk=submitted.pk).update(submitted_by=both)
        Assessment.objects.filter(pk=confirmed.pk).update(confirmed_by=both)
        found = rows_to_review(both.user, at=TODAY)
        self.assertEqual([each.ref for each in found], [other.ref])
        rights = both.permissions(year=self.cycle.year)
        every = Assessment.objects.filter(cycle=self.cycle).select_related("cycle")
        allowed = [each.pk for each in every if policies.can_agree(both, rights, each)]
        self.assertEqual([each.pk for each in found], allowed)

    def test_actions_of_my_posts_that_need_something(self) -> None:
        fresh = NOW - timedelta(days=3)
        late = make_action(self.council, self.officer, due_on=in_days(-3), added_at=fresh)
        soon = make_action(self.council, self.officer, due_on=in_days(30), added_at=fresh)
        quiet = make_action(self.council, self.officer, due_on=in_days(200))
        undated = make_action(self.council, self.officer)
        make_action(self.council, self.officer, due_on=in_days(31), added_at=fresh)
        make_action(self.council, self.officer, due_on=in_days(-3), status="complete")
        make_action(self.council, self.reviewer, due_on=in_days(-3))
        spoken_of = make_action(self.council, self.officer, due_on=in_days(200))
        for action, day in ((spoken_of, in_days(-5)), (quiet, in_days(-100))):
            ActionUpdate.objects.create(
                council=self.council, action=action, said_on=day, by=self.officer, progress="on_track"
            )
        listed = self.part().actions
        self.assertEqual([each.action for each in listed], [late, soon, quiet, undated])
        self.assertEqual([each.due.words for each in listed[:2]], ["3 days late", "in 30 days"])
        self.assertEqual([each.quiet_since for each in listed[:3]], [None, None, in_days(-100)])

    def test_a_deputy_sees_them_too_and_an_ended_post_has_none(self) -> None:
        action = make_action(self.council, self.reviewer, due_on=in_days(-1))
        post = action.owner_post
        assert post is not None
        post.deputy = self.officer
        post.save()
        self.assertEqual([each.action for each in self.part().actions], [action])
        post.ends_on = in_days(-1)
        post.save()
        self.assertEqual(self.part().actions, [])

    def test_evidence_of_my_posts_to_be_reviewed(self) -> None:
        mine = make_post(self.council, holder=self.officer)
        theirs = make_post(self.council, holder=self.reviewer)

        def make(title: str, days: int, post=mine, **fields) -> Evidence:
            return Evidence.objects.create(
                council=self.council, title=title, owner_post=post, next_review=in_days(days), **fields
            )

        old, soon = make("Old", -2), make("Soon", 60)
        make("Later", 61)
        make("Not mine", -2, post=theirs)
        make("No longer used", -2, retired_at=NOW)
        self.assertEqual([item for item, _ in self.part().evidence], [old, soon])

    def test_open_comments_that_mention_me(self) -> None:
        told = mention(self.rows[0], who=self.officer, by=self.reviewer)
        mention(self.rows[0], who=self.officer, by=self.reviewer, resolved_at=NOW)
        mention(self.rows[0], who=self.reviewer, by=self.officer)
        self.assertEqual([each.comment for each in self.part().mentions], [told])
        self.assertIn("Ask procurement", self.page())

    def test_a_comment_on_a_row_that_is_mine_no_more_is_not_shown(self) -> None:
        mention(self.rows[0], who=self.officer, by=self.reviewer)
        give_rows(self.cycle, make_member(self.council, Role.SERVICE_OFFICER), "A1.1")
        self.assertEqual(self.part().mentions, [])

    def test_an_external_auditor_finds_comments_once_the_review_is_finished(self) -> None:
        auditor = make_member(self.council, Role.EXTERNAL_AUDITOR)
        auditor.grants.update(before_finished=False)
        mention(self.rows[0], who=auditor, by=self.reviewer)
        for stage, number in ((ReviewCycle.Stage.IN_REVIEW, 0), (ReviewCycle.Stage.SIGNED_OFF, 1)):
            ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage=stage)
            self.assertEqual(header_counts(auditor.user, at=TODAY).open_things, number)

    def test_the_header_counts_what_the_page_lists(self) -> None:
        fill(self.rows[0], by=self.officer, status="submitted")
        make_action(self.council, self.officer, due_on=in_days(-3))
        mention(self.rows[1], who=self.officer, by=self.reviewer)
        Evidence.objects.create(
            council=self.council,
            title="Code",
            owner_post=make_post(self.council, holder=self.officer),
            next_review=in_days(1),
        )
        for who, number in ((self.officer, 6), (self.reviewer, 1)):
            self.assertEqual(self.part(who).open_things, number)
            self.assertEqual(header_counts(who.user, at=TODAY).open_things, number)
        self.assertEqual(header_counts(make_member(self.council).user, at=TODAY).open_things, 0)
        self.assertNotEqual(self.officer.user_id, ANYBODY)

    def test_the_header_says_it_in_words(self) -> None:
        self.assertIn(" 4 things wait for you</span>", self.page())

    def test_rights_that_ended_or_are_for_another_year_show_nothing(self) -> None:
        grant = self.officer.grants.get()
        limit = RoleGrantYear.objects.create(council=self.council, grant=grant, year=2019)
        self.assertFalse(rows_of(self.officer.user, at=TODAY).exists())
        limit.year = self.cycle.year
        limit.save()
        self.assertEqual(rows_of(self.officer.user, at=TODAY).count(), 4)
        grant.ends_on = in_days(-1)
        grant.save()
        self.assertFalse(rows_of(self.officer.user, at=TODAY).exists())

    def test_an_ended_membership_shows_nothing(self) -> None:
        make_action(self.council, self.officer, due_on=in_days(-3))
        Membership.objects.filter(pk=self.officer.pk).update(ended_at=timezone.now())
        self.assertEqual(my_work(self.officer.user, at=TODAY), [])
        self.assertEqual(header_counts(self.officer.user, at=TODAY).open_things, 0)
        self.assertIn("not a member of a council yet", self.page())

    def test_finished_reviews_ask_for_nothing(self) -> None:
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(stage="signed_off")
        self.assertEqual(self.part().reviews, [])

    def test_without_work_it_says_so_and_leads_on(self) -> None:
        page = self.page(make_member(self.council, Role.COORDINATOR, name="Owen Castell"))
        self.assertIn("Nothing waits for you, Owen.", page)
        self.assertIn("See how Merrowdale Council stands", page)

    def test_nothing_of_other_people(self) -> None:
        other = make_member(self.council, Role.SERVICE_OFFICER)
        give_rows(self.cycle, other, "B1.1")
        make_action(self.council, other, due_on=in_days(-3), text="Somebody else's promise")
        mention(self.rows[0], who=self.reviewer, by=other)
        page = self.page()
        self.assertNotIn("Somebody else", page)
        self.assertNotIn("Ask procurement", page)
        self.assertIn("of 4 done", page)

    def test_it_needs_signing_in(self) -> None:
        self.assertEqual(self.client.get(PAGE).status_code, 302)


class CrowdTests(TestCase):
    """Five councils with three open reviews each."""

    QUERIES = 20

    def add_council(self, user: Membership) -> None:
        council = make_council()
        member = make_member(council, Role.SERVICE_OFFICER, Role.REVIEWER, user=user.user)
        colleague = make_member(council, Role.SERVICE_OFFICER, Role.MONITORING_OFFICER)
        for year in (2022, 2023, 2024):
            cycle = make_cycle(council, year)
            mine = give_rows(cycle, member, "A1.1", "A1.2", "A1.3")
            theirs = give_rows(cycle, colleague, "B1.1", "B1.2")
            sent = fill(mine[0], by=member, status="submitted")
            send_back(row=sent, reason="Why?", by=colleague, at=NOW, version=sent.version)
            fill(theirs[0], by=colleague, status="submitted")
            mention(mine[1], who=member, by=colleague)
        make_action(council, member, due_on=in_days(-3))
        Evidence.objects.create(
            council=council,
            title="Code",
            owner_post=make_post(council, holder=member),
            next_review=in_days(1),
        )

    def test_the_number_of_queries_is_fixed(self) -> None:
        first = make_member(make_council(), name="Priya Anand")
        self.client.force_login(first.user)
        self.add_council(first)
        with self.assertNumQueries(self.QUERIES):
            self.client.get(PAGE)
        for _ in range(4):
            self.add_council(first)
        with self.assertNumQueries(self.QUERIES):
            response = self.client.get(PAGE)
        parts = response.context["parts"]
        self.assertEqual(sum(len(part.reviews) for part in parts), 15)
        today = timezone.localdate(datetime.now(tz=NOW.tzinfo))
        counted = header_counts(first.user, at=today).open_things
        self.assertEqual(sum(part.open_things for part in parts), counted)

    def test_the_header_adds_one_query_to_a_page(self) -> None:
        member = make_member(make_council(), Role.SERVICE_OFFICER)
        with self.assertNumQueries(1):
            header_counts(member.user, at=TODAY)
