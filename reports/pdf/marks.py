"""Marked content of the pages: what is painted belongs to a structure element or is marked as an artifact."""

from dataclasses import dataclass, field
from typing import Any

import pydyf

from reports.pdf.errors import RenderError

HIDDEN = {"Type": "/Layout"}
REPEATED = {"Type": "/Pagination"}
PAGE_HEAD = {"Type": "/Pagination", "Subtype": "/Header", "Attached": "[/Top]"}
PAGE_FOOT = {"Type": "/Pagination", "Subtype": "/Footer", "Attached": "[/Bottom]"}


@dataclass
class PageMarks:
    """The marked runs of one page: `stream` paints them, `painted` names the run of each box."""

    stream: Any
    painted: dict[Any, dict[str, Any]]
    owners: dict[int, Any] = field(default_factory=dict)
    artifacts: dict[int, dict[str, str]] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def take(self, box: Any) -> int | None:
        """Return the run of a box and note it as dealt with; None where nothing was painted."""
        run = self.painted.pop(box, None)
        return None if run is None else int(run["mcid"])

    def settle(self) -> list[Any]:
        """Number owned runs without gaps and mark all others as artifacts. Return the owners in order.

        Raises RenderError where a run has neither or is painted apart from its page (opacity, masks): it
        would be read out at the wrong place or not at all.
        """
        if self.painted:
            words = " ".join(getattr(box, "text", "picture") for box in self.painted)
            raise RenderError(f"Part of the page belongs to no element: {words[:80]}")
        items = self.stream.stream
        for position, item in enumerate(items):
            if type(item) is not pydyf.Dictionary or "MCID" not in item:
                continue
            run = item["MCID"]
            if run in self.owners:
                self.numbers[run] = item["MCID"] = len(self.numbers)
            else:
                items[position - 1] = "/Artifact"
                items[position] = pydyf.Dictionary(self.artifacts.pop(run))
        if self.artifacts or len(self.numbers) != len(self.owners):
            raise RenderError("Part of the page is painted with opacity or a mask: it cannot be tagged.")
        return [self.owners[run] for run in self.numbers]
