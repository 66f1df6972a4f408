"""What changed between two versions: every word is there, parts and rows are told in words, nothing leaks."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assurance.models import ReviewCycle
from governance.models import Council, RoleGrantYear
from governance.roles import Role
from reports.comparing.differences import ComparedTable, compare
from reports.comparing.pages import parts_of
from reports.comparing.versions import Compared, Version
from reports.models import (
    Amendment,
    AmendmentConfirmation,
    Approval,
    ApprovalDelegate,
    DocumentKind,
    Publication,
)
from tests.builders import NOW, make_council, make_cycle, make_member, make_post
from tests.reports.given_out import give, page, section
from tests.reports.public_documents import path_of

# Words that the page around them never says.
WORD = st.sampled_from(["kea", "moa", "weka", "tui", "kiwi", "takahe", "kaka", "pukeko"])
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
ROWS = st.lists(st.tuples(WORDS, WORDS), max_size=4)
BLOCK = st.one_of(
    WORDS.map(lambda text: f'<p class="para"><span class="n">1.1</span>{text}</p>'),
    WORDS.map(lambda text: f"<h3>{text}</h3>"),
    WORDS.map(lambda text: f"<ul><li><p>{text}</p><ul><li>{text}</li></ul></li></ul>"),
    st.tuples(WORDS, ROWS).map(
        lambda each: (
            f"<table><caption>{each[0]}</caption>"
            + "".join(f"<tr><th>{one}</th><td>{other}</td></tr>" for one, other in each[1])
            + "</table>"
        )
    ),
)
PART = st.tuples(WORDS, st.lists(BLOCK, max_size=4)).map(
    lambda part: f"<h2>{part[0]}</h2>" + "".join(part[1])
)
BODY = st.lists(PART, max_size=4).map("".join)


def version(html: str) -> Version:
    return Version("1", "version 1", date(2025, 5, 1), "0" * 64, html, "{}")


def words_of(html: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", html)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(BODY, BODY)
def test_every_word_of_both_versions_is_in_the_page(before: str, after: str) -> None:
    shown = render_to_string(
        "reports/_differences.html",
        {"compared": Compared(version(page(before)), version(page(after))), "title": "", "council": None},
    )
    without_added = re.sub(r"<ins>.*?</ins>", " ", shown, flags=re.DOTALL)
    without_removed = re.sub(r"<del>.*?</del>", " ", shown, flags=re.DOTALL)
    numbers = re.compile(r'<span class="n">[^<]*</span>')
    assert words_of(numbers.sub("", before)) <= words_of(without_added)
    assert words_of(numbers.sub("", after)) <= words_of(without_removed)


def plan(*rows: tuple[str, str]) -> str:
    cells = "".join(f"<tr><th>{ref}</th><td>{text}</td></tr>" for ref, text in rows)
    return f"<table><caption>Plan</caption><thead><tr><th>Ref</th><th>What</th></tr></thead>{cells}</table>"


def test_parts_and_rows_say_in_words_what_became_of_them() -> None:
    one = parts_of(
        page(
            section(1, "Summary", "<p>All is well.</p>")
            + section(2, "Framework", "<p>The code was adopted in May.</p>")
            + section(3, "Fraud", "<p>There was none this year.</p>")
            + section(
                4,
                "Actions",
                plan(("1", "Train the members"), ("2", "Check ten measures twice"), ("3", "Buy")),
            )
        ),
        {"2 Framework": "framework", "3 How we are governed": "framework"},
    )
    other = parts_of(
        page(
            section(
                1, "Actions", plan(("1", "Train the members"), ("2", "Check ten measures"), ("4", "Write it"))
            )
            + section(2, "Summary", "<p>All is well.</p>")
            + section(3, "How we are governed", "<p>The code was adopted in June.</p>")
            + section(4, "Events", "<p>An election.</p>")
        ),
        {"2 Framework": "framework", "3 How we are governed": "framework"},
    )
    found = compare(one, other)
    assert {part.called: part.done for part in found.parts} == {
        "1 Actions": ["Changed", "Moved"],
        "2 Summary": [],
        "3 How we are governed": ["Changed", "Renamed"],
        "3 Fraud": ["Left out"],
        "4 Events": ["New"],
    }
    assert found.parts[0].former_number == "4"
    [table] = found.parts[0].blocks
    assert isinstance(table, ComparedTable)
    rows = {
        row.done: ["".join(f"{w.kind[0]}:{w.text}" for w in cell.segments) for cell in row.cells]
        for row in table.rows
    }
    assert rows == {
        "Changed": ["s:2", "s:Check ten measuresr: twice"],
        "Left out": ["r:3", "r:Buy"],
        "New": ["a:4", "a:Write it"],
    }
    assert found.parts[0].sides == (
        "4 Actions\n2 · Check ten measures twice\n3 · Buy",
        "1 Actions\n2 · Check ten measures\n4 · Write it",
    )
    assert found.sentence == "2 of 5 parts changed, 1 is new and 1 is left out."


def test_an_address_that_a_link_leads_to_is_compared_too() -> None:
    one, other = (
        parts_of(page(f'<p><a href="https://{name}.example/">the Code</a></p>')) for name in ("a", "b")
    )
    [part] = compare(one, other).parts
    assert part.done == ["Changed"]


@pytest.fixture
def cycle(db: None) -> ReviewCycle:
    return make_cycle(make_council(), 2024)


def address(cycle: ReviewCycle, kind: str = "ags") -> str:
    return reverse("reports:differences", args=[cycle.council.slug, cycle.year, kind])


def reader(client, council: Council, role: Role = Role.COMMITTEE_MEMBER):
    member = make_member(council, role)
    client.force_login(member.user)
    return member


def test_a_member_compares_what_members_may_read(client, cycle, django_assert_num_queries):
    first = give(cycle, 1, "All is quite well.", amend_reason="The committee asked for it.")
    second = give(cycle, 2, "All is very well.")
    give(cycle, 3, "Not for members yet.", visible_from=timezone.localdate() + timedelta(days=3))
    reader(client, cycle.council)
    with django_assert_num_queries(8):
        response = client.get(address(cycle))
    shown = response.content.decode()
    assert response.status_code == 200
    assert all(words in shown for words in ("<del>", "very", first.check_code, second.check_code))
    assert "The committee asked for it." in shown
    assert not any(words in shown for words in ("Not for members yet", "Version 3", "draft as it stands"))
    refused = {"from=1&to=3": 404, "from=1&to=draft": 403, "to=draft": 403, "from=1&to=x": 404, "from=1": 404}
    for query, status in refused.items():
        assert client.get(f"{address(cycle)}?{query}").status_code == status, query
    assert "Nothing has been released" in client.get(address(cycle, "local-code")).content.decode()
    assert client.get(address(cycle, "minutes")).status_code == 404


def test_those_who_read_drafts_compare_the_newest_with_the_draft(client, cycle):
    give(cycle, 1, "All is well.")
    reader(client, cycle.council, Role.COORDINATOR)
    shown = client.get(f"{address(cycle)}?to=draft").content.decode()
    assert "The draft as it stands now" in shown
    assert "What became of last year" in shown


def test_what_was_withdrawn_is_answered_with_its_notice(client, cycle):
    give(cycle, 1, "A wrong figure.", withdrawn_at=NOW, withdrawn_reason="A figure was wrong")
    give(cycle, 2, "A right figure.")
    reader(client, cycle.council)
    response = client.get(f"{address(cycle)}?from=1&to=2")
    assert response.status_code == 410
    assert "A wrong figure." not in response.content.decode()
    assert "There is one version so far" in client.get(address(cycle)).content.decode()
    reader(client, cycle.council, Role.MONITORING_OFFICER)
    assert client.get(f"{address(cycle)}?from=1&to=2").status_code == 200


def test_a_right_for_other_years_opens_nothing(client, cycle):
    give(cycle, 1, "All is well.")
    member = reader(client, cycle.council)
    RoleGrantYear.objects.create(council=cycle.council, grant=member.grants.get(), year=2023)
    assert client.get(address(cycle)).status_code == 403
    reader(client, make_council("elsewhere"))
    assert client.get(address(cycle)).status_code == 404


def test_the_amendment_log_names_section_words_reason_person_and_who_confirmed(client, cycle):
    give(cycle, 1, "All is well.")
    give(cycle, 2, "All is very well.")
    council, officer = cycle.council, make_member(cycle.council, Role.MONITORING_OFFICER, name="Olu Bright")
    approval = Approval.objects.create(
        council=council,
        cycle=cycle,
        kind=DocumentKind.AGS,
        version=1,
        text_digest="0" * 64,
        body="Audit Committee",
        approved_on=date(2025, 7, 1),
        minute="31",
        is_subject_to_amendments=True,
        recorded_by=officer,
        recorded_at=NOW,
    )
    delegate = ApprovalDelegate.objects.create(
        council=council, approval=approval, post=make_post(council, "Clerk")
    )
    amendment = Amendment.objects.create(
        council=council,
        approval=approval,
        section="Summary and opinion",
        before="All is well.",
        after="All is very well.",
        reason="The auditor asked for it.",
        by=officer,
        at=NOW,
    )
    AmendmentConfirmation.objects.create(
        council=council, amendment=amendment, delegate=delegate, by=officer, at=NOW
    )
    reader(client, council)
    log = client.get(address(cycle)).content.decode().split('id="amendments"')[1]
    for words in (
        "Summary and opinion",
        "The auditor asked for it.",
        "Olu Bright",
        "minute 31",
        "Confirmed by",
        "Clerk",
    ):
        assert words in log
    Publication.objects.filter(number=2).update(visible_from=timezone.localdate() + timedelta(days=3))
    give(cycle, 3, "Another.", version=1)
    assert "The auditor asked" not in client.get(f"{address(cycle)}?from=1&to=3").content.decode()
    steps = reverse("reports:steps", args=[council.slug, cycle.year, "ags"])
    assert "The auditor asked" not in client.get(steps).content.decode()


def public(cycle: ReviewCycle, earlier: int, later: int) -> str:
    return path_of(cycle, f"annual-governance-statement/2024-25/v{later}/changes-since-v{earlier}/")


def test_anyone_reads_what_changed_between_two_published_versions(client, cycle, django_assert_num_queries):
    today = timezone.localdate()
    give(cycle, 1, "All is quite well.", public_from=today, state=Publication.State.UNAUDITED)
    give(cycle, 2, "For members alone.", amend_reason="For reasons of our own")
    give(cycle, 3, "All is very well.", public_from=today, state=Publication.State.FINAL)

    document = path_of(cycle)
    for path in (document, f"{document}v1/"):
        assert public(cycle, 1, 3) in client.get(path).content.decode()
    with django_assert_num_queries(4):
        response = client.get(public(cycle, 1, 3))
    shown = response.content.decode()
    assert all(words in shown for words in ("<ins>", "<del>"))
    assert not any(words in shown for words in ("For members alone", "reasons of our own", "/councils/"))
    assert not response.cookies
    again = client.get(public(cycle, 1, 3), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    for one, other in ((1, 2), (2, 3), (3, 1), (1, 1), (1, 9)):
        assert client.get(public(cycle, one, other)).status_code == 404

    Publication.objects.filter(number=1).update(
        withdrawn_at=timezone.now(), withdrawn_reason="A wrong figure"
    )
    assert client.get(public(cycle, 1, 3)).status_code == 410
    assert public(cycle, 1, 3) not in client.get(document).content.decode()
