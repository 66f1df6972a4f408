"""Check 12 for people: no person's address, and a post where a person's name stands."""

import pytest

from assurance.people_in_texts import addresses_in, names_in
from governance.models import CouncilSetting
from governance.roles import Role
from tests.assurance.checks.clean_review import change, found
from tests.assurance.checks.test_scores import promise
from tests.builders import make_council, make_member

LONG = " It is read by all who need it, and internal audit tested it without a finding."


def test_the_address_of_a_person_is_named_and_the_councils_mailbox_is_not(cycle):
    change(cycle, "A1.1", narrative="Write to sam.lee@merrowdale.example." + LONG)
    assert found(cycle) == {"personal-addresses": [("A1.1", "sam.lee@merrowdale.example")]}
    CouncilSetting.objects.create(
        council=cycle.council, key="contact_email", value="Sam.Lee@merrowdale.example"
    )
    assert found(cycle) == {}


def test_a_name_is_found_in_a_row_and_in_an_open_action(cycle):
    change(cycle, "A1.1", narrative="Ask Priya  Shah, who keeps the register." + LONG)
    promise(cycle, "A1.2", text="Train all staff", expected_outcome="PRIYA SHAH has trained all.")
    promise(cycle, "A1.3", text="Priya Shah to write it", status="complete")
    assert found(cycle)["personal-names"] == [
        ("A1.1", "Priya Shah"),
        ("A1.2", "Priya Shah in the action “Train all staff”"),
    ]


def test_a_councillor_and_a_person_elsewhere_are_no_names_to_take_out(cycle):
    make_member(cycle.council, Role.LEADER, name="Councillor Ann Pethick")
    make_member(make_council(), Role.REVIEWER, name="Tom Weatherall")
    change(cycle, "A1.1", narrative="Councillor Ann Pethick and Tom Weatherall read it." + LONG)
    assert found(cycle) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The register is kept by Ann\nLee.", ["Ann Lee"]),
        ("The report of Ann Lee’s team.", ["Ann Lee"]),
        ("Joann Lee keeps it, and Ann Leeds.", []),
        ("Ann keeps it.", []),
    ],
)
def test_a_name_is_found_in_full_only(text, expected):
    assert names_in(text, ["Ann Lee"]) == expected


def test_each_address_is_found_once():
    text = "Write to a.b@x.example, or a.b@x.example; or governance@x.example"
    assert addresses_in(text, mailbox="Governance@x.example") == ["a.b@x.example"]
