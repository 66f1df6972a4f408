"""Whatever stands in an address after its question mark, or as the number of a row: no page breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.test import Client, TestCase
from django.urls import get_resolver, reverse

from governance.models import Membership
from governance.roles import Role
from tests.addresses import (
    COUNCIL_ROWS,
    SampleCouncil,
    council_addresses,
    sample_council,
    short_refusals,
    walk,
)
from tests.builders import make_member

REPOSITORY = Path(__file__).resolve().parent.parent
APPS = ("governance", "framework", "assurance", "reports")
# Every name that a page reads from its address; a test keeps the list whole.
PARAMETERS = (
    *(
        "all",
        "checked",
        "code",
        "cover",
        "decision",
        "directorate",
        "file",
        "filing",
        "from",
        "giver",
        "item",
        "kind",
        "more",
        "moved",
        "next",
        "only",
        "open",
        "owner",
        "page",
        "person",
        "pk",
        "principle",
    ),
    *("q", "row", "score", "show", "sort", "source", "state", "status", "text", "to", "year"),
)
VALUES = {
    "empty": "",
    "text": "nonsense",
    "negative": "-1",
    "huge": "99999999999",
    "beyond 64 bits": "9" * 40,
    "unicode": "Ŵyn ٣ ² 🏛 \u202e",
    "long": "x" * 5_000,
    "brackets": "[](){}<>'\"%;--",
    "null byte": "a\x00b",
    "year that is none": "2024-99",
}
NUMBERS_OF_NOTHING = (0, 2**31, 2**63, 10**40)
READ = re.compile(r"""\bGET(?:\.get(?:list)?\(|\[)["'](\w+)["']|["'](\w+)["'] in (?:\w+\.)*GET\b""")
ADDRESSES = list(council_addresses())
OUTSIDE = [name for route, name, _ in walk(get_resolver(), "", "") if "<" not in route]


def test_the_list_holds_every_parameter_that_a_page_reads():
    sources = [path.read_text() for app in APPS for path in (REPOSITORY / app).rglob("*.py")]
    read = {name for source in sources for pair in READ.findall(source) for name in pair if name}
    assert len(read) > 3
    assert read <= set(PARAMETERS)


def test_no_address_takes_just_any_text():
    """PostgreSQL breaks on a null byte, which "str" lets through."""
    ours = [name for route, name, _ in walk(get_resolver(), "", "") if "<str:" in route]
    assert ours == []


def broken(client: Client, url: str) -> Iterator[tuple[str, str, int]]:
    """With which values the page breaks. One that reads none of them is asked once, with all."""
    for kind, value in (("all kinds", list(VALUES.values())), *VALUES.items()):
        response = client.get(url, dict.fromkeys(PARAMETERS, value))
        if response.status_code >= 500:
            yield kind, url, response.status_code
        if "GET" not in vars(response.wsgi_request):  # Django takes the address apart when it is asked to
            break


class AddressTests(TestCase):
    council: SampleCouncil
    member: Membership

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = sample_council()
        roles = (Role.COORDINATOR, Role.MONITORING_OFFICER, Role.SERVICE_OFFICER, Role.ADMINISTRATOR)
        cls.member = make_member(cls.council.council, *roles)

    def setUp(self) -> None:
        self.signed_in = Client(raise_request_exception=False)
        self.signed_in.force_login(self.member.user)
        self.stranger = Client(raise_request_exception=False)

    def test_no_page_of_a_council_breaks(self) -> None:
        urls = [address.url(self.council) for address in ADDRESSES]
        found = [each for url in urls for each in broken(self.signed_in, url)]
        self.assertEqual(found, [])

    def test_no_page_outside_a_council_breaks(self) -> None:
        clients = (self.stranger, self.signed_in)
        found = [each for name in OUTSIDE for client in clients for each in broken(client, reverse(name))]
        self.assertEqual(found, [])

    def test_the_number_of_no_row_is_not_found(self) -> None:
        found = []
        for address in ADDRESSES:
            for part in address.parts & COUNCIL_ROWS:
                for number in NUMBERS_OF_NOTHING:
                    url = address.url(self.council, **{part: number})
                    for method in (self.signed_in.get, self.signed_in.post):
                        with short_refusals():
                            status = method(url).status_code
                        if status not in {403, 404, 405}:
                            found.append((address.name, part, number, status))
        self.assertEqual(found, [])
