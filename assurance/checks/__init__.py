"""What must be put right, or is worth a look, before a step of the review (DOMAIN.md §8): the registry.

One module for each rule or small group of rules; every module of this package, and of `reports.checks` for
the documents, is read when the app starts, so that a new rule touches one file.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from governance.audit import canonical_json
from governance.permissions import Permission

if TYPE_CHECKING:
    from assurance.checked_review import CheckedReview


class Gate(StrEnum):
    """The step that a rule is asked before; the value is its name in files."""

    REVIEW = "finish the review"
    DRAFT = "publish the unaudited draft"
    APPROVAL = "take it to committee for approval"
    FINAL = "publish the final version"


@dataclass(frozen=True)
class Fix:
    """The one thing to do: a link, and the right that its page asks for."""

    label: str
    url: str
    needs: Permission = Permission.VIEW_REVIEW


@dataclass(frozen=True)
class Together:
    """A page of the review on which everything that a rule finds is put right: `page` is its url name."""

    label: str
    page: str
    needs: Permission


@dataclass(frozen=True)
class Rule:
    """`number` is that of DOMAIN.md §8; `why` one sentence for people. `must`: has to be put right.

    `can_be_passed` is for rules that must be put right: that of the second pair of eyes offers no way past.
    `asks` is the heading of what its findings make a councillor ask; a rule without asks nothing.
    `together`: its label says "{count}" where the number of findings stands.
    """

    key: str
    number: int
    name: str
    why: str
    gates: frozenset[Gate]
    must: bool = True
    can_be_passed: bool = True
    asks: str = ""
    together: Together | None = None


@dataclass(frozen=True)
class Finding:
    """What a rule says of one thing. `ref` and `title` name the row, `row` is its key; else `title` a thing.

    `subject` tells apart what stands on no row, or several findings of one row. `place`: where to read of it.
    `question` is what it makes a councillor ask, for rules that ask something. `is_officers`: it tells of a
    score that is the officer's alone, since the row is not agreed; few may read such a score (DESIGN.md §2).
    `part` is the key of what it concerns in a document, for rules that know.
    """

    what: str
    fix: Fix
    place: str
    ref: str = ""
    title: str = ""
    row: int | None = None
    subject: str = ""
    question: str = ""
    is_officers: bool = False
    part: str = ""

    def link_for(self, rights: Collection[Permission]) -> Fix:
        """The fix for who may do it; others read of it."""
        return self.fix if self.fix.needs in rights else Fix("Read", self.place)

    def digest(self, rule: Rule) -> str:
        """Changes with what is found, so that a reason given for it lapses. SHA-256 in hex."""
        content = [rule.key, self.ref, self.subject, self.what]
        return hashlib.sha256(canonical_json(content).encode()).hexdigest()


Check = Callable[["CheckedReview"], Iterable[Finding]]

_CHECKS: dict[str, tuple[Rule, Check]] = {}


def check(rule: Rule) -> Callable[[Check], Check]:
    """Registers what a rule looks for; ValueError when another rule has its key."""

    def registered(function: Check) -> Check:
        if rule.key in _CHECKS:
            raise ValueError(f"There are two rules called {rule.key}")
        _CHECKS[rule.key] = (rule, function)
        return function

    return registered


def registered_checks() -> list[tuple[Rule, Check]]:
    """Every rule with what it looks for, in the order of DOMAIN.md §8 and of their registration."""
    return sorted(_CHECKS.values(), key=lambda pair: pair[0].number)


def rule_called(key: str) -> Rule | None:
    found = _CHECKS.get(key)
    return found[0] if found else None


def read_modules_of(package: str) -> None:
    """Import every module of a package of rules, in the order of their names."""
    paths = importlib.import_module(package).__path__
    for module in sorted(each.name for each in pkgutil.iter_modules(paths)):
        importlib.import_module(f"{package}.{module}")
