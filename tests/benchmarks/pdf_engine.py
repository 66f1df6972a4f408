"""How much the tagged PDF costs: our engine against plain WeasyPrint on the same HTML, style sheet, faces.

    python tests/benchmarks/pdf_engine.py [FILE.html …] [--rounds 5] [--renders 0] [--growth]
        [--chromium PATH]

With --growth also a review of six times the rows; with --chromium also a warm Chromium, in wall time.
Files are documents as `manage.py render_document … --output FILE.html` writes them.

Run by hand on an idle machine. Each side is a warm process of its own; rounds alternate between them and
ratios are medians over rounds, of processor time, since wall time tells more about the machine than about us.
Without files it makes a review of 91 requirements. Exits with 1 where a limit is passed.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
RATIO_LIMIT = 1.20
MEMORY_LIMIT_MB = 135
GROWTH_LIMIT_MB = 20
CHROMIUM_LIMIT = 4.5
TIMES_THE_ROWS, TIMES_THE_TIME = 6, 6.8

Render = Callable[[str], tuple[bytes, int]]


def review(requirements: int = 91) -> str:
    """Return an invented review of the size and shape of a real one: one wide table for each principle."""
    evidence = (
        "The harbour board met in March and looked at the log of every lamp. Two keepers were trained, the "
        "spare wicks were counted against the list, and the board asked for the north lamp to be moved. "
    )
    rows = [
        f'<tr><th scope="row" class="ref">A{number}</th><td><p><strong>Keep lamp {number} lit</strong></p>'
        f"<p>{evidence[: 120 + number % 60]}</p></td>"
        f"<td><ul><li>Log of lamps</li><li>Minutes of the board</li>"
        f"<li>Training record {number}</li></ul></td>"
        f'<td class="score"><b>{number % 10 + 1}</b> of 10</td>'
        f"<td><p><b>Evidence</b> {evidence * 3}</p></td></tr>"
        for number in range(1, requirements + 1)
    ]
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("Ref", "Required", "Examples", "Score", "Progress")
    )
    columns = "".join(f'<col style="width:{width}%">' for width in (7, 24, 23, 9, 37))
    tables = "".join(
        f"<h2>Principle {number}</h2><table><caption>Lamps</caption><colgroup>{columns}</colgroup>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows[start : start + 13])}</tbody></table>"
        for number, start in enumerate(range(0, requirements, 13), start=1)
    )
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Lamp review</title>'
        '<link rel="stylesheet" href="/static/css/document.css"></head>'
        f'<body><div class="matrix"><h1>Lamp review</h1>{tables}</div></body></html>'
    )


def tagged() -> Render:
    from reports.pdf import engine

    def render(html: str) -> tuple[bytes, int]:
        result = engine.render(html)
        return result.content, result.pages

    return render


def plain() -> Render:
    import weasyprint

    from reports.pdf.fetching import BASE_URL, STYLE_SHEET, DocumentFetcher, static_address, static_bytes
    from reports.pdf.fonts import font_configuration

    fetcher, configuration = DocumentFetcher(), font_configuration()
    style_sheet = weasyprint.CSS(
        string=static_bytes(STYLE_SHEET).decode(),
        base_url=static_address() + STYLE_SHEET,
        url_fetcher=fetcher,
        font_config=configuration,
    )

    def render(html: str) -> tuple[bytes, int]:
        source = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetcher)
        document = source.render(font_config=configuration, stylesheets=[style_sheet])
        return document.write_pdf(), len(document.pages)

    return render


def chromium(program: str) -> Render:
    """A browser that stays open and prints one page after the other; it does not say how many pages.

    It gets style and faces inside the page, as it loads nothing here.
    """
    from playwright.sync_api import sync_playwright

    from reports.paper import self_contained

    page = (
        sync_playwright().start().chromium.launch(executable_path=program, args=["--no-sandbox"]).new_page()
    )

    def render(html: str) -> tuple[bytes, int]:
        page.set_content(self_contained(html))
        return page.pdf(format="A4", tagged=True), 0

    return render


def serve(render: Render) -> None:
    """Render what each line of the input holds; answer with seconds, pages, bytes and memory in MB."""
    for line in sys.stdin:
        html = json.loads(line)
        wall, processor = time.perf_counter(), time.process_time()
        content, pages = render(html)
        answer = {
            "wall": time.perf_counter() - wall,
            "processor": time.process_time() - processor,
            "pages": pages,
            "size": len(content),
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


class Worker:
    """One side of the comparison in a process of its own."""

    def __init__(self, side: str) -> None:
        """`side` is "tagged", "plain", or the path of a Chromium."""
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", side],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env=environment,
        )

    def render(self, html: str) -> dict[str, float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(html) + "\n")
        self.process.stdin.flush()
        answer: dict[str, float] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        self.process.communicate()


def compare(name: str, html: str, rounds: int) -> bool:
    """Measure one document and write a line about it; tell whether it keeps within the limits."""
    ours, bare = Worker("tagged"), Worker("plain")
    ours.render(html)
    bare.render(html)
    pairs = [(ours.render(html), bare.render(html)) for _ in range(rounds)]
    ours.close()
    bare.close()
    last_ours, last_bare = pairs[-1]
    ratio = median(own["processor"] / other["processor"] for own, other in pairs)
    page = median(own["processor"] / own["pages"] for own, _ in pairs) * 1000
    sys.stdout.write(
        f"{name}: {last_ours['pages']:.0f} pages; tagged/plain {ratio:.2f} (limit {RATIO_LIMIT}); "
        f"{page:.0f} ms a page; peak {last_ours['peak']:.0f} MB, "
        f"plain {last_bare['peak']:.0f} MB (limit {MEMORY_LIMIT_MB}); "
        f"{last_ours['size'] / 1024:.0f} kB, plain {last_bare['size'] / 1024:.0f} kB; "
        f"wall {median(own['wall'] for own, _ in pairs):.2f} s\n"
    )
    return ratio <= RATIO_LIMIT and last_ours["peak"] <= MEMORY_LIMIT_MB


def against_chromium(name: str, html: str, rounds: int, program: str) -> bool:
    """How much longer a reader waits for ours than for a browser that prints the same page."""
    ours, browser = Worker("tagged"), Worker(program)
    ours.render(html)
    browser.render(html)
    pairs = [(ours.render(html), browser.render(html)) for _ in range(rounds)]
    ours.close()
    browser.close()
    ratio = median(own["wall"] / other["wall"] for own, other in pairs)
    size = pairs[-1][0]["size"] / pairs[-1][1]["size"]
    sys.stdout.write(f"{name}: tagged/warm Chromium {ratio:.2f} (limit {CHROMIUM_LIMIT}); size {size:.2f}\n")
    return ratio <= CHROMIUM_LIMIT


def more_rows(rounds: int) -> bool:
    """How time grows with the rows: in proportion would be the same figure as theirs."""
    worker = Worker("tagged")
    small, large = review(), review(91 * TIMES_THE_ROWS)
    worker.render(small)
    pairs = [(worker.render(large), worker.render(small)) for _ in range(rounds)]
    worker.close()
    ratio = median(many["processor"] / few["processor"] for many, few in pairs)
    sys.stdout.write(
        f"{TIMES_THE_ROWS} times the rows: {ratio:.1f} times the time (limit {TIMES_THE_TIME})\n"
    )
    return ratio <= TIMES_THE_TIME


def grow(html: str, renders: int) -> bool:
    """Render many times in one process and write by how much its memory grew after the first ten."""
    worker = Worker("tagged")
    peaks = [worker.render(html)["peak"] for _ in range(renders)]
    worker.close()
    growth = peaks[-1] - peaks[min(9, renders - 1)]
    sys.stdout.write(f"memory after {renders} renders: {growth:+.0f} MB (limit {GROWTH_LIMIT_MB})\n")
    return growth <= GROWTH_LIMIT_MB


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--renders", type=int, default=0, help="also measure memory over so many renders")
    parser.add_argument("--growth", action="store_true", help="also measure six times the rows")
    parser.add_argument("--chromium", help="path of a Chromium to compare with")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options: Any = parser.parse_args(arguments)
    if options.serve:
        import django

        django.setup()
        sides = {"tagged": tagged, "plain": plain}
        serve(sides[options.serve]() if options.serve in sides else chromium(options.serve))
        return 0
    documents = [(path.name, path.read_text()) for path in options.files] or [("review", review())]
    kept = [compare(name, html, options.rounds) for name, html in documents]
    if options.chromium:
        kept += [against_chromium(name, html, options.rounds, options.chromium) for name, html in documents]
    if options.growth:
        kept.append(more_rows(min(options.rounds, 3)))
    if options.renders:
        kept.append(grow(review(7), options.renders))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
