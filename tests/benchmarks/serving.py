"""What readers wait for: a stored PDF again, "not modified", pages while PDFs are made, 20 asking at once.

    python tests/benchmarks/serving.py [--asks 200]

Run by hand on an idle machine. It loads the demonstration into a folder of its own, serves it on loopback
and ends it again. Ratios are of medians. Exits with 1 where a limit is passed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.browser.server import MANAGE, REPOSITORY, WORK, Site, environment, seeded, serve

STORED_MS, NOT_MODIFIED_MS = 5.0, 3.0
BUSY_RATIO = 1.5
MEMORY_LIMIT_MB = 150
READERS = 20
COUNCIL, YEAR, PUBLISHED_YEAR = "merrowdale", "2024-25", "2023-24"
READER = "owen.castell@merrowdale.example"


class Answer(NamedTuple):
    status: int
    content: bytes
    headers: dict[str, str]


class Visitor:
    """Somebody with a connection that stays open, and with cookies."""

    def __init__(self, site: Site, email: str = "") -> None:
        self.connection = HTTPConnection("127.0.0.1", int(site.url.rsplit(":", 1)[1]), timeout=60)
        self.cookies: SimpleCookie = SimpleCookie()
        if email:
            self.get("/accounts/login/")
            self.post("/demo/sign-in/", email=email)

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        sent = "; ".join(f"{name}={each.value}" for name, each in self.cookies.items())
        self.connection.request(method, path, body, {"Cookie": sent} | headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return Answer(answer.status, answer.read(), dict(answer.headers))

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, **fields: str) -> str:
        """The address that the answer leads to."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self.cookies["csrftoken"].value})
        answer = self.ask("POST", path, body, **{"Content-Type": "application/x-www-form-urlencoded"})
        if answer.status != 302:
            raise SystemExit(f"{path} answered {answer.status}")
        return answer.headers["Location"]


def milliseconds(ask: Callable[[], object], asks: int) -> list[float]:
    ask()
    taken = []
    for _ in range(asks):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def say(what: str, taken: list[float], limit: float) -> bool:
    late = quantiles(taken, n=20)[-1]
    sys.stdout.write(f"{what}: median {median(taken):.1f} ms, p95 {late:.1f} ms (limit {limit} ms)\n")
    return median(taken) <= limit


def stored_pdf(site: Site, asks: int) -> bool:
    """A published PDF whole, and asked for again by a browser that has it."""
    reader = Visitor(site)
    path = f"/published/{COUNCIL}/annual-governance-statement/{PUBLISHED_YEAR}.pdf"
    status, content, headers = reader.get(path)
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    whole = milliseconds(lambda: reader.get(path), asks)
    again = milliseconds(lambda: reader.get(path, **{"If-None-Match": headers["ETag"]}), asks)
    fast = say(f"stored PDF of {len(content) / 1024:.0f} kB", whole, STORED_MS)
    return say("not modified", again, NOT_MODIFIED_MS) and fast


def asked_at_once(site: Site) -> bool:
    """Twenty people ask for the PDF of a draft that nobody has asked for: one is made."""
    path = f"/councils/{COUNCIL}/cycles/{YEAR}/documents/assurance-review/make-pdf/"
    readers = [Visitor(site, READER) for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as threads:
        addresses = set(threads.map(lambda reader: reader.post(path), readers))
    waiting = (
        "from reports.models import Rendering; "
        "print(Rendering.objects.filter(publication=None, state='queued').count())"
    )
    shell = [*MANAGE, "shell", "--no-imports", "-c", waiting]
    asked = subprocess.run(
        shell, cwd=REPOSITORY, env=environment(site.data), capture_output=True, text=True, check=True
    )
    rows = int(asked.stdout)
    sys.stdout.write(f"{READERS} ask at once: {len(addresses)} address, {rows} to make (exactly 1)\n")
    return len(addresses) == rows == 1


def while_busy(site: Site, asks: int) -> bool:
    """An officer's page while two documents are laid out in the background."""
    officer = Visitor(site, READER)
    path = f"/councils/{COUNCIL}/cycles/{YEAR}/requirements/A1.1/"
    idle = milliseconds(lambda: officer.get(path), asks)
    for kind in ("ags", "local-code"):
        officer.post(f"/councils/{COUNCIL}/cycles/{YEAR}/documents/{kind}/make-pdf/")
    worker = subprocess.Popen([*MANAGE, *WORK, "--batch"], cwd=REPOSITORY, env=environment(site.data))
    officer.get(path)
    busy = []
    while worker.poll() is None:
        started = time.perf_counter()
        officer.get(path)
        busy.append((time.perf_counter() - started) * 1000)
    ratio = median(busy) / median(idle)
    sys.stdout.write(
        f"a page while PDFs are made: {median(busy):.0f} ms, else {median(idle):.0f} ms: "
        f"ratio {ratio:.2f} (limit {BUSY_RATIO}), {len(busy)} pages\n"
    )
    return ratio <= BUSY_RATIO


def memory(site: Site) -> bool:
    """The largest of the processes that serve this site, after all of the above."""
    peak = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
            serves = b"gunicorn" in command and str(site.data).encode() in (folder / "environ").read_bytes()
            status = (folder / "status").read_text() if serves else ""
        except OSError:
            continue
        sizes = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
        peak = max(peak, *sizes, 0)
    sys.stdout.write(f"memory of a web worker: {peak / 1024:.0f} MB (limit {MEMORY_LIMIT_MB})\n")
    return 0 < peak / 1024 <= MEMORY_LIMIT_MB


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--asks", type=int, default=200)
    options: Any = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, serve(seeded(Path(folder)), Path(folder) / "site") as site:
        kept = [
            stored_pdf(site, options.asks),
            asked_at_once(site),
            while_busy(site, max(options.asks // 4, 20)),
            memory(site),
        ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
