"""Is a copy the published one? By the file's bytes, or by the document check code that it carries.

Only what is or was public is ever named; anything else is not known here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from governance.models import Council
from reports.models import Publication, Rendering
from reports.public.codes import code_in
from reports.public.reading import PublicVersion, published

CODE = re.compile(r"[0-9a-f]{12}")
BETWEEN = re.compile(r"[\s\-–.]+")


@dataclass(frozen=True)
class Known:
    """A published version that a copy or a code belongs to. `current` is what is read in its place today.

    `is_the_file`: byte for byte the file that was given out, not only a copy that carries its code.
    """

    version: PublicVersion
    current: PublicVersion | None
    is_the_file: bool = False

    @property
    def is_withdrawn(self) -> bool:
        return self.version.publication.is_withdrawn

    @property
    def is_current(self) -> bool:
        return self.current is self.version

    @property
    def is_replaced(self) -> bool:
        return not self.is_withdrawn and not self.is_current


def tidy_code(typed: str) -> str:
    """A code as people type it, as twelve characters; ValueError when it cannot be one."""
    code = BETWEEN.sub("", typed).lower()
    if not CODE.fullmatch(code):
        raise ValueError("A document check code has 12 characters: the figures 0 to 9 and the letters a to f")
    return code


def by_code(code: str, *, at: date) -> list[Known]:
    """The published documents of whose text this is the code: of each the newest version that stands.

    The code is that of a text: its states share it. Two documents can do so only if they say the same.
    """
    carries = Q(text_digest__startswith=code) | Q(text_digest="", digest__startswith=code)
    return known(Publication.objects.filter(carries), at=at)


def by_file(content: bytes, *, at: date) -> list[Known]:
    """What a PDF is a copy of: the very file that was given out, else what it says it is."""
    made = Rendering.objects.filter(sha256=hashlib.sha256(content).hexdigest(), publication__isnull=False)
    files = known(Publication.objects.filter(pk__in=made.values("publication")), at=at, is_the_file=True)
    if files:
        return files
    code = code_in(content)
    return by_code(code[:12], at=at) if code else []


def known(publications: Iterable[Publication], *, at: date, is_the_file: bool = False) -> list[Known]:
    """Those of the publications that are or were public, the best of each document."""
    wanted = {each.pk: each.council_id for each in publications}
    found = []
    for council in Council.objects.filter(pk__in=set(wanted.values())).order_by("name"):
        for document in published(council, at=at):
            matching = [one for one in document.versions if one.publication.pk in wanted]
            standing = [one for one in matching if not one.publication.is_withdrawn]
            if best := next(iter([*standing, *matching]), None):
                found.append(Known(best, document.current, is_the_file))
    return found
