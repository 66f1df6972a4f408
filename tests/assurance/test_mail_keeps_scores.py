"""E-mails say that something happened, never a score nor what somebody wrote: that needs signing in."""

from __future__ import annotations

import re

import pytest

from assurance.workflow.comments import add_comment
from assurance.workflow.replying import reply_to_agreement
from assurance.workflow.reviewing import agree, send_back
from governance.models import MailChoice, Notice, OutgoingMail, User
from governance.roles import Role
from tests.builders import NOW, fill, give_rows, make_council, make_cycle, make_member, row

pytestmark = pytest.mark.django_db
WRITTEN = "Nobody outside the service has looked at it."


@pytest.fixture
def people():
    council = make_council("merrow")
    officer = make_member(council, Role.SERVICE_OFFICER, name="Priya Anand")
    monitor = make_member(council, Role.MONITORING_OFFICER, name="Helen Marsh")
    cycle = make_cycle(council)
    [given] = give_rows(cycle, officer, "A1.1")
    User.objects.update(mail_choice=MailChoice.AT_ONCE)
    fill(given, by=officer, score=9, status="submitted")
    return cycle, officer, monitor


def words_of(html: str) -> str:
    return re.sub(r"<style.*?</style>|<[^>]*>", " ", html, flags=re.S)


def said_by_mail(member) -> str:
    mails = OutgoingMail.objects.filter(recipient=member.user)
    assert mails
    said = " ".join(f"{mail.subject} {mail.text} {words_of(mail.html)}" for mail in mails)
    without_addresses = re.sub(r"http\S+", "", said)
    assert WRITTEN not in without_addresses
    assert not re.search(r"\b(?:9|7|10)\b", without_addresses), without_addresses
    return without_addresses


def test_of_a_row_that_is_agreed_with_another_score(people):
    cycle, officer, monitor = people
    sent = row(cycle, "A1.1")
    agree(row=sent, score=7, reason=WRITTEN, by=monitor, at=NOW, version=sent.version)
    assert "Helen Marsh agreed another score for A1.1" in said_by_mail(officer)
    assert WRITTEN in Notice.objects.get(recipient=officer).said


def test_of_the_officer_s_reply_to_it(people):
    cycle, officer, monitor = people
    sent = row(cycle, "A1.1")
    agreed = agree(row=sent, score=7, reason="Untested.", by=monitor, at=NOW, version=sent.version)
    reply_to_agreement(row=agreed, text=WRITTEN, by=officer, at=NOW, version=agreed.version)
    assert "Priya Anand replied to the agreed score of A1.1" in said_by_mail(monitor)


def test_of_a_row_that_is_sent_back(people):
    cycle, officer, monitor = people
    sent = row(cycle, "A1.1")
    send_back(row=sent, reason=WRITTEN, by=monitor, at=NOW, version=sent.version)
    assert "Helen Marsh sent back A1.1" in said_by_mail(officer)


def test_of_a_comment(people):
    cycle, officer, monitor = people
    add_comment(row=row(cycle, "A1.1"), text=WRITTEN, by=monitor, at=NOW)
    assert "Helen Marsh commented on A1.1" in said_by_mail(officer)
