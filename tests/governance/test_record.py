"""The record of changes, in sentences."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import TestCase
from django.urls import reverse

from assurance.workflow.issues import reject_issue
from governance import audit
from governance.models import AuditEntry, Council, Membership, RoleGrantYear
from governance.permissions import Permission
from governance.record_words import describe, register
from governance.roles import Role
from tests.assurance.issue_desk import IssueDesk, make_desk
from tests.builders import NOW, make_council, make_cycle, make_member, make_post

ALL = frozenset(Permission)


def entry(action: str, label: str = "", **data: object) -> AuditEntry:
    return AuditEntry(action=action, object_label=label, data=data)


def test_a_known_code_is_a_sentence() -> None:
    given = entry("governance.role.given", name="Omar", role="Named reviewer", starts_on="2025-04-01")
    assert describe(given, rights=ALL) == "Gave Omar the role Named reviewer, from 1 April 2025"


def test_changes_name_both_values() -> None:
    changed = entry("governance.post.changed", "Head of legal", changes={"holder": ["", "Helen Marsh"]})
    assert describe(changed, rights=ALL) == (
        "Changed the post Head of legal. holder: from nothing to Helen Marsh"
    )


def test_rows_are_named_without_their_scores() -> None:
    register("tests.rows.agreed", "Agreed {rows}")
    agreed = entry("tests.rows.agreed", rows=[{"ref": "A1.1", "officer": 9}, {"ref": "A1.2", "officer": 8}])
    assert describe(agreed, rights=ALL) == "Agreed A1.1, A1.2"


def test_an_unknown_code_is_read_out() -> None:
    assert describe(entry("reports.code.taken_down", "Local Code"), rights=ALL) == "Local Code: taken down"
    assert describe(entry("reports.code.taken_down"), rights=ALL) == "Code: taken down"
    assert describe(entry("odd"), rights=ALL) == "Odd"


def test_a_detail_is_for_those_who_may_read_scores() -> None:
    register("tests.row.returned", "Sent {about} back.", detail="Reason: {reason}")
    returned = entry("tests.row.returned", "A1.1", reason="too {short}")
    assert describe(returned, rights=ALL) == "Sent A1.1 back. Reason: too {short}"
    assert describe(returned, rights=frozenset({Permission.VIEW_RECORD})) == "Sent A1.1 back."


def test_a_code_has_one_wording() -> None:
    register("tests.row.moved", "Moved {about}")
    register("tests.row.moved", "Moved {about}")
    with pytest.raises(ValueError, match="has words already"):
        register("tests.row.moved", "Shifted {about}")


class RecordPageTests(TestCase):
    council: Council
    admin: Membership
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR, name="Ada Admin")
        cls.url = reverse("governance:record", args=["exampleshire"])
        for number in range(51):
            audit.record(
                "tests.thing.done",
                council=cls.council,
                by=cls.admin.user,
                about=cls.admin,
                at=NOW,
                number=number,
            )
        audit.record("tests.other.done", council=make_council(), by=None, at=NOW)

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def test_the_address_is_kept(self) -> None:
        self.assertEqual(self.url, "/councils/exampleshire/audit/")

    def test_it_lists_this_council_newest_first_by_pages(self) -> None:
        response = self.client.get(self.url)
        numbers = [one.entry.data["number"] for one in response.context["lines"]]
        self.assertEqual(numbers, list(range(50, 0, -1)))
        self.assertContains(response, "Ada Admin")
        self.assertContains(response, "19 May 2025, 14:02")
        second = self.client.get(self.url, {"page": "2"})
        self.assertEqual([one.entry.data["number"] for one in second.context["lines"]], [0])
        self.assertContains(second, "page 1 of 2")

    def test_the_number_of_queries_is_fixed(self) -> None:
        with self.assertNumQueries(9):
            self.client.get(self.url)

    def test_what_the_service_did_by_itself_is_said(self) -> None:
        audit.record("tests.thing.done", council=self.council, by=None, at=NOW)
        self.assertContains(self.client.get(self.url), "The service")

    def sentences(self, **asked: str) -> list[str]:
        return [line.sentence for line in self.client.get(self.url, asked).context["lines"]]

    def test_reasons_are_for_those_who_read_that_review(self) -> None:
        register("tests.row.refused", "Refused.", detail="Reason: {reason}")
        for year in (2023, 2024):
            audit.record(
                "tests.row.refused", council=self.council, by=None, at=NOW, of_year=year, reason="too short"
            )
        head = make_member(self.council, Role.HEAD_OF_INTERNAL_AUDIT)
        self.client.force_login(head.user)
        self.assertEqual(self.sentences()[:2], ["Refused. Reason: too short"] * 2)
        RoleGrantYear.objects.create(council=self.council, grant=head.grants.get(), year=2023)
        self.assertEqual(self.sentences(), ["Refused. Reason: too short"])

    def test_whoever_is_limited_to_a_review_reads_of_that_review_only(self) -> None:
        audit.record("tests.thing.done", council=self.council, by=None, at=NOW, of_year=2022)
        head = make_member(self.council, Role.HEAD_OF_INTERNAL_AUDIT)
        RoleGrantYear.objects.create(council=self.council, grant=head.grants.get(), year=2023)
        self.client.force_login(head.user)
        self.assertContains(self.client.get(self.url), "Nothing has been changed yet.")

    def test_an_entry_knows_its_review_from_its_row(self) -> None:
        cycle = make_cycle(self.council, 2024, opened=False)
        entry = AuditEntry.objects.for_council(self.council).first()
        assert entry is not None
        self.assertEqual(entry.review_year, 2024)
        self.assertEqual(audit.review_of(cycle), 2024)
        self.assertIsNone(audit.review_of(self.admin))

    def test_each_entry_shows_its_number_and_check_code(self) -> None:
        entry = AuditEntry.objects.in_chain(self.council.pk).last()
        assert entry is not None
        code = f"{entry.digest[:4]} {entry.digest[4:8]} {entry.digest[8:12]}"
        self.assertContains(self.client.get(self.url), f'51 <span class="ga-nowrap">{code}</span>')

    def test_it_leads_to_what_the_reader_may_open(self) -> None:
        address = reverse("governance:person", args=["exampleshire", self.admin.pk])
        self.assertContains(self.client.get(self.url), address)
        self.client.force_login(make_member(self.council, Role.COORDINATOR).user)
        self.assertNotContains(self.client.get(self.url), address)


class ReservedNamesTests(TestCase):
    """What a possible issue is called is for those who read issues."""

    desk: IssueDesk
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.desk = make_desk()
        issue = cls.desk.raised(title="The payroll is wrong")
        reject_issue(issue=issue, reason="The payroll was right.", by=cls.desk.monitor, at=NOW)
        cls.url = reverse("governance:record", args=[cls.desk.council.slug])

    def read(self, role: Role, **asked: str) -> str:
        self.client.force_login(self.desk.members[role].user)
        page = self.client.get(self.url, asked).content.decode()
        file = self.client.get(reverse("governance:record-download", args=[self.desk.council.slug]), asked)
        return page + b"".join(file.streaming_content).decode()

    def test_an_administrator_reads_that_something_was_done_and_not_to_what(self) -> None:
        for asked in ({}, {"text": "payroll"}):
            read = self.read(Role.ADMINISTRATOR, **asked)
            self.assertNotIn("payroll is wrong", read)
            self.assertNotIn("payroll was right", read)
            self.assertEqual("A significant issue: rejected" in read, not asked)

    def test_whoever_reads_issues_reads_their_names(self) -> None:
        for role in (Role.MONITORING_OFFICER, Role.HEAD_OF_INTERNAL_AUDIT):
            read = self.read(role, text="payroll")
            self.assertIn("Decided that “The payroll is wrong” is not a significant issue", read)


class RecordFilterTests(TestCase):
    council: Council
    admin: Membership
    other: Membership
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR, name="Ada Admin")
        cls.other = make_member(cls.council, Role.COORDINATOR, name="Owen Castell")
        cls.url = reverse("governance:record", args=["exampleshire"])
        one, other = cls.admin.user, cls.other.user
        post = make_post(cls.council, "Head of 50%_legal")
        for action, by, about, day, year in (
            ("governance.sign_in.done", one, None, 1, None),
            ("governance.sign_in.failed", None, None, 2, None),
            ("governance.post.created", one, post, 3, None),
            ("tests.row.done", other, None, 4, 2024),
            ("tests.row.done", other, None, 5, 2023),
            ("tests.formula.=1+1", None, None, 6, None),
        ):
            at = datetime(2025, 5, day, 22, 59, tzinfo=UTC)  # 23:59 where the council is
            audit.record(action, council=cls.council, by=by, about=about, at=at, of_year=year)

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def numbers(self, **asked: str) -> list[int]:
        return [line.entry.sequence for line in self.client.get(self.url, asked).context["lines"]]

    def test_each_filter_narrows(self) -> None:
        self.assertEqual(self.numbers(who=str(self.other.user_id)), [5, 4])
        self.assertEqual(self.numbers(who="nobody"), [6, 2])
        self.assertEqual(self.numbers(kind="sign-ins"), [2, 1])
        self.assertEqual(self.numbers(kind="people"), [3])
        self.assertEqual(self.numbers(review="2024"), [4])
        self.assertEqual(self.numbers(text="of 50%_LEGAL"), [3])
        self.assertEqual(self.numbers(text="of 50__legal"), [])
        self.assertEqual(self.numbers(who=str(self.other.user_id), review="2023"), [5])

    def test_days_are_whole_days_of_the_council(self) -> None:
        since = {"since_day": "2", "since_month": "5", "since_year": "2025"}
        until = {"until_day": "3", "until_month": "May", "until_year": "2025"}
        self.assertEqual(self.numbers(**since), [6, 5, 4, 3, 2])
        self.assertEqual(self.numbers(**until), [3, 2, 1])
        self.assertEqual(self.numbers(**since, **until), [3, 2])

    def test_a_wrong_date_is_said_at_its_field(self) -> None:
        response = self.client.get(
            self.url, {"since_day": "31", "since_month": "2", "since_year": "2025", "kind": "people"}
        )
        said = "31 February 2025 is not a real date. February 2025 has 28 days"
        self.assertContains(response, said, 2, status_code=422)
        self.assertContains(response, 'href="#id_since_day"', status_code=422)
        self.assertEqual([line.entry.sequence for line in response.context["lines"]], [3])

    def test_days_in_the_wrong_order_are_said(self) -> None:
        asked = {"since_day": "3", "since_month": "5", "since_year": "2025"}
        asked |= {"until_day": "2", "until_month": "5", "until_year": "2025"}
        response = self.client.get(self.url, asked)
        self.assertContains(response, "The last day must not be before the first", status_code=422)

    def test_the_edges_of_the_calendar(self) -> None:
        for day, month, year in (("1", "1", "1000"), ("31", "12", "9999")):
            asked = {"since_day": day, "since_month": month, "since_year": year}
            asked |= {"until_day": day, "until_month": month, "until_year": year}
            self.assertEqual(self.numbers(**asked), [])

    def test_what_is_in_no_list_is_said(self) -> None:
        for name in ("who", "kind", "review"):
            response = self.client.get(self.url, {name: "nonsense"})
            self.assertContains(response, "choose from the list", status_code=422)

    def test_the_pages_keep_the_filters(self) -> None:
        for _ in range(51):
            audit.record("governance.sign_in.done", council=self.council, by=self.admin.user, at=NOW)
        response = self.client.get(self.url, {"kind": "sign-ins"})
        self.assertContains(response, "?kind=sign-ins&amp;page=2")
        self.assertContains(
            response, f"{reverse('governance:record-download', args=['exampleshire'])}?kind=sign-ins"
        )

    def test_the_number_of_queries_does_not_grow(self) -> None:
        for _ in range(60):
            audit.record(
                "governance.post.created", council=self.council, by=self.admin.user, about=self.admin, at=NOW
            )
        with self.assertNumQueries(9):
            self.client.get(self.url, {"kind": "people", "who": str(self.admin.user_id)})

    def download(self, **asked: str) -> list[dict[str, str]]:
        response = self.client.get(reverse("governance:record-download", args=["exampleshire"]), asked)
        self.assertEqual(response["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("attachment", response["Content-Disposition"])
        return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))

    def test_the_file_holds_all_and_says_that_it_was_taken(self) -> None:
        rows = self.download()
        self.assertEqual([row["Number"] for row in rows], ["1", "2", "3", "4", "5", "6", "7"])
        self.assertEqual(rows[-1]["What"], "Downloaded the record of changes")
        self.assertEqual(rows[-1]["Who"], "Ada Admin")
        self.assertEqual(rows[0]["When"], "2025-05-01 23:59:00+01:00")
        chain = list(AuditEntry.objects.in_chain(self.council.pk))
        self.assertEqual([row["Check code"] for row in rows], [entry.digest for entry in chain])
        self.assertEqual(
            [row["Check code before"] for row in rows], ["", *(one.digest for one in chain[:-1])]
        )

    def test_the_file_is_narrowed_and_the_record_says_how(self) -> None:
        rows = self.download(kind="people", since_day="1", since_month="5", since_year="2025")
        self.assertEqual([row["Number"] for row in rows], ["3"])
        said = "Downloaded the record of changes (From: 1 May 2025; What kind: People, roles and posts)"
        self.assertIn(said, [row["What"] for row in self.download()])

    def test_no_cell_runs_as_a_formula(self) -> None:
        label = make_post(self.council, "=HYPERLINK(1)")
        audit.record("tests.post.moved", council=self.council, by=None, about=label, at=NOW)
        cells = {cell for row in self.download() for cell in row.values()}
        self.assertEqual([cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], [])
        self.assertIn("'=HYPERLINK(1)", cells)

    def test_a_wrong_filter_gives_no_file(self) -> None:
        address = reverse("governance:record-download", args=["exampleshire"])
        response = self.client.get(address, {"since_day": "x"})
        self.assertEqual(response.status_code, 422)
        self.assertFalse(AuditEntry.objects.filter(action="governance.record.exported").exists())
