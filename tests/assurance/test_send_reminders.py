"""The command of each morning: once a day for each person, however often it runs."""

from __future__ import annotations

from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assurance.models import (
    DirectorReturn,
    Evidence,
    ImprovementAction,
    Milestone,
)
from assurance.reminders import KINDS
from governance.models import (
    MailChoice,
    MailedNotice,
    Notice,
    OutgoingMail,
)
from governance.roles import Role
from tests.assurance.reminder_days import DAY, DUE, DayTests
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, make_post
from tests.threads import at_once


def run(*words: str) -> str:
    out = StringIO()
    call_command("send_reminders", *words, stdout=out)
    return out.getvalue()


class CommandTests(DayTests):
    def setUp(self) -> None:
        self.due(Milestone.Kind.SCORING)
        give_rows(self.cycle, self.officer, "A1.1", "A1.2")

    def test_it_prints_a_line_for_each_kind_and_sends_once(self) -> None:
        said = run("--date", "2025-05-29")
        self.assertEqual(said.splitlines()[0], "Reminders of 2025-05-29")
        counts = dict(line.split() for line in said.replace("daily e-mails", "e-mails").splitlines()[1:])
        self.assertEqual(counts, dict.fromkeys(KINDS, "0") | {"rows": "1", "e-mails": "1"})
        [mail] = OutgoingMail.objects.all()
        self.assertEqual(mail.recipient, self.officer.user)
        self.assertEqual(mail.subject, "All your 2 rows of the 2024/25 review are still with you, due today.")
        again = run("--date", "2025-05-29")
        self.assertRegex(again, r"rows +0\n")
        self.assertRegex(again, r"daily e-mails +0\n")
        self.assertEqual((Notice.objects.count(), OutgoingMail.objects.count()), (1, 1))

    def test_a_dry_run_names_who_would_be_told_and_writes_nothing(self) -> None:
        said = run("--date", "2025-05-29", "--dry-run")
        self.assertIn("nothing is written", said)
        self.assertRegex(said, r"rows +1\n")
        self.assertIn("Notice to Priya Anand: All your 2 rows", said)
        self.assertIn(f"E-mail to Priya Anand <{self.officer.user.email}>: All your 2 rows", said)
        self.assertFalse(Notice.objects.exists())
        self.assertFalse(OutgoingMail.objects.exists())
        self.assertRegex(run("--date", "2025-05-29"), r"rows +1\n")

    def test_a_bad_date_is_one_line(self) -> None:
        for bad in ("tomorrow", "2025-02-30", "29/05/2025"):
            with self.assertRaisesMessage(CommandError, f"--date: “{bad}” is not a date such as 2025-05-20."):
                run("--date", bad)

    def test_who_wants_e_mails_at_once_gets_them_and_who_wants_none_has_the_notice(self) -> None:
        also = make_member(self.council, Role.SERVICE_OFFICER)
        give_rows(self.cycle, also, "B1.1")
        self.officer.user.mail_choice = MailChoice.AT_ONCE
        self.officer.user.save()
        also.user.mail_choice = MailChoice.NEVER
        also.user.save()
        self.assertRegex(run("--date", "2025-05-29"), r"daily e-mails +0\n")
        self.assertEqual([mail.recipient for mail in OutgoingMail.objects.all()], [self.officer.user])
        self.assertEqual(Notice.objects.count(), 2)

    def test_the_number_of_queries_depends_on_the_councils_alone(self) -> None:
        councils = [self.council, make_council(), make_council()]
        cycles = [self.cycle, *(make_cycle(council) for council in councils[1:])]
        refs = ["A2.1", "A2.2", "A2.3", "B1.1", "B1.2", "C1.1", "C1.2", "D1.1"]
        for kind in Milestone.Kind:
            Milestone.objects.filter(kind=kind).delete()
            for cycle in cycles:
                Milestone.objects.create(council=cycle.council, cycle=cycle, kind=kind, due_on=DUE)
        counts = []
        for people in (1, 6):
            for cycle in cycles:
                for ref in [refs.pop(0) for _ in range(people)] if cycle is self.cycle else ["A1.1"]:
                    member = make_member(cycle.council, Role.SERVICE_OFFICER, Role.REVIEWER)
                    give_rows(cycle, member, ref)
                    post = make_post(cycle.council, holder=member, deputy=member)
                    ImprovementAction.objects.create(
                        council=cycle.council, text="Train", owner_post=post, due_on=DUE - 20 * DAY
                    )
                    Evidence.objects.create(
                        council=cycle.council, title=f"Code {member.pk}", owner_post=post, next_review=DUE
                    )
                    DirectorReturn.objects.create(
                        council=cycle.council,
                        cycle=cycle,
                        post=post,
                        asked_by=member,
                        asked_at=NOW,
                        due_on=DUE,
                    )
            for told in (MailedNotice, OutgoingMail, Notice):
                told.objects.all().delete()
            with CaptureQueriesContext(connection) as queries:
                run("--date", str(DUE))
            counts.append(len(queries))
        self.assertEqual(counts, [QUERIES_AROUND + 3 * QUERIES_OF_A_COUNCIL] * 2)


QUERIES_OF_A_COUNCIL = 25
QUERIES_AROUND = 21


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write after another")
@pytest.mark.django_db(transaction=True)
def test_two_processes_on_a_day_tell_each_person_once():
    council = make_council()
    cycle = make_cycle(council)
    Milestone.objects.filter(cycle=cycle).delete()
    Milestone.objects.create(council=council, cycle=cycle, kind="scoring", due_on=DUE)
    for ref in ("A1.1", "A1.2", "A1.3"):
        give_rows(cycle, make_member(council, Role.SERVICE_OFFICER), ref)
    Notice.objects.all().delete()

    results = at_once(*[partial(run, "--date", str(DUE))] * 3)

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Notice.objects.count() == 3
    assert OutgoingMail.objects.count() == 3
