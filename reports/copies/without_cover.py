"""A statement that goes into the Statement of Accounts: its title and status, then its sections."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from reports.copies.tree import classes, first_of_class, words


def without_cover(page: Element) -> None:
    """Leave of the cover the council, the status, the title, the year and what is still open."""
    head = page.find("body/header")
    if head is None or "cover" not in classes(head):
        return
    status, council = first_of_class(head, "status"), first_of_class(head, "council")
    line = Element("p", {"class": "quiet"})
    line.text = f"{words(council)} · " if council is not None else ""
    if status is not None:
        status.tail = None
        line.append(status)
    kept = [one for one in head.iter() if one.tag == "h1" or classes(one) & {"year", "notice"}]
    for child in list(head):
        head.remove(child)
    head.set("class", "part")
    head.extend([line, *kept])
