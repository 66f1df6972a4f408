"""verify_audit finds what was changed, taken away or put in behind the triggers."""

from __future__ import annotations

import io
from datetime import timedelta, timezone

import pytest
from django.core.management import CommandError, call_command

from governance import audit
from governance.chains import CHUNK, Chain, Head, head_lines, read_heads, walk
from governance.models import AuditEntry, Council
from tests.builders import NOW, make_council, make_member
from tests.tampering import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    council = make_council("exampleshire")
    person = make_member(council)
    for number in range(1, 7):
        at = NOW + timedelta(minutes=number)
        audit.record("tests.thing.done", council=council, by=person.user, about=person, at=at, number=number)
    audit.record("tests.thing.done", council=None, by=None, at=NOW)
    return council


def verify(**options: object) -> str:
    out = io.StringIO()
    call_command("verify_audit", stdout=out, **options)
    return out.getvalue()


def rewrite(of: Council, number: int, /, **columns: object) -> None:
    with without_triggers():
        AuditEntry.objects.filter(council=of, sequence=number).update(**columns)


def take_out(council: Council, *sequences: int) -> None:
    with without_triggers():
        AuditEntry.objects.filter(council=council, sequence__in=sequences).delete()


def fault_in(council: Council) -> tuple[int, str]:
    """The first entry not in order, by the walk; the command must name it too."""
    fault = walk(Chain(council.slug, council.pk)).fault
    assert fault is not None
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 chain of 2 not in order"):
        call_command("verify_audit", stdout=out)
    assert f"exampleshire: entry {fault.sequence}" in out.getvalue()
    return fault.sequence, fault.problem.split(":")[0]


def test_all_in_order(council):
    printed = verify()
    assert printed.endswith("7 entries in 2 chains, all in order.\n")
    last = AuditEntry.objects.in_chain(council.pk).last()
    assert last is not None
    assert f"exampleshire: ends with entry 6, {last.digest}" in printed
    assert "6 entries in 1 chain, all in order." in verify(council="exampleshire")


def test_an_empty_installation_is_in_order():
    assert verify() == "0 entries in 1 chain, all in order.\n"


def test_a_time_of_another_zone_is_the_same_moment(council):
    local = NOW.astimezone(timezone(timedelta(hours=1)))
    audit.record("tests.thing.done", council=council, by=None, at=local)
    assert "8 entries" in verify()


@pytest.mark.parametrize(
    "change",
    [
        {"at": NOW},
        {"data": {"number": 33}},
        {"actor": None},
        {"action": "tests.other.done"},
        {"object_label": "Somebody else"},
        {"object_id": "0"},
        {"review_year": 2024},
        {"digest": "0" * 64},
        {"previous_digest": "0" * 64},
    ],
    ids=str,
)
def test_a_changed_entry_is_found(council, change):
    rewrite(council, 3, **change)
    assert fault_in(council) == (3, "changed")


def test_an_entry_changed_together_with_its_check_value_unlinks_the_next(council):
    entry = AuditEntry.objects.in_chain(council.pk).get(sequence=3)
    entry.data = {"number": 33}
    rewrite(council, 3, data=entry.data, digest=audit.entry_digest(entry))
    assert fault_in(council) == (4, "unlinked")


def test_entries_taken_out_of_the_middle_are_found(council):
    take_out(council, 3, 4)
    assert fault_in(council) == (5, "missing before it")


def test_the_first_entry_taken_away_is_found(council):
    take_out(council, 1)
    assert fault_in(council) == (2, "missing before it")


def test_a_gap_that_was_closed_is_found(council):
    take_out(council, 3)
    for number in (4, 5, 6):
        rewrite(council, number, sequence=number - 1)
    assert fault_in(council) == (3, "changed")


def test_two_entries_that_changed_places_are_found(council):
    for number, other in ((3, 99), (4, 3), (99, 4)):
        rewrite(council, number, sequence=other)
    assert fault_in(council) == (3, "changed")


def test_an_entry_put_in_is_found(council):
    rewrite(council, 6, sequence=7)
    AuditEntry.objects.create(
        council=council, sequence=6, action="tests.thing.done", at=NOW, digest="0" * 64, previous_digest=""
    )
    assert fault_in(council) == (6, "changed")


def test_an_entry_moved_to_another_council_is_found(council):
    other = make_council("other")
    rewrite(council, 1, council=other)
    fault = walk(Chain("other", other.pk)).fault
    assert fault is not None
    assert fault.problem.startswith("changed")


def test_an_end_that_was_cut_off_is_found_by_the_head_that_was_kept(council, tmp_path):
    kept = tmp_path / "heads"
    verify(keep=str(kept))
    audit.record("tests.thing.done", council=council, by=None, at=NOW)
    assert "all in order" in verify(against=str(kept))
    take_out(council, 5, 6, 7)
    assert "all in order" in verify()  # the chain alone cannot know
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out, against=str(kept))
    assert "exampleshire: entry 5 is the first not in order. Missing: the chain ends at 4" in out.getvalue()


def test_an_end_that_was_written_anew_is_found_by_the_head_that_was_kept(council, tmp_path):
    kept = tmp_path / "heads"
    verify(keep=str(kept))
    take_out(council, 6)
    audit.record("tests.other.done", council=council, by=None, at=NOW)
    assert "all in order" in verify()
    fault = walk(Chain("exampleshire", council.pk), heads=read_heads(kept.read_text())).fault
    assert fault is not None
    assert (fault.sequence, fault.problem) == (6, "changed: its check value is not the one that was kept")


def test_bad_values_end_with_one_line(council, tmp_path):
    with pytest.raises(CommandError, match="There is no council nowhere"):
        verify(council="nowhere")
    with pytest.raises(CommandError, match="cannot be read"):
        verify(against=str(tmp_path / "none"))
    (tmp_path / "wrong").write_text("exampleshire 3\n")
    with pytest.raises(CommandError, match="Line 1 is not a council"):
        verify(against=str(tmp_path / "wrong"))


def test_heads_read_back():
    heads = [Head("-", 1, "a" * 64), Head("exampleshire", 20, "b" * 64)]
    assert read_heads(head_lines(heads)) == heads


def test_a_long_chain_is_read_in_pieces(council, django_assert_num_queries):
    """One query whatever its length, and no more rows at a time than a piece."""
    assert CHUNK <= 1000
    with django_assert_num_queries(1):
        assert walk(Chain("exampleshire", council.pk)).entries == 6
