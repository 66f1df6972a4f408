"""A council with one director and her deputy, and the steps of a director's return."""

from __future__ import annotations

from datetime import date, timedelta

from django.test import TestCase

from assurance.models import DirectorReturn, ReturnAnswer, ReviewCycle
from assurance.workflow.returns import (
    Given,
    Saved,
    ask_for_returns,
    mark_of,
    save_answers,
    send_return,
)
from governance.models import Council, CouncilSetting, Membership, Notice, Post
from governance.roles import Role
from tests.builders import NOW, make_council, make_cycle, make_member, make_post

DUE = NOW.date() + timedelta(days=14)
POINTS = ["My services have clear aims", "Budgets were kept to", "Personal data was kept safe"]
YES, EXCEPT = ReturnAnswer.Answer.YES, ReturnAnswer.Answer.WITH_EXCEPTIONS
NO, NOT_MINE = ReturnAnswer.Answer.NO, ReturnAnswer.Answer.NOT_APPLICABLE


class Returns(TestCase):
    council: Council
    cycle: ReviewCycle
    coordinator: Membership
    ruth: Membership
    callum: Membership
    finance: Post

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("merrow")
        CouncilSetting.objects.create(council=cls.council, key="return_statements", value=POINTS)
        cls.cycle = make_cycle(cls.council)
        cls.coordinator = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.ruth = make_member(cls.council, name="Ruth Adeyemi")
        cls.callum = make_member(cls.council, name="Callum Frayne")
        cls.finance = make_post(
            cls.council,
            "Director of finance",
            directorate="Finance",
            holder=cls.ruth,
            deputy=cls.callum,
        )

    def ask(self, *posts: Post, due_on: date | None = DUE) -> DirectorReturn:
        chosen = posts or (self.finance,)
        ask_for_returns(cycle=self.cycle, posts=chosen, due_on=due_on, by=self.coordinator, at=NOW)
        return DirectorReturn.objects.get(cycle=self.cycle, post=chosen[0], withdrawn_at=None)

    def fresh(self, one: DirectorReturn) -> DirectorReturn:
        return DirectorReturn.objects.select_related("post__holder", "post__deputy").get(pk=one.pk)

    def answer(
        self, one: DirectorReturn, *said: tuple[str, str], by: Membership | None = None, **options: bool
    ) -> Saved:
        """The points from the first on, each begun from what stands."""
        given = [
            Given(answer.number, choice, text, mark_of(answer), **options)
            for answer, (choice, text) in zip(one.answers.all(), said, strict=False)
        ]
        return save_answers(director_return=one, given=given, by=by or self.ruth, at=NOW)

    def send(
        self, one: DirectorReturn, *said: tuple[str, str], by: Membership | None = None
    ) -> DirectorReturn:
        self.answer(one, *(said or ((YES, ""), (EXCEPT, "We overspent on taxis."), (NOT_MINE, "None held."))))
        version = self.fresh(one).version
        return send_return(director_return=one, version=version, by=by or self.ruth, at=NOW)

    def told(self, member: Membership) -> list[str]:
        return list(Notice.objects.filter(recipient=member).order_by("pk").values_list("text", flat=True))

    def set_stage(self, state: str) -> None:
        changes: dict[str, dict[str, object]] = {
            "setup": {"stage": "setup"},
            "open": {"stage": "open"},
            "being signed": {"stage": "in_review", "locked_at": NOW},
            "finished": {"stage": "signed_off", "locked_at": NOW},
            "closed": {"stage": "closed", "locked_at": NOW},
            "past record": {"is_past_record": True, "stage": "signed_off"},
        }
        ReviewCycle.objects.filter(pk=self.cycle.pk).update(**changes[state])
        self.cycle.refresh_from_db()
