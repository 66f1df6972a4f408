"""Small files of each kind, good and bad, made while the tests run."""

from __future__ import annotations

import io
import random
import warnings
import zipfile

from assurance.file_checks import MEDIA_TYPES

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20 + b"\xff\xd9"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def zipped(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def office(ending: str, **more: bytes) -> bytes:
    """An Office file with its main part; `more` by name, "/" written as "__" and "." as "_dot_"."""
    entries = {"[Content_Types].xml": b"<Types/>", PARTS[ending]: b"<x/>"}
    extra = {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}
    return zipped(entries | extra)


def open_document(ending: str, manifest: bytes = b"<manifest/>", **more: bytes) -> bytes:
    entries = {
        "mimetype": MEDIA_TYPES[ending].encode(),
        "content.xml": b"<x/>",
        "META-INF/manifest.xml": manifest,
    }
    return zipped(entries | {name.replace("__", "/"): data for name, data in more.items()})


def locked(content: bytes) -> bytes:
    """A zip archive whose entries say that they are encrypted."""
    found = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = found.find(mark)
        while start >= 0:
            found[start + offset] |= 1
            start = found.find(mark, start + 1)
    return bytes(found)


def with_broken_part(content: bytes) -> bytes:
    """The archive with its first part damaged, so that it cannot be unpacked."""
    start = 30 + int.from_bytes(content[26:28], "little")
    return content[:start] + b"\xff" * 6 + content[start + 6 :]


def packed_by(method: int) -> bytes:
    """A Word file packed in a way that Word does not know."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<x/>")
    return content.getvalue()


def with_a_part_twice() -> bytes:
    content = io.BytesIO(office("docx"))
    with warnings.catch_warnings(), zipfile.ZipFile(content, "a") as archive:
        warnings.simplefilter("ignore", UserWarning)  # zipfile names the double
        archive.writestr(PARTS["docx"], b"<y/>")
    return content.getvalue()


def lying_bomb(real: int = 30 * 1024 * 1024, declared: int = 1000) -> bytes:
    """A Word file whose directory declares fewer bytes than its part unpacks to."""
    content = bytearray(bomb(real))
    start = content.find(b"PK\x01\x02", content.find(b"word/media"))
    while content[start + 46 : start + 56] != b"word/media":
        start = content.find(b"PK\x01\x02", start + 1)
    content[start + 24 : start + 28] = declared.to_bytes(4, "little")
    return bytes(content)


def bombs_inside(number: int = 9, unpacked: int = 25 * 1024 * 1024) -> bytes:
    """Workbooks in a Word file, each of them small enough by itself."""
    noise = random.Random(5).randbytes(unpacked // 150)
    book = office("xlsx", noise=noise, more=b"\x00" * unpacked)
    return office("docx", **{f"word__embeddings__{one}_dot_xlsx": book for one in range(number)})


GOOD = {
    "Code.pdf": PDF,
    "Code.PDF": PDF,
    "Report.docx": office("docx"),
    "Figures.xlsx": office("xlsx"),
    "Slides.pptx": office("pptx"),
    "With a chart.docx": office("docx", word__embeddings__book_dot_xlsx=office("xlsx")),
    "Report.odt": open_document("odt"),
    "Figures.ods": open_document("ods"),
    "Table.csv": "name;£\nÉire;2\n".encode(),
    "Old table.csv": "name;£\n".encode("cp1252"),
    "Unicode.txt": "Ŵyn".encode("utf-16"),
    "Note.txt": b"Read in May.\r\n",
    "Plan.png": PNG,
    "Plan.jpg": JPEG,
    "Plan.jpeg": JPEG,
}
BAD = {
    ("Page.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>"): "content is something else",
    ("Both.pdf", b"<html>" + PDF): "content is something else",
    ("Half.pdf", PDF[:40]): "content is something else",
    ("Locked.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root")): "protected with a password",
    ("Program.exe", PROGRAM): "Files of this kind are not taken",
    ("Program.pdf", PROGRAM): "content is something else",
    ("Program.docx", PROGRAM): "content is something else",
    ("Program.txt", PROGRAM): "content is something else",
    ("Page.html", b"<html></html>"): "Files of this kind are not taken",
    ("Page.txt", b" <!-- x --><html></html>"): "content is something else",
    ("Drawing.svg", b"<svg/>"): "Files of this kind are not taken",
    ("Drawing.png", b"<svg/>"): "content is something else",
    ("Photo.jpg", PNG): "content is something else",
    ("No ending", PDF): "Files of this kind are not taken",
    ("Empty.pdf", b""): "The file is empty",
    ("Old.doc", OLD_WORD): "Save it as .docx",
    ("Old.docx", OLD_WORD): "protected with a password",
    ("Macros.docm", office("docx")): "Files with macros are not taken",
    ("Macros.docx", office("docx", word__vbaProject_dot_bin=b"x")): "holds macros",
    ("Macros.xlsx", office("xlsx", xl__macrosheets__one_dot_xml=b"x")): "holds macros",
    ("Macros.odt", open_document("odt", Basic__one=b"x")): "holds macros",
    ("Said.docx", zipped({"[Content_Types].xml": b"macroEnabled.main+xml", "word/a": b""})): "holds macros",
    ("Inside.docx", office("docx", word__embeddings__a_dot_xlsm=b"x")): "macros",
    ("Packed.docx", office("docx", word__a_dot_zip=b"x")): "another file packed inside",
    ("Run.docx", office("docx", word__a_dot_exe=b"x")): "another file packed inside",
    (
        "Nested.docx",
        office("docx", a_dot_xlsx=office("xlsx", b_dot_xlsx=office("xlsx"))),
    ): "packed inside one another",
    ("Locked.docx", locked(office("docx"))): "protected with a password",
    ("Locked.odt", open_document("odt", b"<manifest:encryption-data/>")): "protected with a password",
    ("Sheet.docx", office("xlsx")): "content is something else",
    ("Text.ods", open_document("odt")): "content is something else",
    ("Plain.docx", zipped({"a.txt": b"x"})): "content is something else",
    ("Both.docx", b"<html>" + office("docx")): "content is something else",
    ("Damaged.docx", with_broken_part(office("docx"))): "content is something else",
    ("Twice.docx", with_a_part_twice()): "content is something else",
    ("Rare.docx", packed_by(zipfile.ZIP_LZMA)): "content is something else",
    ("Odd.txt", b"\xff\xfe" + b"x" * 3): "content is something else",
    ("Broken.docx", office("docx")[:60]): "content is something else",
}


def bomb(unpacked: int = 30 * 1024 * 1024) -> bytes:
    """A Word file of some kilobytes that would unpack to as many bytes."""
    return office("docx", word__media__one_dot_bin=b"\x00" * unpacked)


def forged_bomb() -> bytes:
    """A Word file whose directory declares 300 MB."""
    content = bytearray(office("docx"))
    start = content.find(b"PK\x01\x02")
    content[start + 24 : start + 28] = (300 * 1024 * 1024).to_bytes(4, "little")
    return bytes(content)


def crowd() -> bytes:
    return office("docx", **{f"word__{number}": b"" for number in range(5_001)})
