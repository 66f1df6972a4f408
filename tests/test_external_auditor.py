"""An external auditor reads the reviews of their grant, once finished, and finds nothing of others."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assurance.models import (
    ActionInCycle,
    ActionLink,
    ActionUpdate,
    Assessment,
    AssuranceSource,
    Comment,
    Evidence,
    EvidenceFile,
    EvidenceUse,
    FileVersion,
    ImprovementAction,
    ReviewCycle,
)
from governance import audit
from governance.models import RoleGrant, RoleGrantYear
from governance.permissions import Permission
from governance.roles import Role
from tests.addresses import (
    YEAR,
    Address,
    SampleCouncil,
    council_addresses,
    sample_council,
    short_refusals,
)
from tests.builders import NOW, make_cycle, make_member

pytestmark = pytest.mark.django_db
ADDRESSES = list(council_addresses())
# These may be asked for by POST too: what the address does is then for those who answer or own the row.
READING = {Permission.VIEW_COUNCIL, Permission.VIEW_REVIEW, Permission.VIEW_ALL_SCORES}
MARK = "Zanzibar"  # stands in every text of the review that the auditor may not read
HIDDEN = YEAR + 1
TO_EVERY_MEMBER = {"governance:brand-css", "governance:who-can-help", "assurance:dashboard"}


@pytest.fixture(scope="module")
def council(rows_of_the_module: None) -> SampleCouncil:
    return sample_council()


def mark_review(council: SampleCouncil, cycle: ReviewCycle) -> dict[str, int]:
    """Writes the mark into everything that belongs to the review; the keys of its rows by noun."""
    ours, officer = council.council, council.member(Role.SERVICE_OFFICER)
    rows = Assessment.objects.filter(cycle=cycle)
    rows.update(narrative=f"{MARK} narrative", private_note=f"{MARK} note", own_score=9)
    row = rows.get(requirement__ref="A1.1")
    item = Evidence.objects.create(council=ours, title=f"{MARK} evidence")
    EvidenceUse.objects.create(
        council=ours, assessment=row, evidence=item, note=f"{MARK} use", added_by=officer
    )
    file = EvidenceFile.objects.create(council=ours, evidence=item, added_by=officer, added_at=NOW)
    version = FileVersion.objects.create(
        council=ours,
        file=file,
        number=1,
        name=f"{MARK}.pdf",
        stored_as="evidence/none",
        size=1,
        media_type="application/pdf",
        sha256="1" * 64,
        added_by=officer,
        added_at=NOW,
    )
    action = ImprovementAction.objects.create(council=ours, text=f"{MARK} action")
    ActionLink.objects.create(council=ours, action=action, assessment=row)
    ActionInCycle.objects.create(council=ours, action=action, cycle=cycle, origin=ActionInCycle.Origin.NEW)
    ActionUpdate.objects.create(
        council=ours,
        action=action,
        said_on=NOW.date(),
        progress="on_track",
        text=f"{MARK} update",
        by=officer,
    )
    Comment.objects.create(council=ours, assessment=row, author=officer, text=f"{MARK} comment", at=NOW)
    AssuranceSource.objects.create(
        council=ours,
        cycle=cycle,
        kind=AssuranceSource.Kind.INSPECTION,
        provider=f"{MARK} inspectorate",
        recorded_by=officer,
        recorded_at=NOW,
    )
    audit.record(
        "assurance.assessment.sent_back",
        council=ours,
        by=officer.user,
        about=row,
        at=NOW,
        reason=f"{MARK} reason",
    )
    return {"evidence": item.pk, "file": file.pk, "version": version.pk, "action": action.pk}


def auditor_of(council: SampleCouncil, *years: int, **grant: Any) -> Client:
    member = make_member(council.council, Role.EXTERNAL_AUDITOR)
    member.grants.update(**{"before_finished": False} | grant)
    for year in years:
        RoleGrantYear.objects.create(council=council.council, grant=member.grants.get(), year=year)
    client = Client()
    client.force_login(member.user)
    return client


def finish(council: SampleCouncil, year: int = YEAR) -> None:
    ReviewCycle.objects.filter(council=council.council, starts_on__year=year).update(
        stage=ReviewCycle.Stage.SIGNED_OFF, locked_at=NOW
    )


def asked_for(address: Address, council: SampleCouncil, **parts: Any) -> str:
    return address.url(council, **{name: value for name, value in parts.items() if name in address.parts})


def reading(address: Address) -> bool:
    return address.permission is not None and address.name not in TO_EVERY_MEMBER


@short_refusals()
def opened_to(client: Client, council: SampleCouncil) -> list[tuple[str, int]]:
    return [
        (address.name, status)
        for address in ADDRESSES
        if reading(address) and (status := client.get(address.url(council)).status_code) not in {403, 405}
    ]


@pytest.mark.parametrize(
    "grant",
    [
        {"ends_on": timezone.localdate() - timedelta(days=1)},
        {"starts_on": timezone.localdate() + timedelta(days=1)},
        {"revoked_at": NOW},
    ],
    ids=["run out", "not begun", "taken away"],
)
def test_a_grant_that_does_not_hold_today_opens_nothing(council, grant):
    finish(council)
    assert opened_to(auditor_of(council, YEAR, **grant), council) == []


def test_a_review_that_is_not_finished_opens_nothing(council):
    assert opened_to(auditor_of(council, YEAR), council) == []


@pytest.mark.parametrize("stage", [ReviewCycle.Stage.SIGNED_OFF, ReviewCycle.Stage.CLOSED])
def test_a_finished_review_is_open_until_it_is_reopened(council, stage):
    client = auditor_of(council, YEAR)
    page = reverse("assurance:requirements", args=[council.slug, YEAR])
    cycles = ReviewCycle.objects.filter(council=council.council)
    cycles.update(stage=stage)
    assert client.get(page).status_code == 200
    cycles.update(stage=ReviewCycle.Stage.IN_REVIEW)
    assert client.get(page).status_code == 403
    cycles.update(is_past_record=True)
    assert client.get(page).status_code == 200


def test_the_grant_may_say_earlier(council):
    client = auditor_of(council, YEAR, before_finished=True)
    assert client.get(reverse("assurance:requirements", args=[council.slug, YEAR])).status_code == 200


@pytest.mark.parametrize(
    ("years", "grant"),
    [
        ([YEAR], {}),
        ([YEAR], {"before_finished": True}),
        ([YEAR, HIDDEN], {}),
        ([], {}),
    ],
    ids=["of another year", "of another year, before the end", "not finished", "without years"],
)
def test_nothing_of_a_hidden_review_is_shown_anywhere(council, years, grant):
    finish(council)
    hidden = mark_review(council, make_cycle(council.council, HIDDEN))
    client = auditor_of(council, *years, **grant)
    found, opened, refused = [], [], {}
    for address in ADDRESSES:
        for parts in ({}, {"year": HIDDEN}, {"pk": hidden.get(noun_of(address), 0)}):
            if not parts.keys() <= address.parts:
                continue
            with short_refusals():
                response = client.get(url := asked_for(address, council, **parts))
            if MARK in read(response):
                found.append((address.name, parts))
            if parts and response.status_code not in {403, 404, 405} and address.name not in TO_EVERY_MEMBER:
                opened.append((address.name, parts, response.status_code))
            elif parts:
                refused[response.status_code] = url
    assert (found, opened) == ([], [])
    assert {403, 404} <= refused.keys()
    for url in refused.values():
        assert MARK not in read(client.get(url)), url
    # What is hidden is looked for by the words that stand beside the mark.
    searches = [f"/search/?q={word}" for word in ("narrative", "evidence", "action", "comment")]
    for page in ("/", "/my-work/", "/notices/", *searches):
        assert MARK not in read(client.get(page, follow=True)), page


def test_last_years_answers_stand_beside_only_where_the_grant_covers_last_year(council):
    last = make_cycle(council.council, YEAR - 1)
    mark_review(council, last)
    Assessment.objects.filter(cycle=last).update(status="agreed", agreed_score=2)
    answers = dict(Assessment.objects.filter(cycle=last).values_list("requirement__ref", "pk"))
    rows = list(Assessment.objects.filter(cycle__starts_on__year=YEAR).select_related("requirement"))
    for each in rows:
        each.previous_id = answers[each.ref]
    Assessment.objects.bulk_update(rows, ["previous"])
    finish(council)
    finish(council, YEAR - 1)
    client = auditor_of(council, YEAR)
    found = [address.name for address in ADDRESSES if MARK in read(client.get(address.url(council)))]
    assert found == []
    page = reverse("assurance:cycle", args=[council.slug, YEAR])
    assert "Nothing of 2023/24 is here to compare with" in read(client.get(page))
    both = auditor_of(council, YEAR, YEAR - 1)
    row_page = reverse("assurance:assessment", args=[council.slug, YEAR, "A1.1"])
    assert f"{MARK} narrative" in read(both.get(row_page))


def noun_of(address: Address) -> str:
    return address.name.split(":")[1].split("-")[0]


def read(response: Any) -> str:
    """All that is said: of a packed file (Word, a workbook, an archive) what its parts say."""
    said = b"".join(response) if response.streaming else response.content
    if said.startswith(b"PK"):
        with ZipFile(BytesIO(said)) as packed:
            said = b"".join(packed.read(name) for name in packed.namelist())
    return said.decode("utf-8", "replace")


def test_the_review_of_the_grant_is_there_to_be_read(council):
    """The other way round: what is hidden in the tests above is found by somebody who may read it."""
    finish(council)
    cycle = make_cycle(council.council, HIDDEN)
    hidden = mark_review(council, cycle)
    finish(council, HIDDEN)
    client = auditor_of(council, HIDDEN)
    for name, part in (
        ("assurance:requirements", HIDDEN),
        ("assurance:evidence", None),
        ("assurance:evidence-item", hidden["evidence"]),
        ("assurance:actions", None),
        ("assurance:action", hidden["action"]),
        ("governance:record", None),
    ):
        response = client.get(
            reverse(name, args=[council.slug] + ([part] if part else [])),
            {"show": "all"} if part is None else {},
        )
        assert response.status_code == 200, name
        assert MARK in read(response) or name == "assurance:requirements", name


# Open to every reader, since a post confirms and not a role: the verb refuses whoever does not hold it.
ASKED_OF_POSTS = frozenset({"reports:steps-confirm"})
# Has the worker make a file of what they may read, such as large print: nothing of the council's changes.
MAKES_A_FILE = frozenset({"reports:publication-make-pdf"})


def test_an_auditor_changes_nothing(council):
    finish(council)
    client = auditor_of(council, YEAR, before_finished=True)
    with short_refusals():
        answered = [
            (address.name, status)
            for address in ADDRESSES
            if reading(address)
            and (status := client.post(address.url(council)).status_code) not in {403, 404, 405}
            and address.permission not in READING
            and address.name not in ASKED_OF_POSTS | MAKES_A_FILE
        ]
    assert answered == []
    assert Permission.COMMENT not in RoleGrant.objects.latest("pk").membership.permissions()


def test_a_grant_covers_its_years_only_while_they_are_finished(council):
    member = make_member(council.council, Role.EXTERNAL_AUDITOR)
    member.grants.update(before_finished=False)
    assert member.permissions(year=YEAR) == {Permission.VIEW_COUNCIL}
    assert member.permissions() == {Permission.VIEW_COUNCIL}
    finish(council)
    member = type(member).objects.get(pk=member.pk)
    assert Permission.EVIDENCE_INDEX in member.permissions(year=YEAR)
    assert Permission.EVIDENCE_INDEX not in member.permissions(year=HIDDEN)
    assert member.permissions_in_all_reviews() == frozenset()
    assert member.permissions(at=date(2019, 1, 1)) == {Permission.VIEW_COUNCIL}
