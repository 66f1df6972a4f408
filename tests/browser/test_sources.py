"""Who else checked: the opinion of internal audit is asked for and given, an inspection becomes an issue."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import check_page
from tests.browser.journeys import MERROWDALE, fill_date, follow, heading, review_of, sign_in_as

SOURCES = review_of(MERROWDALE) + "sources/"


def test_the_head_of_internal_audit_is_asked_and_gives_the_opinion(page, visit):
    sign_in_as(page, "Owen Castell", SOURCES)
    expect(page.get_by_text("Asked of: Graham Pell, who alone can record it.")).to_be_visible()
    check_page(page, phone=True)
    follow(page.get_by_role("button", name="Remind Graham Pell"))
    expect(page.get_by_role("alert")).to_contain_text("You reminded Graham Pell.")

    auditor = visit()
    sign_in_as(auditor, "Graham Pell")
    expect(heading(auditor)).to_have_text("Sources of assurance")
    follow(auditor.get_by_role("link", name="Record your opinion"))
    expect(heading(auditor)).to_have_text("Head of internal audit’s annual opinion")
    check_page(auditor, phone=True)
    auditor.get_by_label("Your opinion, in one sentence").fill("Sound, but for the shared waste service.")
    follow(auditor.get_by_role("button", name="Save the opinion"))
    expect(auditor.get_by_role("alert").get_by_role("link")).to_have_count(2)
    check_page(auditor)
    fill_date(auditor.get_by_role("group", name="Date of the opinion"), 16, 5, 2025)
    auditor.get_by_label("Reasonable").check()
    auditor.get_by_label("Conformance with the Global").fill("The work conformed with the standards.")
    auditor.get_by_label("F Risk, control and finance").check()
    follow(auditor.get_by_role("button", name="Save the opinion"))
    expect(auditor.get_by_text("Sound, but for the shared waste service.")).to_be_visible()
    check_page(auditor, phone=True)

    page.reload()
    expect(page.get_by_text("still missing")).to_have_count(0)
    opinion = page.get_by_role("row", name=re.compile("Head of internal audit"))
    expect(opinion).to_contain_text("Reasonable as last year")
    follow(opinion.get_by_role("link", name="Head of internal audit"))
    expect(page.get_by_text("Only the head of internal audit records and changes")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_inspection_is_recorded_and_becomes_a_possible_issue(visit, scripts: bool):
    page: Page = visit(java_script_enabled=scripts)
    sign_in_as(page, "Owen Castell", SOURCES)
    follow(page.get_by_role("button", name="Record a source"))
    expect(heading(page)).to_have_text("What do you want to record?")
    if scripts:
        check_page(page, phone=True)
    follow(page.get_by_role("link", name="Inspection"))
    if scripts:
        check_page(page, phone=True)
    page.get_by_label("Who says so?").fill("Food standards inspectors")
    fill_date(page.get_by_role("group", name="Date of the report or letter"), 30, 1, 2025)
    page.get_by_label("The opinion, in their own words").fill("A third of the visits are overdue.")
    page.get_by_label("It says something that the statement has to answer").check()
    page.get_by_label("D Choosing the right interventions").check()
    page.get_by_label("Title of the report in the evidence register").fill("Food standards inspection report")
    follow(page.get_by_role("button", name="Save the source"))
    expect(heading(page)).to_have_text("Food standards inspectors")
    expect(page.get_by_role("link", name="Food standards inspection report")).to_be_visible()

    monitor: Page = visit(java_script_enabled=scripts)
    sign_in_as(monitor, "Helen Marsh", SOURCES)
    row = monitor.get_by_role("row", name=re.compile("^Food standards inspectors"))
    follow(row.get_by_role("link", name="Raise a possible significant issue"))
    monitor.get_by_label(re.compile("title", re.IGNORECASE)).fill("Food visits are overdue")
    follow(monitor.get_by_role("button", name=re.compile("^Raise")))
    monitor.goto(SOURCES)
    follow(row.get_by_role("link", name="Food visits are overdue"))
    expect(heading(monitor)).to_contain_text("Food visits are overdue")

    page.reload()
    follow(page.get_by_role("link", name="Withdraw it"))
    page.get_by_label("Why is it withdrawn?").fill("It was of the county, not of us.")
    follow(page.get_by_role("button", name="Withdraw the source"))
    expect(page.get_by_role("alert")).to_contain_text("is withdrawn.")
