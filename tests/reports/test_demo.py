"""The demo as it is loaded: complete where it says so, part-way where it says so, and never in the way."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from assurance.assignees import left_behind, members_who_may_answer, rows_with_people, workloads
from assurance.carrying import from_last_year
from assurance.models import ActionInCycle, Assessment, Evidence, ImprovementAction, Milestone, ReviewCycle
from assurance.progress import figures
from assurance.rules import gaps_before_submission
from governance.demo_people import demo_cast, demo_people
from governance.models import AuditEntry, Council, Membership, OutgoingMail, User
from governance.permissions import Permission
from governance.roles import Role
from reports.demo.dates import weeks_behind, working_day
from reports.demo.reading import fill_in, starting_year
from reports.editions.differences import compare
from reports.editions.reading import text_of
from reports.models import DocumentKind, GovernanceStatement, LocalCodeEdition, Publication
from tests.builders import make_council, make_member
from tests.reports import demo_evidence

TODAY = date(2025, 6, 10)
SLUGS = ["merrowdale", "quillham", "stonereach"]


def load(today: date = TODAY) -> str:
    out = StringIO()
    call_command("load_demo", today=today.isoformat(), stdout=out)
    return out.getvalue()


def review(slug: str, year: int = 2024) -> ReviewCycle:
    return ReviewCycle.objects.get(council__slug=slug, starts_on__year=year)


def rows_of(cycle: ReviewCycle) -> list[Assessment]:
    return list(Assessment.objects.filter(cycle=cycle).with_reference().with_people().in_order())


class LoadedDemoTests(demo_evidence.RegisterTests):
    today = TODAY
    said: str
    council: Council

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.said = load()

    def row(self, ref: str) -> Assessment:
        return next(row for row in rows_of(review("merrowdale")) if row.ref == ref)

    def test_nobody_is_e_mailed_for_it(self) -> None:
        assert not OutgoingMail.objects.exists()

    def test_it_says_what_it_did_and_who_can_sign_in(self) -> None:
        assert self.said.startswith("Loaded Merrowdale District Council, Quillham County Council")
        for person in demo_cast():
            line = f"{person.name}, {person.role.lower()}, {person.council}: {person.email}"
            assert line in self.said

    def test_again_it_changes_nothing(self) -> None:
        before = [Assessment.history.count(), AuditEntry.objects.count(), User.objects.count()]
        assert load(date(2027, 1, 1)).startswith("The demo is already loaded.")
        assert [Assessment.history.count(), AuditEntry.objects.count(), User.objects.count()] == before

    def test_other_councils_stay_as_they_are(self) -> None:
        assert not self.council.memberships.exists()
        assert not self.council.cycles.exists()
        assert set(Council.objects.values_list("slug", flat=True)) == {*SLUGS, "exampleshire"}

    def test_everybody_signs_in_without_a_password(self) -> None:
        people = {user.email: user for user in User.objects.filter(is_active=True)}
        assert set(people) == {person.email for person in demo_people()}
        assert not any(user.has_usable_password() for user in people.values())
        assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(people)

    def test_everybody_holds_their_roles_today(self) -> None:
        for member in Membership.objects.filter(council__slug__in=SLUGS).current().with_roles():
            roles = member.roles(at=TODAY)
            if not roles:  # a director who answers for services, and is not asked to score
                assert member.posts.exists(), member
                continue
            year = 2023 if roles == {Role.EXTERNAL_AUDITOR} else 2024  # auditors read what is finished
            assert member.permissions(year=year, at=TODAY) > {Permission.VIEW_COUNCIL}, member

    def test_each_review_has_come_as_far_as_its_stage(self) -> None:
        stages = {(c.council.slug, c.label): c.stage for c in ReviewCycle.objects.select_related("council")}
        assert stages == {
            ("merrowdale", "2023/24"): "closed",
            ("merrowdale", "2024/25"): "in_review",
            ("quillham", "2023/24"): "closed",
            ("quillham", "2024/25"): "setup",
            ("stonereach", "2024/25"): "signed_off",
        }

    def test_a_closed_review_is_complete(self) -> None:
        cycle = review("merrowdale", 2023)
        rows = rows_of(cycle)
        assert figures(rows).agreed == len({row.narrative for row in rows}) == 91
        assert ImprovementAction.objects.in_cycle(cycle).count() == 20
        assert sum(row.agreed_score != row.own_score for row in rows) == 6
        assert all(row.agreed_reason for row in rows if row.agreed_score != row.own_score)

    def test_a_local_code_is_published_and_the_next_version_being_written(self) -> None:
        editions = LocalCodeEdition.objects.filter(council__slug="merrowdale").order_by("number")
        assert [(one.number, one.state) for one in editions] == [(1, "published"), (2, "drafting")]
        parts = compare(*(text_of(one) for one in editions))
        assert parts[0].heading == "Control block"
        assert {part.heading[:11] for part in parts[1:]} >= {"Principle A", "Principle D"}

    def test_this_years_review_is_part_way(self) -> None:
        rows = rows_of(review("merrowdale"))
        assert Counter(row.status for row in rows) == {
            "agreed": 22,
            "submitted": 15,
            "in_progress": 16,
            "sent_back": 2,
            "not_started": 36,
        }
        assert all(row.previous_id for row in rows)
        assert [row.ref for row in rows if not row.assignments.all()] == ["C2.2", "D3.2"]

    def test_priya_anand_has_seven_of_thirteen_behind_her(self) -> None:
        """Three with the reviewers, four ready to go; one was sent back, and one lacks a reason."""
        member = Membership.objects.get(user__name="Priya Anand")
        rows = list(
            Assessment.objects.filter(cycle=review("merrowdale"))
            .assigned_to(member)
            .with_reference()
            .in_order()
        )
        started = [row for row in rows if row.status == Assessment.Status.IN_PROGRESS]
        lacking = [
            row.ref for row in started if gaps_before_submission(row, has_evidence=True, reason_from=2)
        ]
        assert len(rows) == 13
        assert figures(rows).submitted + len(started) - len(lacking) == 7
        assert lacking == ["A2.4"]
        assert figures(rows).sent_back == 1

    def test_tom_weatherall_contributes_to_two_of_her_rows(self) -> None:
        for ref in ("A3.1", "A3.2"):
            people = {each.member.name: each.kind for each in self.row(ref).assignments.filter(ended_at=None)}
            assert people == {"Priya Anand": "lead", "Tom Weatherall": "contributor"}

    def test_somebody_left_quillham_and_their_rows_with_them(self) -> None:
        cycle = review("quillham")
        people = workloads(rows_with_people(cycle), may_answer=members_who_may_answer(cycle))
        assert [(each.member.name, len(each.led)) for each in left_behind(people)] == [("Ingrid Soames", 3)]

    def test_steps_are_due_on_working_days(self) -> None:
        due = Milestone.objects.values_list("due_on", flat=True)
        assert len(due) == 20
        assert all(day and day.weekday() < 5 for day in due)
        scoring = review("merrowdale").milestones.get(kind=Milestone.Kind.SCORING)
        assert scoring.due_on == date(2025, 6, 13)  # a Friday, three days after TODAY

    def test_the_gaps_that_people_will_find_are_there(self) -> None:
        assert self.row("A2.4").change_reason == ""
        helens = self.row("E1.2")
        assert helens.scored_by is not None
        assert helens.scored_by.name == "Helen Marsh"
        assert helens.status == Assessment.Status.SUBMITTED
        actions = ImprovementAction.objects.filter(in_cycles__cycle=review("merrowdale"))
        assert [action.text for action in actions.filter(due_on=None)] == ["Retrain 40 data handlers"]
        ownerless = actions.get(owner_post=None)
        assert ownerless.links.get().assessment == self.row("D3.4")

    def test_open_actions_of_last_year_stand_in_this_years_review(self) -> None:
        cycle = review("merrowdale")
        carried = ActionInCycle.objects.filter(cycle=cycle, origin=ActionInCycle.Origin.CARRIED)
        assert carried.count() == 8
        for part in carried.select_related("action"):
            assert part.reason
            assert part.action.is_open
            links = part.action.links.order_by("pk")
            assert [link.assessment.cycle.year for link in links] == [2023, 2024]
            assert len({link.assessment.requirement_id for link in links}) == 1

    def test_this_years_review_was_started_from_last_year(self) -> None:
        cycle = review("merrowdale")
        assert cycle.carried_forward_by is not None
        assert cycle.carried_forward_by.name == "Owen Castell"
        untouched = Assessment.objects.filter(cycle=cycle, status=Assessment.Status.NOT_STARTED)
        assert untouched.filter(evidence_uses__removed_at=None).distinct().count() > 30
        came = AuditEntry.objects.filter(action="assurance.cycle.started_from_last_year", object_id=cycle.pk)
        assert [entry.data["came"] for entry in came.order_by("sequence")] == [
            ["91 leads", "2 contributors", "188 evidence links"],
            ["8 actions", "1 significant issue"],
        ]

    def test_quillhams_coordinator_has_last_year_still_to_bring_over(self) -> None:
        cycle = review("quillham")
        assert cycle.carried_forward_at is None
        last_year = from_last_year(cycle, at=TODAY)
        assert last_year is not None
        assert [(member.name, why) for member, why, _ in last_year.left_by] == [
            ("Judith Onslade", "no longer scores requirements"),
            ("Gareth Pinnock", "is no longer with the council"),
            ("Farah Minshull", "no longer scores requirements"),
        ]
        assert (len(last_year.leads), len(last_year.contributors)) == (19, 2)
        assert len(last_year.unused_items) == 2
        assert [promise.is_carried_twice for promise in last_year.promises].count(True) == 2
        assert len(last_year.promises) == 7
        assert last_year.stays.finished_actions == 3

    def test_finished_actions_say_when_and_what_was_done(self) -> None:
        Status = ImprovementAction.Status
        done = ImprovementAction.objects.filter(status__in=[Status.COMPLETE, Status.VERIFIED])
        assert done.count() == 15
        for action in done.prefetch_related("in_cycles", "updates"):
            assert action.completed_on is not None
            assert action.completed_on < TODAY
            [part], [update] = action.in_cycles.all(), action.updates.all()
            assert part.outcome == update.text != ""
        late = done.filter(completed_on__gt=F("due_on")).get()
        assert late.text.startswith("Fill the analyst post")

    def test_actions_have_a_story_of_their_own(self) -> None:
        actions = ImprovementAction.objects.filter(council__slug="merrowdale")
        plan = actions.get(text="Adopt the workforce plan")
        assert [update.progress for update in plan.updates.all()] == ["late", "late", "at_risk", "on_track"]
        carried = plan.in_cycles.filter(origin=ActionInCycle.Origin.CARRIED)
        assert carried.count() == 2
        assert actions.filter(status=ImprovementAction.Status.VERIFIED).count() == 1
        endless = actions.filter(text__startswith="Continue")
        assert {bool(action.never_ends) for action in endless} == {True, False}
        moved = actions.get(text__startswith="Write a long-view test")
        assert str(moved.due_on) == "2025-12-31"
        assert all(record.history_date.date() <= TODAY for record in moved.history.all())

    def test_evidence_is_registered_once_and_used_often(self) -> None:
        for slug, unused in [("merrowdale", 2), ("stonereach", 0)]:
            items = Evidence.objects.filter(council__slug=slug)
            titles = Counter(item.title.lower() for item in items)
            assert set(titles.values()) == {1}
            assert items.filter(uses__isnull=True).count() == unused
        shared = Evidence.objects.get(title="The Merrowdale Values", council__slug="merrowdale")
        assert {use.assessment.cycle.year for use in shared.uses.all()} == {2023, 2024}

    def test_finished_reviews_are_signed_over_what_they_say(self) -> None:
        for slug, label in [("merrowdale", "2023/24"), ("stonereach", "2024/25")]:
            out = StringIO()
            call_command("verify_signoff", council=slug, year=label, stdout=out)
            assert "stands as signed by" in out.getvalue()

    def test_members_have_documents_to_read(self) -> None:
        released = Counter(
            (publication.council.slug, publication.cycle.label, publication.kind)
            for publication in Publication.objects.visible_to_members(at=TODAY)
        )
        assert released == {
            ("merrowdale", "2023/24", DocumentKind.ASSURANCE_REVIEW): 1,
            ("merrowdale", "2023/24", DocumentKind.LOCAL_CODE): 3,
            ("merrowdale", "2023/24", DocumentKind.AGS): 4,
            ("merrowdale", "2023/24", DocumentKind.COMMITTEE_SUMMARY): 1,
            ("merrowdale", "2023/24", DocumentKind.MONITORING_REPORT): 1,
            ("stonereach", "2024/25", DocumentKind.AGS): 2,
            ("stonereach", "2024/25", DocumentKind.COMMITTEE_SUMMARY): 1,
        }
        public = Publication.objects.filter(kind=DocumentKind.AGS).exclude(public_from=None)
        assert sorted(public.values_list("council__slug", "state")) == [
            ("merrowdale", "final"),
            ("merrowdale", "unaudited"),
            ("stonereach", "unaudited"),
        ]
        code = Publication.objects.get(kind=DocumentKind.LOCAL_CODE, state="final")
        assert "Adopted by Full Council" in code.html
        ags = Publication.objects.get(council__slug="stonereach", state="unaudited")
        assert "No issue is significant" in ags.html
        assert "Run the listening group at headquarters" in ags.html

    def test_a_closed_years_statement_lists_the_actions_as_they_were_promised(self) -> None:
        ags = Publication.objects.get(council__slug="merrowdale", kind=DocumentKind.AGS, state="final")
        for action in ImprovementAction.objects.in_cycle(review("merrowdale", 2023)):
            assert action.text.split("£")[0] in ags.content

    def test_a_statement_has_its_opinion_and_every_text(self) -> None:
        for statement in GovernanceStatement.objects.prefetch_related("sections"):
            assert statement.opinion
            assert statement.opinion_sentence
            texts = {section.key: section.text for section in statement.sections.all()}
            assert all(texts.values())
            assert {f"principle-{letter}" for letter in "ABCDEFG"} < set(texts)

    def test_nothing_has_happened_after_today(self) -> None:
        start_of_today = timezone.make_aware(datetime.combine(TODAY, time()))
        for council in Council.objects.filter(slug__in=SLUGS):
            at = list(
                AuditEntry.objects.filter(council=council).order_by("sequence").values_list("at", flat=True)
            )
            assert at == sorted(at)
            assert at[-1] < start_of_today
        for row in Assessment.objects.exclude(submitted_at=None):
            assert row.saved_at is not None
            assert row.submitted_at is not None
            assert row.saved_at <= row.submitted_at <= (row.agreed_at or start_of_today)
        assert not Assessment.history.filter(history_date__gte=start_of_today).exists()


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2025, 5, 18), 2023),
        (date(2025, 5, 19), 2024),
        (date(2025, 12, 31), 2024),
        (date(2026, 5, 18), 2024),
        (date(2026, 5, 19), 2025),
    ],
)
def test_this_year_is_the_one_that_officers_answer_in_may(today: date, year: int) -> None:
    assert starting_year(today) == year


def test_tokens_are_filled_in_wherever_they_stand() -> None:
    source = {"text": "{ym1} {y0} {y1} {y2} {year}", "list": ["{y1}-03-31"], "score": 9}
    assert fill_in(source, 2024) == {
        "text": "2023 2024 2025 2026 2024/25",
        "list": ["2025-03-31"],
        "score": 9,
    }


@pytest.mark.parametrize(
    ("day", "working"),
    [("2025-05-16", "2025-05-16"), ("2025-05-17", "2025-05-16"), ("2025-05-18", "2025-05-16")],
)
def test_offices_are_closed_at_weekends(day: str, working: str) -> None:
    assert working_day(date.fromisoformat(day)).isoformat() == working


@pytest.mark.django_db
def test_a_council_that_is_not_the_demos_is_never_touched() -> None:
    council = make_council("quillham", name="Quillham Parish Council")
    make_member(council)
    with pytest.raises(
        CommandError, match="^Quillham Parish Council has the address “quillham”.*nothing was"
    ):
        load()
    assert Council.objects.count() == 1
    assert not ReviewCycle.objects.exists()


@pytest.mark.django_db
def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="--today: “31/02/2025” is not a date"):
        call_command("load_demo", today="31/02/2025")


@pytest.mark.parametrize(
    ("today", "weeks"),
    [(date(2025, 5, 19), 0), (date(2025, 5, 20), 0), (date(2025, 5, 21), 1), (date(2026, 4, 1), 46)],
)
def test_a_running_review_has_days_left_whenever_it_is_looked_at(today: date, weeks: int) -> None:
    due = date(2025, 5, 23)
    assert weeks_behind(due, today) == timedelta(weeks=weeks)
    assert due + weeks_behind(due, today) >= today + timedelta(days=3)
