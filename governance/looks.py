"""Every page that an external auditor reads, and every file they take, stands in the record of changes."""

from __future__ import annotations

import re
from html import unescape
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance import audit
from governance.http import of_council

TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)
FILE_NAME = re.compile(r'filename="([^"]+)"')
LONGEST = 200  # characters of a name or a path that is kept


def record_look(request: HttpRequest, response: HttpResponse) -> None:
    """Append an entry when somebody from outside was shown a page of the council or handed a file."""
    member = of_council(request).membership
    if request.method != "GET" or response.status_code != HTTPStatus.OK or not member.is_external_auditor():
        return
    name = _name_of(response).removesuffix(f" – {member.council.name}")
    if not name:
        return
    match = request.resolver_match
    year = match.kwargs.get("year") if match else None
    audit.record(
        "governance.auditor.looked",
        council=member.council,
        by=member.user,
        at=timezone.now(),
        of_year=year,
        page=name[:LONGEST],
        path=request.get_full_path()[:LONGEST],
    )


def _name_of(response: HttpResponse) -> str:
    """The title of a page, without the name of the service; the name of a file; empty for anything else."""
    if found := FILE_NAME.search(response.get("Content-Disposition", "")):
        return found[1]
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return response.get("Content-Disposition", "")
    title = TITLE.search(response.content)
    words = " ".join(unescape(title[1].decode()).split()) if title else ""
    return words.removesuffix(" – Governance Assurance")
