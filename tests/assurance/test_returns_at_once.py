"""A director and their deputy at one return in the same instant."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from assurance.models import DirectorReturn
from assurance.workflow.exceptions import note_exception, raise_from_exception
from assurance.workflow.returns import (
    Given,
    ask_for_returns,
    mark_of,
    save_answers,
    send_return,
)
from governance.models import AuditEntry, CouncilSetting, Notice
from governance.roles import Role
from governance.workflow.errors import WorkflowError
from tests.builders import NOW, make_council, make_cycle, make_member, make_post
from tests.threads import at_once, refused

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]


def test_asked_once_answered_by_two_sent_once_dealt_with_once():
    council = make_council()
    CouncilSetting.objects.create(council=council, key="return_statements", value=["Aims", "Budgets"])
    cycle = make_cycle(council)
    coordinators = [make_member(council, Role.COORDINATOR) for _ in range(3)]
    people = [make_member(council) for _ in range(2)]
    post = make_post(council, "Director of finance", holder=people[0], deputy=people[1])

    asked = at_once(
        *(
            partial(ask_for_returns, cycle=cycle, posts=[post], due_on=None, by=each, at=NOW)
            for each in coordinators
        )
    )
    assert refused(asked) == []
    assert sorted(len(each.now) for each in asked) == [0, 0, 1]
    one = DirectorReturn.objects.get(cycle=cycle)
    assert one.answers.count() == 2
    assert Notice.objects.filter(recipient=people[0]).count() == 1

    began = {answer.number: mark_of(answer) for answer in one.answers.all()}

    def say(who: int, number: int, text: str):
        given = [Given(number, "no", text, began[number])]
        return save_answers(director_return=one, given=given, by=people[who], at=NOW)

    saved = at_once(partial(say, 0, 1, "of the holder"), partial(say, 1, 1, "of the deputy"))
    assert sorted(len(each.written) for each in saved) == [0, 1]
    assert sorted(len(each.clashes) for each in saved) == [0, 1]
    say(0, 2, "Overspent")

    one.refresh_from_db()
    send = [
        partial(send_return, director_return=one, version=one.version, by=who, at=NOW)
        for who in (*people, people[0])
    ]
    sent = at_once(*send)
    assert len(refused(sent)) == 2
    assert AuditEntry.objects.filter(council=council, action="assurance.return.sent").count() == 1

    exception = one.answers.get(number=2)
    dealt = at_once(
        partial(note_exception, answer=exception, reason="Small.", by=coordinators[0], at=NOW),
        partial(
            raise_from_exception, answer=exception, title="Budget", description="", by=coordinators[1], at=NOW
        ),
    )
    assert len(refused(dealt)) == 1
    exception.refresh_from_db()
    assert bool(exception.noted_reason) != bool(exception.issue_id)
    assert isinstance(refused(dealt)[0], WorkflowError)
