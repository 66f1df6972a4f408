"""An item shown on a row while it is merged, on a database that really lets two write at once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection, transaction

from assurance.models import Evidence, EvidenceUse
from assurance.workflow.answering import add_evidence
from assurance.workflow.merging import merge_evidence
from governance.roles import Role
from tests.builders import NOW, give_rows, make_council, make_cycle, make_member, row
from tests.threads import in_a_thread, refused, until_it_waits

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write after another"
    ),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]


@pytest.fixture(scope="module")
def cycle(committed):
    return make_cycle(make_council())


@pytest.fixture(scope="module")
def officer(cycle):
    member = make_member(cycle.council, Role.SERVICE_OFFICER)
    give_rows(cycle, member, "A1.1", "A1.2", "A1.3")
    return member


def items(officer, *titles):
    return [Evidence.objects.create(council=officer.council, title=title) for title in titles]


def shown_on(cycle, ref):
    uses = EvidenceUse.objects.filter(assessment=row(cycle, ref), removed_at=None)
    return list(uses.values_list("evidence__title", flat=True))


def in_turn(first, second):
    """Begin the second within the first, and end the first while the second waits for it."""
    results = {}
    with transaction.atomic():
        results[0] = first()
        thread = in_a_thread(second, results, 1)
        until_it_waits(thread)
    thread.join()
    assert not refused([results[0], results[1]])


def test_an_item_merged_while_it_is_shown_on_a_row_is_shown_as_the_one_that_stays(cycle, officer):
    keep, double = items(officer, "Pay policy", "Policy on pay")
    one = row(cycle, "A1.1")
    in_turn(
        partial(merge_evidence, keep=keep, others=[double], by=officer, at=NOW),
        partial(add_evidence, row=one, title="Policy on pay", by=officer, at=NOW),
    )
    assert shown_on(cycle, "A1.1") == ["Pay policy"]


def test_an_item_shown_on_a_row_while_it_is_merged_goes_with_it(cycle, officer):
    keep, double = items(officer, "Gift policy", "Policy on gifts")
    one = row(cycle, "A1.2")
    in_turn(
        partial(add_evidence, row=one, title="Policy on gifts", by=officer, at=NOW),
        partial(merge_evidence, keep=keep, others=[double], by=officer, at=NOW),
    )
    assert shown_on(cycle, "A1.2") == ["Gift policy"]


def test_a_title_of_letters_that_only_the_constraint_takes_for_the_same_is_found(cycle, officer):
    [known] = items(officer, "Risk register")
    add_evidence(row=row(cycle, "A1.3"), title="Ris\N{KELVIN SIGN} register", by=officer, at=NOW)
    assert shown_on(cycle, "A1.3") == [known.title]
