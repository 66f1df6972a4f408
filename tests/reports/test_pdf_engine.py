"""The engine turns HTML into a PDF that a screen reader can follow, alone and always the same."""

import os
import subprocess
import sys
from hashlib import sha256

import pytest
from pdfua import validate

from reports.pdf import engine
from reports.pdf.structure import StructureTree
from tests.reports.pdf_reading import TaggedPdf, counts_in_html
from tests.reports.pdf_samples import BODY, DOT, FACES, page


def read(body: str) -> TaggedPdf:
    return TaggedPdf(engine.render(page(body)).content)


@pytest.fixture(scope="module")
def content() -> bytes:
    return engine.render(page(BODY)).content


@pytest.fixture(scope="module")
def document(content) -> TaggedPdf:
    return TaggedPdf(content)


def test_each_element_has_one_tag(document):
    expected = counts_in_html(page(BODY))
    expected["L"] += 1  # the description list
    expected["LI"] += 2
    assert {kind: document.counts[kind] for kind in expected} == dict(expected)
    assert document.counts["THead"] == 2
    assert len(document.pdf.pages) > 3


def test_pages_and_tree_agree(document):
    assert document.faults() == []


def test_title_language_and_headings_are_announced(document):
    assert (document.title, document.language, document.shows_title) == ("Parish review", "en-GB", True)
    assert document.headings() == [
        (1, "Lamp review"),
        (2, "Where we stand"),
        (2, "All lamps"),
        (3, "The moor"),
    ]


def test_a_table_over_pages_keeps_its_rows_whole(document):
    assert document.row_lengths() == [[3, 1, *[3] * 40, 1, 3], [2, 2, 2]]
    assert [tag.kind for tag in document.of_kind("Table")[0].kids] == ["Caption", "THead", "TBody"]


def test_every_header_cell_says_its_direction(document):
    scopes = {cell.text: cell.scope for cell in document.cells("TH")}
    assert set(scopes.values()) == {"Row", "Column"}
    assert (scopes["Ref"], scopes["Harbour"], scopes["B7"], scopes["2024"]) == (
        "Column",
        "Column",
        "Row",
        "Row",
    )


def test_data_cells_name_their_column_group_and_row(document):
    cells = document.cells()
    lamp = next(cell for cell in cells if cell.text.startswith("Lamp 31 "))
    assert lamp.headers == ("Lamp", "Harbour", "B31")
    moor = next(cell for cell in cells if cell.text.startswith("The keeper walks"))
    assert moor.headers == ("Lamp", "Moor", "M1")
    assert next(cell for cell in cells if cell.text == "M1").headers == ("Ref", "Moor")


def test_heads_on_later_pages_and_page_furniture_are_not_read_out(document):
    later = document.artifacts(1)
    assert ("Pagination", "Ref") in later
    assert ("Pagination/Header", "Harbour lamps (continued)") in later
    assert ("Pagination/Header", "Agreed in May") in later
    pages = len(document.pdf.pages)
    assert ("Pagination/Footer", f"Page 2 of {pages}") in later
    assert not any("continued" in words for _, words in document.artifacts(pages - 1))


def test_a_link_over_two_lines_is_one_link_with_its_own_words(document):
    drove, keeper, note = document.links()
    assert drove.text.startswith("what the moor wardens say about")
    assert drove.contents == drove.text
    assert (drove.areas, drove.target) == (2, "moor")
    assert (keeper.text, keeper.contents, keeper.areas) == ("the keeper", "the keeper", 1)
    assert keeper.target == "mailto:keeper@saltmere.example"
    assert (note.text, note.contents) == ("1", "Note 1")


def test_another_language_is_marked(document):
    spoken = {tag.text: (tag.kind, str(tag.entry.Lang)) for tag in document.tags if "/Lang" in tag.entry}
    assert spoken == {
        "goleudy ger y môr, tŷ a dŵr": ("Span", "cy"),
        "Mae pob lamp yn llosgi heno.": ("P", "cy"),
    }


def test_pictures_have_words_and_a_place(document):
    chart, lamp = document.of_kind("Figure")
    assert str(chart.entry.Alt) == "Bar chart: 12 lamps in 2024, 40 in 2025"
    assert str(lamp.entry.Alt) == "A lamp at dusk"
    left, bottom, right, top = (float(corner) for corner in lamp.entry.A.BBox)
    assert right - left == pytest.approx(30)
    assert top - bottom == pytest.approx(30)
    assert 0 < left < right < 595
    assert 0 < bottom < top < 842


def test_what_is_hidden_from_screen_readers_is_an_artifact(document):
    assert ("Layout", "blinking") in document.artifacts(0)
    assert not any("blinking" in tag.text for tag in document.of_kind("P"))


def test_lists_say_how_they_are_numbered_and_nest_in_their_item(document):
    lists = document.of_kind("L")
    numberings = [tag.attribute("/ListNumbering") for tag in lists[-5:]]
    assert numberings == ["Decimal", "None", "Decimal", "None", "None"]
    steps = lists[-5]
    assert [kid.kind for kid in steps.kids[0].kids] == ["Lbl", "LBody"]
    assert steps.kids[0].kids[1].kids == [lists[-4]]
    assert [kid.kind for kid in lists[-2].kids[0].kids] == ["LBody"]


