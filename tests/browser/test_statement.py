"""The statement is written: seen as it will be printed, pasted from Word, saved, never lost."""

from __future__ import annotations

from playwright.sync_api import Dialog, Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, follow, heading, review_of, sign_in_as

STATEMENT = review_of(MERROWDALE) + "statement/"
SUMMARY, AHEAD = "2 Summary and opinion", "11 Looking ahead, and events since the year end"
# As a word processor puts it on the clipboard: lists of its own, a comment, a deletion, a picture, a table.
FROM_WORD = """<html><head><style>p { color: red }</style></head><body>
<p class=MsoNormal style='margin:0cm'>Internal audit gave <b>reasonable</b> assurance, says the
<a href="https://example.org/report">report</a>.<del>Not so.</del></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;
</span></span>First point</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span>Deeper<a class=msocomanchor href="#c">[HM1]</a></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span>A step</p>
<p>Last.<img src="file:///c:/picture.png"></p>
<table><tr><td><p>Risk</p></td><td>Owner</td></tr></table></body></html>"""
PASTED = """Before.

Internal audit gave **reasonable** assurance, says the [report](https://example.org/report).

- First point
  - Deeper

1. A step

Last.

- Risk; Owner"""
PASTE = """([box, html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def dialogs_of(page: Page) -> list[str]:
    """Kinds of the questions that the browser asks from now on; all are answered yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def points_of(page: Page) -> float:
    """The length of the main text that the page reckons with."""
    return float(page.locator("[data-points-total]").get_attribute("data-points-total") or 0)


def test_a_text_is_seen_as_printed_pasted_from_word_and_saved_by_keyboard(page):
    sign_in_as(page, "Helen Marsh", STATEMENT)
    asked = dialogs_of(page)
    expect(page.get_by_text("Main text: about")).to_be_visible()
    check_page(page, phone=True)
    page.reload()
    assert asked == []

    box = page.get_by_role("textbox", name=SUMMARY)
    preview = page.get_by_role("group", name=f"{SUMMARY} in the document")
    box.press_sequentially("Before.")
    expect(preview.get_by_text("Before.")).to_be_visible()
    before = points_of(page)
    box.evaluate_handle("(box, html) => [box, html]", FROM_WORD).evaluate(PASTE)
    assert box.input_value() == PASTED
    told = "Pasted. Left out: 1 image, 1 comment, 1 tracked deletion. 1 table became a list."
    expect(page.get_by_text(told)).to_be_visible()
    expect(preview.get_by_role("link", name="report")).to_be_visible()
    expect(preview.locator("li li")).to_have_text("Deeper")
    assert points_of(page) > before
    check_page(page)

    page.goto(STATEMENT)
    assert asked == ["beforeunload"]
    page.get_by_label("Our opinion").select_option("Reasonable")
    page.get_by_label("The opinion in one sentence").fill("Well run, with one exception.")
    box.fill("Before.")
    with page.expect_navigation():
        box.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    assert box.input_value() == "Before."
    page.goto(review_of(MERROWDALE) + "documents/ags/")
    expect(page.get_by_text("Well run, with one exception.").first).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_text_that_two_people_change_keeps_both(page, visit, console):
    console.expect(409)
    sign_in_as(page, "Helen Marsh", STATEMENT)
    colleague = visit()
    sign_in_as(colleague, "Owen Castell", STATEMENT)
    colleague.get_by_role("textbox", name=AHEAD).fill("None.")
    follow(colleague.get_by_role("button", name="Save", exact=True))

    page.get_by_role("textbox", name=AHEAD).fill("A flood in May.")
    page.get_by_role("textbox", name=SUMMARY).fill("Well run.")
    follow(page.get_by_role("button", name="Save", exact=True))

    expect(heading(page)).to_have_text("Annual Governance Statement")
    expect(page.get_by_text("Saved meanwhile by Owen Castell")).to_be_visible()
    expect(page.get_by_role("textbox", name=AHEAD)).to_have_value("A flood in May.")
    expect(page.get_by_role("textbox", name=SUMMARY)).to_have_value("Well run.")
    check_page(page)
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("textbox", name=AHEAD)).to_have_value("A flood in May.")
