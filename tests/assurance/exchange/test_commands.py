"""`import_review` and `export_review` say what they did; a bad value is one line and writes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assurance.models import ImportRun, ReviewCycle
from governance.roles import Role
from tests.assurance.exchange.files import ROWS, workbook
from tests.builders import make_council, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(db):
    return make_council("fenwick")


@pytest.fixture
def review(tmp_path):
    path = tmp_path / "review.xlsx"
    path.write_bytes(workbook(ROWS))
    return path


def run(*args, **options) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_it_brings_a_review_in_and_makes_it(council, review):
    by = make_member(council, Role.COORDINATOR)
    said = run("import_review", review, "--council", "fenwick", "--year", "2024/25", "--by", by.user.email)
    assert "3 rows matched" in said
    assert "There was no 2024/25 review; it was made." in said
    assert "3 rows changed, 3 actions, 1 example of the council's own" in said
    assert ImportRun.objects.get().by == by
    again = run("import_review", review, "--council", "fenwick", "--year", "2024-25")
    assert "nothing changed" in again


def test_a_dry_run_writes_nothing(council, review):
    said = run("import_review", review, "--council", "fenwick", "--year", "2024/25", "--dry-run")
    assert "Dry run: nothing was written." in said
    assert not ReviewCycle.objects.exists()
    assert not ImportRun.objects.exists()


def test_a_past_year(council, review):
    options = ("--past-year", "--body", "Audit Committee", "--date", "2023-09-20", "--minute", "12")
    run("import_review", review, "--council", "fenwick", "--year", "2022/23", *options)
    cycle = ReviewCycle.objects.get()
    assert (cycle.is_past_record, cycle.record_body, str(cycle.record_date)) == (
        True,
        "Audit Committee",
        "2023-09-20",
    )


def test_problems_are_named_and_nothing_is_written(council, tmp_path):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(workbook([*ROWS, ("C1.1", "", 11, "")]))
    with pytest.raises(CommandError, match="1 problem; nothing was written"):
        run("import_review", path, "--council", "fenwick", "--year", "2024/25")
    assert not ReviewCycle.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"--council": "nowhere"}, "There is no council “nowhere”"),
        ({"--year": "2024/26"}, "not a financial year"),
        ({"--by": "x@example.test"}, "is not a member"),
        ({"--date": "yesterday"}, "is not a date"),
        ({"--words": "Full=x"}, "is not a word and its score"),
    ],
)
def test_bad_values_are_one_clear_line(council, review, changed, says):
    options = {"--council": "fenwick", "--year": "2024/25"} | changed
    with pytest.raises(CommandError, match=says):
        run("import_review", review, *[part for pair in options.items() for part in pair])


def test_export_writes_a_file_that_comes_back_without_a_change(council, review, tmp_path):
    run("import_review", review, "--council", "fenwick", "--year", "2024/25")
    for name in ("out.xlsx", "out.csv"):
        said = run("export_review", "--council", "fenwick", "--year", "2024/25", "--output", tmp_path / name)
        assert "91 rows" in said
        assert "nothing changed" in run(
            "import_review", tmp_path / name, "--council", "fenwick", "--year", "2024/25"
        )
    for year, name in (("2024/25", "out.pdf"), ("2019/20", "out.csv")):
        with pytest.raises(CommandError):
            run("export_review", "--council", "fenwick", "--year", year, "--output", tmp_path / name)
