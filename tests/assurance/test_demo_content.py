"""The demo councils' texts: complete, distinct, fictional and well formed.

Years in the texts are tokens, so that the demo can be loaded for any date: {y0} is the calendar year in which
the review's financial year starts, {y1} the next, {y2} the one after, {ym1} the one before, {year} the label.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assurance.models import AssuranceSource, Evidence, ImprovementAction, Milestone, ReviewCycle
from assurance.models.actions import Progress
from governance.colours import colour_problem
from governance.models import Council, Post
from governance.roles import Role, conflict_between
from reports.models import GovernanceStatement

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
DEMO = FIXTURES / "demo"
REFS = [
    f"{principle['letter']}{sub_principle['number']}.{requirement['number']}"
    for principle in json.loads((FIXTURES / "framework-2016.json").read_text("utf-8"))["principles"]
    for sub_principle in principle["sub_principles"]
    for requirement in sub_principle["requirements"]
]
TOKENS = {"ym1": 2023, "y0": 2024, "y1": 2025, "y2": 2026, "year": "2024/25"}
SECTIONS = {
    "summary",
    "scope",
    "framework",
    "review_method",
    "disclosures",
    "progress",
    "significant_issues",
    "action_plan",
    "looking_ahead",
    "certification",
}
REVIEWS = ("merrowdale-last-year", "merrowdale-this-year", "stonereach")
COMPLETE_REVIEWS = ("merrowdale-last-year", "stonereach")
MERROWDALE_REVIEWS = ("merrowdale-last-year", "merrowdale-this-year")


def load(name: str) -> Any:
    return json.loads((DEMO / f"{name}.json").read_text("utf-8"))


def rows_of(name: str) -> dict[str, Any]:
    rows: dict[str, Any] = load(name)["rows"]
    return rows


def councils() -> dict[str, Any]:
    return {council["slug"]: council for council in load("councils")}


def slug_of(review: str) -> str:
    return review.split("-")[0]


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


def word_runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", re.sub(r"\{\w+\}", "year", text).lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_three_councils_of_different_kinds() -> None:
    assert list(councils()) == ["merrowdale", "quillham", "stonereach"]
    assert len({council["kind"] for council in councils().values()}) == 3
    assert {council["governance_model"] for council in councils().values()} == {"executive", "committee"}


@pytest.mark.parametrize("council", councils().values(), ids=councils())
def test_a_council_is_well_formed(council: dict[str, Any]) -> None:
    people = {person["key"] for person in council["people"]}
    posts = {post["key"] for post in council["posts"]}

    assert council["kind"] in Council.Kind
    assert council["nation"] in Council.Nation
    assert council["governance_model"] in Council.GovernanceModel
    assert colour_problem(council["colour"]) == ""
    assert council["approving_body"]
    assert len(posts) == len(council["posts"])
    assert len(people) == len(council["people"])
    assert {post["statutory_office"] for post in council["posts"]} == {"", *Post.StatutoryOffice.values}
    assert {post["holder"] for post in council["posts"]} <= people | {""}
    assert [milestone["kind"] for milestone in council["milestones"]] == Milestone.Kind.values
    for day in [council["opens_on"], *(milestone["date"] for milestone in council["milestones"])]:
        assert date.fromisoformat(day.format(**TOKENS))


@pytest.mark.parametrize("council", councils().values(), ids=councils())
def test_people_hold_roles_that_go_together(council: dict[str, Any]) -> None:
    holders = {post.get("holder") for post in council["posts"]}
    for person in council["people"]:
        assert person["roles"] or person["key"] in holders  # a director may only answer for services
        assert set(person["roles"]) <= set(Role.values)
        assert conflict_between({Role(role) for role in person["roles"]}) == ""
        assert set(person["rows"]) <= set(REFS)
        assert bool(person["rows"]) == ("service_officer" in person["roles"])
        assert person["sees"]


def test_every_address_is_in_the_reserved_example_domain() -> None:
    for path in DEMO.glob("*.json"):
        text = path.read_text("utf-8")
        for host in re.findall(r"(?:@|https?://)([\w.-]+)", text):
            assert host.endswith(".example"), f"{path.name}: {host}"


def test_every_role_can_sign_in_at_merrowdale() -> None:
    assert {role for person in councils()["merrowdale"]["people"] for role in person["roles"]} == set(Role)


def test_one_person_belongs_to_two_councils() -> None:
    names = Counter(
        (person["email"], person["name"]) for council in councils().values() for person in council["people"]
    )
    assert [count for count in names.values() if count > 1] == [2]
    assert len({email for email, _ in names}) == len(names)


@pytest.mark.parametrize("slug", ["merrowdale", "stonereach"])
def test_every_requirement_has_exactly_one_officer(slug: str) -> None:
    assigned = [ref for person in councils()[slug]["people"] for ref in person["rows"]]
    assert sorted(assigned) == sorted(REFS)


def test_priya_anand_has_the_thirteen_rows_of_principle_a() -> None:
    officers = [p for p in councils()["merrowdale"]["people"] if "service_officer" in p["roles"]]
    priya = next(person for person in officers if person["name"] == "Priya Anand")
    assert len(officers) >= 8
    assert priya["rows"] == REFS[:13]


@pytest.mark.parametrize("review", COMPLETE_REVIEWS)
def test_a_complete_review_scores_every_requirement(review: str) -> None:
    rows = rows_of(review)
    assert list(rows) == REFS
    for ref, row in rows.items():
        assert 1 <= row["score"] <= 10
        assert 1 <= row["agreed_score"] <= 10
        assert bool(row["agreed_reason"]) == (row["score"] != row["agreed_score"]), ref
        assert row["evidence"], ref


@pytest.mark.parametrize("review", COMPLETE_REVIEWS)
def test_a_low_agreed_score_has_an_action(review: str) -> None:
    without = [r for r, row in rows_of(review).items() if row["agreed_score"] <= 7 and not row["actions"]]
    assert without == []


def test_merrowdale_promised_twenty_actions_last_year() -> None:
    rows = rows_of("merrowdale-last-year").values()
    scores = Counter(row["agreed_score"] for row in rows)
    assert sum(len(row["actions"]) for row in rows) == 20
    assert 4 <= sum(row["score"] != row["agreed_score"] for row in rows) <= 6
    assert scores[4] == 1
    assert sum(scores[score] for score in (7, 8, 9)) > 75


@pytest.mark.parametrize(
    ("review", "fewest", "most"),
    [("merrowdale-last-year", 45, 90), ("merrowdale-this-year", 45, 90), ("stonereach", 30, 55)],
)
def test_narratives_have_a_readable_length(review: str, fewest: int, most: int) -> None:
    lengths = {ref: len(row["narrative"].split()) for ref, row in rows_of(review).items()}
    assert {ref: n for ref, n in lengths.items() if not fewest <= n <= most} == {}


def test_no_two_narratives_share_eight_words_in_a_row() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for review in REVIEWS:
        for ref, row in rows_of(review).items():
            for run in word_runs(row["narrative"]):
                place = f"{review} {ref}"
                assert seen.setdefault(run, place) == place, " ".join(run)


def test_this_year_is_part_way() -> None:
    review = load("merrowdale-this-year")
    rows = review["rows"]
    statuses = Counter(row["status"] for row in rows.values())
    assert list(rows) == [ref for ref in REFS if ref in rows]
    assert statuses == {"agreed": 22, "submitted": 15, "in_progress": 16, "sent_back": 2}
    assert not set(review["not_assigned"]) & set(rows)
    for ref, row in rows.items():
        assert ("agreed_score" in row) == (row["status"] == "agreed"), ref
        assert bool(row["sent_back_reason"]) == (row["status"] == "sent_back"), ref


def test_a_score_that_moved_says_why_except_in_the_row_still_being_typed() -> None:
    last_year = rows_of("merrowdale-last-year")
    for ref, row in rows_of("merrowdale-this-year").items():
        moved = row["score"] != last_year[ref]["agreed_score"]
        assert bool(row["change_reason"]) == (moved and ref != "A2.4"), ref


def test_nobody_agreed_their_own_row_this_year() -> None:
    people = {person["key"]: person["roles"] for person in councils()["merrowdale"]["people"]}
    scored = {r: row["scored_by"] for r, row in rows_of("merrowdale-this-year").items() if "scored_by" in row}
    assert scored == {"E1.2": "helen-marsh"}
    assert "monitoring_officer" in people["helen-marsh"]
    assert rows_of("merrowdale-this-year")["E1.2"]["status"] == "submitted"


def test_priya_has_done_seven_of_thirteen() -> None:
    rows = rows_of("merrowdale-this-year")
    submitted = [ref for ref in REFS[:13] if ref in rows and rows[ref]["status"] == "submitted"]
    started = [ref for ref in REFS[:13] if ref in rows and rows[ref]["status"] == "in_progress"]
    assert submitted == ["A1.1", "A1.2", "A1.4"]
    assert [ref for ref in REFS[:13] if ref in rows and rows[ref]["status"] == "sent_back"] == ["A1.3"]
    assert started == ["A2.1", "A2.2", "A2.3", "A2.4", "A3.3"]


@pytest.mark.parametrize("review", REVIEWS)
def test_actions_name_a_post_and_a_real_date(review: str) -> None:
    posts = {post["key"] for post in councils()[slug_of(review)]["posts"]}
    unfinished = review == "merrowdale-this-year"
    for ref, row in rows_of(review).items():
        for action in row["actions"]:
            assert action["text"]
            assert action["expected_outcome"]
            assert action["status"] in ImprovementAction.Status, ref
            assert action["owner_post"] in posts or (unfinished and action["owner_post"] == ""), ref
            assert action["due"] or unfinished, ref
            assert not action["due"] or date.fromisoformat(action["due"].format(**TOKENS))
            assert action["progress"] or action["status"] != "complete", ref
            assert action["standing"] in ({*Progress.values} if action["progress"] else {""}), ref


@pytest.mark.parametrize("reviews", [MERROWDALE_REVIEWS, ("stonereach",)], ids=["merrowdale", "stonereach"])
def test_an_item_of_evidence_is_the_same_wherever_it_is_used(reviews: tuple[str, ...]) -> None:
    register: dict[str, tuple[str, str, str, bool]] = {}
    for review in reviews:
        for row in rows_of(review).values():
            titles = [item["title"] for item in row["evidence"]]
            assert len(titles) == len(set(titles))
            for item in row["evidence"]:
                known = (item["link"], item["checked_by"], item["shown"], item["public"])
                assert register.setdefault(item["title"], known) == known, item["title"]
    for link, checked_by, shown, public in register.values():
        assert checked_by in Evidence.CheckedBy
        assert shown in Evidence.Shown
        assert public == bool(link)


def test_only_known_tokens_stand_in_the_texts() -> None:
    for path in DEMO.glob("*.json"):
        for text in texts_in(json.loads(path.read_text("utf-8"))):
            assert not re.search(r"[{}]", text.format(**TOKENS)), text
            assert not re.search(r"\b20\d\d\b", text) or "2016 edition" in text, text


def test_public_texts_name_posts_and_not_people() -> None:
    names = {
        person["name"].removeprefix("Councillor ")
        for council in councils().values()
        for person in council["people"]
    }
    published = [text for review in REVIEWS for text in texts_in(rows_of(review))]
    published += list(texts_in(load("statement")))
    assert [text for text in published for name in names if name in text] == []


@pytest.mark.parametrize("slug", ["merrowdale", "stonereach"])
def test_a_statement_has_every_section(slug: str) -> None:
    statement = load("statement")[slug]
    assert set(statement) >= SECTIONS
    assert all(len(statement[section].split()) >= 30 for section in SECTIONS)
    assert list(statement["principles"]) == list("ABCDEFG")
    assert all(part["conclusion"] and part["text"] for part in statement["principles"].values())
    assert statement["opinion"]["level"] in GovernanceStatement.Opinion
    assert statement["opinion"]["sentence"]
    assert statement["external_auditor_headline"]


@pytest.mark.parametrize("slug", ["merrowdale", "stonereach"])
def test_a_statement_refers_to_real_posts_people_and_dates(slug: str) -> None:
    statement, council = load("statement")[slug], councils()[slug]
    days = [signature["date"] for signature in statement["signatures"]]
    told = load("issues")[slug]
    for issue in [*told.get("last", []), *told.get("this", [])]:
        assert issue.get("owner_post") in {None, *(post["key"] for post in council["posts"])}
        assert set(issue["rows"]) <= set(REFS)
        days += [issue["due"]] if issue.get("due") else []
    assert all(date.fromisoformat(day.format(**TOKENS)) for day in days)
    assert {s["person"] for s in statement["signatures"]} <= {person["key"] for person in council["people"]}


@pytest.mark.parametrize(
    ("slug", "review"), [("merrowdale", "merrowdale-last-year"), ("stonereach", "stonereach")]
)
def test_the_counts_in_a_statement_are_those_of_its_review(slug: str, review: str) -> None:
    counts = {4: "four", 6: "six", 7: "seven", 8: "eight", 10: "ten", 12: "twelve"}
    scores = {ref: row["agreed_score"] for ref, row in rows_of(review).items()}
    for letter, part in load("statement")[slug]["principles"].items():
        strong = sum(score >= 9 for ref, score in scores.items() if ref[0] == letter)
        assert part["text"].lower().startswith(f"{counts[strong]} "), letter


def test_sources_of_assurance_are_of_this_council_and_dated() -> None:
    for slug, reviews in load("sources").items():
        assert slug in councils()
        for source in (source for review in reviews.values() for source in review):
            assert source["kind"] in AssuranceSource.Kind
            assert source.get("level", "") in {"", *AssuranceSource.OpinionLevel}
            assert date.fromisoformat(source["dated_on"].format(**TOKENS))
            assert set(source["principles"]) <= set("ABCDEFG")
            assert len(source["opinion"].format(**TOKENS)) <= 300


def test_the_reviews_of_a_council_point_to_files_that_exist() -> None:
    for council in councils().values():
        for review in council["reviews"]:
            assert review["stage"] in ReviewCycle.Stage
            assert not review["rows"] or (DEMO / review["rows"]).is_file()
            assert not review["statement"] or review["statement"] in load("statement")


def test_no_paragraph_stands_in_two_sections() -> None:
    paragraphs = [
        paragraph
        for statement in load("statement").values()
        for section in SECTIONS
        for paragraph in statement[section].split("\n\n")
    ]
    assert len(paragraphs) == len(set(paragraphs))