def test_a_term_and_its_descriptions_are_one_item(document):
    wick, oil = document.of_kind("L")[-1].kids
    assert [kid.kind for kid in wick.kids] == ["Lbl", "LBody", "LBody"]
    assert [kid.text for kid in oil.kids] == ["Oil", "What is burnt."]


def test_an_abbreviation_carries_its_long_form(document):
    assert [str(tag.entry.E) for tag in document.tags if "/E" in tag.entry] == ["harbour master"]


def test_only_the_documents_own_faces_are_embedded(document):
    assert document.fonts <= FACES
    assert document.fonts >= FACES - {"Document-Sans-Italic"}


def test_a_checker_for_pdf_ua_finds_nothing(content, tmp_path):
    path = tmp_path / "document.pdf"
    path.write_bytes(content)
    assert [finding.message for finding in validate(str(path)).findings] == []


def test_the_same_html_gives_the_same_bytes_in_another_process(content):
    program = (
        "import sys, django; django.setup(); from hashlib import sha256; from reports.pdf import engine;"
        "print(sha256(engine.render(sys.stdin.read()).content).hexdigest())"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", program],
        input=page(BODY),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.split()[-1] == sha256(content).hexdigest()
    assert engine.render(page(BODY)).content == content


def test_the_result_counts_its_pages(content):
    assert engine.render(page("<h1>One</h1><p class='new-page'>Two</p>")).pages == 2


def test_the_web_process_can_name_the_engine_without_loading_it():
    program = (
        "import sys; from reports.pdf.version import engine_version; import reports.pdf.errors;"
        "print(engine_version()); sys.exit('weasyprint' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.startswith("weasyprint 70.")
    assert result.stdout.strip() == engine.engine_version()


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (page("<p>Text</p>", language=""), "language"),
        (page("<p>Text</p>", title=" "), "title"),
        (page(f'<img src="{DOT}">'), "no words"),
        (page('<p><span aria-hidden="true"><a href="https://a.example/">x</a></span></p>'), "hidden"),
        (page('<p style="opacity: .5">Faint</p>'), "opacity"),
    ],
)
def test_what_cannot_be_accessible_is_refused(html, message):
    with pytest.raises(engine.RenderError, match=message):
        engine.render(html)


def test_a_fault_inside_the_engine_is_told_as_one(monkeypatch):
    def fail(*_args):
        raise ZeroDivisionError("no width")

    monkeypatch.setattr(StructureTree, "write", fail)
    with pytest.raises(engine.RenderError, match="could not be laid out: ZeroDivisionError: no width"):
        engine.render(page("<p>Text</p>"))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            '<tr><th></th><th>May</th></tr><tr><th rowspan="2">North</th><td>1</td></tr><tr><td>2</td></tr>',
            {"1": ("May", "North"), "2": ("May", "North")},
        ),
        (
            '<tr><th colspan="2">Early</th><th>Late</th></tr><tr><th>May</th><th>June</th><th>July</th></tr>'
            "<tr><td>1</td><td>2</td><td>3</td></tr>",
            {"1": ("Early", "May"), "2": ("Early", "June"), "3": ("Late", "July")},
        ),
        (
            '<tbody><tr><th scope="rowgroup" colspan="2">A</th></tr><tr><th>x</th><td>1</td></tr></tbody>'
            '<tbody><tr><th scope="rowgroup" colspan="2">B</th></tr><tr><th>y</th><td>2</td></tr></tbody>',
            {"1": ("A", "x"), "2": ("B", "y")},
        ),
    ],
)
def test_headers_follow_spans_and_groups(table, expected):
    cells = read(f"<h1>T</h1><table>{table}</table>").cells("TD")
    assert {cell.text: cell.headers for cell in cells} == expected


def test_a_foot_repeated_on_each_page_is_read_once_and_last():
    rows = "<tr><td>Lamp</td></tr>" * 60
    head = '<thead><tr><th scope="col">What</th></tr></thead><tfoot><tr><td>Foot</td></tr></tfoot>'
    document = read(f"<h1>T</h1><table>{head}<tbody>{rows}</tbody></table>")
    assert [tag.kind for tag in document.of_kind("Table")[0].kids] == ["THead", "TBody", "TFoot"]
    assert document.faults() == []
    assert ("Pagination", "Foot") in document.artifacts(1)


def test_a_picture_inside_a_link_is_part_of_it():
    document = read(
        f'<h1>T</h1><p><a href="https://a.example/"><img src="{DOT}" alt="Home" width="30"></a></p>'
    )
    (link,) = document.links()
    assert (link.contents, link.areas) == ("Home", 1)
    assert [tag.kind for tag in document.of_kind("Link")[0].kids] == ["Figure"]
    assert document.faults() == []
