"""Notices as e-mails: at once or once a day, never to those who want none, never twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from governance.letters import MOST_LINES, one_line
from governance.models import Council, MailChoice, Membership, Notice, OutgoingMail
from governance.models.notices import RECENT_DAYS
from governance.roles import Role
from governance.workflow.daily_mail import send_daily_mail
from governance.workflow.notices import Telling, tell_members
from tests.builders import make_council, make_member
from tests.threads import at_once

pytestmark = pytest.mark.django_db
SENT_BACK = "assurance.assessment.sent_back"
COMMENT = "assurance.comment.added"


@pytest.fixture
def council() -> Council:
    return make_council("merrow", name="Merrow & “Vale” Council")


@pytest.fixture
def member(council) -> Membership:
    return make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")


def tell(member: Membership, text: str = "Helen sent back A1.3: why?", **fields) -> list[Notice]:
    return tell_members([Telling(member, fields.pop("action", SENT_BACK), text, "/councils/", **fields)])


def choose(member: Membership, choice: MailChoice) -> Membership:
    member.user.mail_choice = choice
    member.user.save()
    return member


def send(day=None) -> list[str]:
    now = timezone.now()
    return [letter.recipient.name for letter in send_daily_mail(day or timezone.localdate(now), at=now)]


def mails(member: Membership) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=member.user))


class TestTelling:
    def test_a_key_tells_once(self, member):
        first = tell(member, once_key="rows:1")
        again = tell(member, once_key="rows:1")
        other = tell(member, once_key="rows:2")
        assert [len(told) for told in (first, again, other)] == [1, 0, 1]
        assert Notice.objects.count() == 2

    def test_without_a_key_it_tells_each_time(self, member):
        tell(member)
        tell(member)
        assert Notice.objects.count() == 2

    def test_the_same_key_is_each_person_s_own(self, council, member):
        tell(member, once_key="rows:1")
        assert len(tell(make_member(council), once_key="rows:1")) == 1

    def test_a_long_text_is_cut(self, member):
        [notice] = tell(member, "x" * 1000)
        assert len(notice.text) == 400

    def test_the_number_of_queries_does_not_grow_with_the_people(self, council, django_assert_num_queries):
        people = [choose(make_member(council), MailChoice.AT_ONCE) for _ in range(12)]
        for some in (people[:2], people[2:]):
            with django_assert_num_queries(12):
                tell_members(Telling(one, COMMENT, "Words", "/", once_key="a:1") for one in some)


class TestAtOnce:
    def test_each_notice_makes_an_e_mail(self, member):
        choose(member, MailChoice.AT_ONCE)
        tell(member)
        tell(member, "Helen commented on A1.1: who checked it?")
        subjects = [mail.subject for mail in mails(member)]
        assert subjects == ["Helen sent back A1.3", "Helen commented on A1.1"]
        assert send() == []

    def test_it_says_what_happened_and_not_what_was_written(self, member):
        choose(member, MailChoice.AT_ONCE)
        [notice] = tell(member)
        [mail] = mails(member)
        for body in (mail.text, mail.html):
            assert "why?" not in body
            assert f"http://localhost:8000/notices/{notice.pk}/" in body
            assert "http://localhost:8000/my-notices/" in body
            assert "http://localhost:8000/notices/stop/" in body

    def test_names_are_written_as_they_are_and_escaped_in_html(self, council):
        who = choose(make_member(council, name="Bo"), MailChoice.AT_ONCE)
        tell(who, "Ann <b> & “Co” sent back A1.3: why?")
        [mail] = mails(who)
        assert "Ann <b> & “Co” sent back A1.3" in mail.text
        assert "Merrow & “Vale” Council" in mail.text
        assert "Ann &lt;b&gt; &amp; “Co” sent back A1.3" in mail.html
        assert "Merrow &amp; “Vale” Council" in mail.html
        assert "&amp;amp;" not in mail.html
        assert mail.subject == "Ann <b> & “Co” sent back A1.3"

    def test_a_line_end_in_a_name_stays_in_its_line(self, council):
        who = choose(make_member(council), MailChoice.AT_ONCE)
        tell(who, "Ann\r\nBcc, all sent back A1.3")
        assert mails(who)[0].subject == "Ann Bcc, all sent back A1.3"

    def test_it_is_taken_back_with_its_transaction(self, member):
        choose(member, MailChoice.AT_ONCE)
        with transaction.atomic():
            tell(member)
            transaction.set_rollback(True)
        assert mails(member) == []
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("choice", [MailChoice.DAILY, MailChoice.NEVER])
    def test_others_are_not_e_mailed(self, member, choice):
        choose(member, choice)
        tell(member)
        assert mails(member) == []

    def test_nor_is_whoever_left_or_has_a_closed_account(self, council):
        left = choose(make_member(council), MailChoice.AT_ONCE)
        Membership.objects.filter(pk=left.pk).update(ended_at=timezone.now())
        closed = choose(make_member(council), MailChoice.AT_ONCE)
        closed.user.is_active = False
        closed.user.save()
        tell_members(Telling(one, COMMENT, "Words", "/") for one in (left, closed))
        assert not OutgoingMail.objects.exists()


class TestDaily:
    def test_one_e_mail_of_all_councils(self, member):
        also = make_member(make_council(name="Quillham Council"), Role.REVIEWER, user=member.user)
        tell(member)
        tell(member, "Helen sent back A1.4: when?")
        tell(also, "Ann commented on B1.1: who?", action=COMMENT)
        assert send() == ["Priya Anand"]
        [mail] = mails(member)
        assert mail.subject == "3 things for you: 2 rows sent back, 1 comment"
        assert mail.text.index("Merrow & “Vale” Council") < mail.text.index("Quillham Council")
        assert mail.text.index("Quillham Council") < mail.text.index("Ann commented on B1.1")
        for notice in Notice.objects.all():
            assert f"http://localhost:8000/notices/{notice.pk}/" in mail.text
            assert f"http://localhost:8000/notices/{notice.pk}/" in mail.html
        assert "who?" not in mail.text + mail.html

    def test_a_single_notice_is_its_subject(self, member):
        tell(member)
        send()
        assert mails(member)[0].subject == "Helen sent back A1.3"

    def test_kinds_without_words_are_counted_alone(self, member):
        tell(member, "One", action="elsewhere")
        tell(member, "Two", action="elsewhere")
        send()
        assert mails(member)[0].subject == "2 things for you"

    def test_one_a_day_whatever_the_number_of_runs(self, member):
        tell(member)
        assert send() == ["Priya Anand"]
        tell(member, "Later")
        assert send() == []
        tomorrow = timezone.localdate() + timedelta(days=1)
        assert send(tomorrow) == ["Priya Anand"]
        assert [mail.subject for mail in mails(member)] == ["Helen sent back A1.3", "Later"]

    def test_what_was_e_mailed_or_read_is_not_told_again(self, member):
        tell(member)
        send()
        Notice.objects.filter(pk__in=[notice.pk for notice in tell(member, "Read")]).update(
            read_at=timezone.now()
        )
        assert send(timezone.localdate() + timedelta(days=1)) == []

    def test_what_is_long_ago_is_left(self, member):
        tell(member)
        Notice.objects.update(created_at=timezone.now() - timedelta(days=RECENT_DAYS + 2))
        assert send() == []

    @pytest.mark.parametrize("choice", [MailChoice.AT_ONCE, MailChoice.NEVER])
    def test_only_whoever_chose_it(self, member, choice):
        tell(member)
        choose(member, choice)
        assert send() == []

    def test_nothing_of_a_council_that_the_person_left(self, member):
        also = make_member(make_council(name="Quillham Council"), Role.REVIEWER, user=member.user)
        tell(also, "Ann commented on B1.1: who?")
        tell(member)
        Membership.objects.filter(pk=also.pk).update(ended_at=timezone.now())
        send()
        [mail] = mails(member)
        assert "Quillham" not in mail.text + mail.html + mail.subject

    def test_nobody_with_a_closed_account(self, member):
        tell(member)
        member.user.is_active = False
        member.user.save()
        assert send() == []

    def test_a_long_list_is_cut_and_says_so(self, member):
        for number in range(MOST_LINES + 5):
            tell(member, f"Number {number}")
        send()
        [mail] = mails(member)
        assert mail.text.count("/notices/") == MOST_LINES + 2  # all notices, and the address that stops
        assert "And 5 more." in mail.text
        assert send(timezone.localdate() + timedelta(days=1)) == []

    def test_the_number_of_queries_does_not_grow_with_the_people(self, django_assert_num_queries):
        for number in (2, 12):
            councils = [make_council() for _ in range(3)]
            for council in councils:
                tell_members(Telling(make_member(council), COMMENT, "Words", "/") for _ in range(number))
            day = timezone.localdate() + timedelta(days=number)
            with django_assert_num_queries(11):
                assert len(send(day)) == 3 * number


def test_a_subject_fits():
    assert one_line("a\nb\t c") == "a b c"
    assert len(one_line("x" * 1000)) == 150


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write after another")
@pytest.mark.django_db(transaction=True)
class TestAtTheSameInstant:
    def test_two_runs_write_one_e_mail_of_everything(self):
        members = [make_member(make_council()) for _ in range(5)]
        for round_ in range(5):
            tell_members(Telling(one, COMMENT, f"Round {round_}", "/") for one in members)
            day = timezone.localdate() + timedelta(days=round_)
            results = at_once(*[partial(send_daily_mail, day, at=timezone.now())] * 4)
            assert sum(map(len, results)) == 5
        assert OutgoingMail.objects.count() == 25
        assert not Notice.objects.filter(mailed=None).exists()

    def test_two_processes_tell_once(self):
        member = choose(make_member(make_council()), MailChoice.AT_ONCE)
        for number in range(10):
            telling = Telling(member, COMMENT, "Words", "/", once_key=f"a:{number}")
            at_once(*[partial(tell_members, [telling])] * 4)
        assert Notice.objects.count() == 10
        assert OutgoingMail.objects.count() == 10
