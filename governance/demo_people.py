"""The invented people of the demonstration, as listed in fixtures/demo/councils.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from governance.roles import Role

DIRECTOR = "Director"  # answers for services by their post, and needs no role


@dataclass(frozen=True)
class DemoPerson:
    """One way to sign in. `sees` says in a few words what this person will find."""

    email: str
    name: str
    role: str
    council: str
    sees: str


@cache
def demo_people() -> list[DemoPerson]:
    """Everybody who can be played, once each, in the order of the file."""
    content = json.loads(
        (settings.BASE_DIR / "fixtures" / "demo" / "councils.json").read_text(encoding="utf-8")
    )
    people: dict[str, DemoPerson] = {}
    for council in content:
        for person in council["people"]:
            if person["email"].endswith(".example"):
                people.setdefault(
                    person["email"],
                    DemoPerson(
                        email=person["email"],
                        name=person["name"],
                        role=Role(person["roles"][0]).label if person["roles"] else DIRECTOR,
                        council=council["name"],
                        sees=person["sees"][0].lower() + person["sees"][1:],
                    ),
                )
    return list(people.values())


def demo_cast() -> list[DemoPerson]:
    """Those whom the sign-in page offers: the first person of each role, and the first of each council."""
    seen: set[str] = set()
    cast = []
    for person in demo_people():
        if person.role not in seen or person.council not in seen:
            cast.append(person)
        seen |= {person.role, person.council}
    return cast
