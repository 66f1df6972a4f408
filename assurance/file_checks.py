"""Is a file what its name says, and safe to keep? Magic bytes and structure; nothing unpacked is kept.

Only the kinds of `MEDIA_TYPES` are taken. FileRefused says in one sentence what is wrong and what to do.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from pathlib import PurePath
from typing import BinaryIO

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
KINDS = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods), CSV, text, PNG or JPEG"
)
OLD_OFFICE = {"doc": ".docx", "xls": ".xlsx", "ppt": ".pptx", "dot": ".docx", "pps": ".pptx"}
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm"})
MAIN_PART = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}

MAX_UNPACKED = 200 * 1024 * 1024  # bytes, with those of documents inside
MAX_RATIO = 200  # unpacked bytes for a packed one
RATIO_COUNTS_FROM = 5 * 1024 * 1024  # bytes; small files of blanks pack very well
MAX_ENTRIES = 5_000
MAX_INSIDE = 20 * 1024 * 1024  # bytes of a document inside a document that are looked at
MAX_MANIFEST = 2 * 1024 * 1024  # bytes

ZIP, ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"  # what the file and each entry of its directory begin with
LOCAL_HEADER = 30  # bytes; name and extra field follow
CHUNK = 1024 * 1024  # bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACRO_PART = re.compile(r"vbaproject\.bin|(^|/)macrosheets/|(^|/)(basic|scripts)/", re.IGNORECASE)
ARCHIVE = re.compile(r"\.(zip|7z|rar|gz|bz2|xz|tar|tgz|jar|cab|iso)$", re.IGNORECASE)
PROGRAM = re.compile(r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs|js|msi|hta|lnk|html?|svg)$", re.IGNORECASE)
PDF_LOCKED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")
# Possessive: a comment ends in one way only, or many of them would be tried in all ways.
HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+"
    rb"<(?:!doctype|html|head|body|script|svg|iframe|\?php)",
    re.I | re.S,
)
# Control characters other than tabs, line ends, page breaks and the old end of a file.
NEVER_IN_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
LONGEST_NAME = 200  # characters


class FileRefused(Exception):
    """The message is for the person who chose the file."""


def clean_name(name: str) -> str:
    """The file's own name without a path and without characters that hide or reverse what it says."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(one for one in last if unicodedata.category(one) not in {"Cc", "Cf", "Co", "Cs"}).strip()
    stem, dot, ending = (shown or "file").rpartition(".")
    if not dot or len(ending) > 20:
        return shown[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def check_file(name: str, file: BinaryIO, *, size: int, limit: int) -> str:
    """The media type of a file by its content, which must be what its name says. FileRefused says why not.

    `size` and `limit` in bytes; `file` is read from its start and left there.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if not size:
        raise FileRefused("The file is empty. Choose another, or save it again")
    if size > limit:
        raise FileRefused(too_large(limit))
    _refuse_by_name(ending)
    file.seek(0)
    check = CHECKS[ending]
    check(file, ending)
    file.seek(0)
    return MEDIA_TYPES[ending]


def too_large(limit: int) -> str:
    return f"The file is larger than {limit // 1024 // 1024} MB. Make it smaller, or give its link instead"


def _refuse_by_name(ending: str) -> None:
    if ending in WITH_MACROS:
        raise FileRefused("Files with macros are not taken. Save it without macros, as .docx, .xlsx or .pptx")
    if ending in OLD_OFFICE:
        raise FileRefused(f"Old Office files are not taken. Save it as {OLD_OFFICE[ending]} and choose that")
    if ending not in MEDIA_TYPES:
        raise FileRefused(f"Files of this kind are not taken. Choose {KINDS}")


def _not_what_it_says(ending: str) -> FileRefused:
    return FileRefused(
        f"The file ends in .{ending}, but its content is something else. "
        "Open it in its program, save it again and choose that"
    )


def _check_pdf(file: BinaryIO, ending: str) -> None:
    content = file.read()
    if not content.removeprefix(b"\xef\xbb\xbf").startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise _not_what_it_says(ending)
    if PDF_LOCKED.search(content):
        raise FileRefused(
            "The PDF is protected with a password. Save a copy without protection and choose that"
        )


def _check_picture(file: BinaryIO, ending: str) -> None:
    content = file.read()
    is_png = (
        content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR" and b"IEND" in content[-32:]
    )
    is_jpeg = content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-1024:]
    if not (is_png if ending == "png" else is_jpeg):
        raise _not_what_it_says(ending)


def _check_text(file: BinaryIO, ending: str) -> None:
    content = file.read()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError as error:
            raise _not_what_it_says(ending) from error
    # As bytes: what is looked for reads the same in every other encoding, and decoding takes memory.
    if NEVER_IN_TEXT.search(content) or HTML.match(content.removeprefix(codecs.BOM_UTF8)):
        raise _not_what_it_says(ending)


def _check_office(file: BinaryIO, ending: str) -> None:
    if file.read(8) == OLE:
        raise FileRefused(
            "The file is protected with a password, or is an old Office file. "
            f"Save a copy without a password as .{ending} and choose that"
        )
    _check_archive(file, ending, depth=0, room=MAX_UNPACKED)


def _check_archive(file: BinaryIO, ending: str, *, depth: int, room: int) -> int:
    """Returns the bytes that the archive unpacks to, at most `room`; documents inside take the rest of it."""
    file.seek(0)
    content = file.read()
    # Something else may stand in front of an archive, and be what opens.
    if not content.startswith(ZIP):
        raise _not_what_it_says(ending)
    # Counted before the directory is read: a directory of 20 MB takes twenty times the memory.
    if content.count(ZIP_ENTRY) > MAX_ENTRIES:
        raise _too_large_when_opened()
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            unpacked = _check_sizes(entries, content, room=room)
            _check_structure(archive, ending)
            return unpacked + _check_inside(archive, entries, depth=depth, room=room - unpacked)
    # What a broken or forged file can raise while its parts are looked at.
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        KeyError,
    ) as error:
        raise _not_what_it_says(ending) from error


def _too_large_when_opened() -> FileRefused:
    return FileRefused("The file would be far too large when opened. Save it again in the program it is from")


def _check_sizes(entries: list[zipfile.ZipInfo], content: bytes, *, room: int) -> int:
    """First by the sizes that the archive declares, then that they are true. Returns the unpacked bytes.

    Entries that share their bytes would unpack to more than they declare.
    """
    unpacked = sum(entry.file_size for entry in entries)
    shares_bytes = sum(entry.compress_size for entry in entries) > len(content)
    too_dense = unpacked > RATIO_COUNTS_FROM and unpacked > MAX_RATIO * len(content)
    if unpacked > room or shares_bytes or too_dense:
        raise _too_large_when_opened()
    for entry in entries:
        if _real_size(entry, content) != entry.file_size:
            raise zipfile.BadZipFile(f"{entry.filename} is not as large as it declares")
    return unpacked


def _real_size(entry: zipfile.ZipInfo, content: bytes) -> int:
    """The bytes that an entry unpacks to, counted up to just over what it declares; -1 when it breaks off."""
    names = entry.header_offset + LOCAL_HEADER
    start = names + sum(struct.unpack("<HH", content[names - 4 : names]))
    packed = content[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED or not packed:
        return len(packed)
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile("Documents are packed in no other way")
    engine, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    while not engine.eof and size <= entry.file_size:
        piece = engine.decompress(packed, CHUNK)
        if not piece and not engine.unconsumed_tail and not engine.eof:
            return -1
        packed, size = engine.unconsumed_tail, size + len(piece)
    return size


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FileRefused(
                "The file is protected with a password. Save a copy without one and choose that"
            )
        if MACRO_PART.search(entry.filename):
            raise FileRefused("The file holds macros. Save it without macros and choose that")
        if ARCHIVE.search(entry.filename) or PROGRAM.search(entry.filename):
            raise FileRefused(
                "The file has another file packed inside that is not taken. Take it out and save again"
            )


def _check_structure(archive: zipfile.ZipFile, ending: str) -> None:
    names = set(archive.namelist())
    if len(names) < len(archive.namelist()):
        # Of two parts of one name, programs open one or the other.
        raise _not_what_it_says(ending)
    if ending in MAIN_PART:
        types = _read(archive, "[Content_Types].xml")
        if not any(name.startswith(MAIN_PART[ending]) for name in names):
            raise _not_what_it_says(ending)
        if b"macroenabled" in types.lower():
            raise FileRefused("The file holds macros. Save it without macros and choose that")
    else:
        if _read(archive, "mimetype").strip() != MEDIA_TYPES[ending].encode() or "content.xml" not in names:
            raise _not_what_it_says(ending)
        if b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
            raise FileRefused(
                "The file is protected with a password. Save a copy without one and choose that"
            )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part of the archive; KeyError when it is not there."""
    with archive.open(name) as part:
        return part.read(MAX_MANIFEST)


def _check_inside(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], *, depth: int, room: int) -> int:
    """Documents inside a document, such as the workbook behind a chart: one level, each by the same rules.

    Returns the bytes that they unpack to, at most `room`.
    """
    unpacked = 0
    for entry in entries:
        ending = entry.filename.rpartition(".")[2].lower()
        if ending in WITH_MACROS:
            raise FileRefused("The file holds a file with macros. Take it out and save again")
        if CHECKS.get(ending) is not _check_office:
            continue
        if depth or entry.file_size > MAX_INSIDE:
            raise FileRefused("The file has files packed inside one another. Take them out and save again")
        with archive.open(entry) as part:
            inside = io.BytesIO(part.read(MAX_INSIDE))
        unpacked += _check_archive(inside, ending, depth=depth + 1, room=room - unpacked)
    return unpacked


CHECKS = {
    "pdf": _check_pdf,
    "png": _check_picture,
    "jpg": _check_picture,
    "jpeg": _check_picture,
    "csv": _check_text,
    "txt": _check_text,
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods"), _check_office),
}
