"""The bytes of files that people put in, in Django's file storage under names of our own."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.storage import FileSystemStorage, default_storage

from governance.models import Council

EVIDENCE = "evidence"


@dataclass(frozen=True)
class Stored:
    """`size` in bytes, `sha256` in hexadecimal."""

    stored_as: str
    size: int
    sha256: str


def write(chunks: Iterable[bytes], *, council: Council, folder: str = EVIDENCE) -> Stored:
    """Keep the bytes: written aside and renamed, so that there is never half of a file."""
    stored_as = f"{folder}/{council.pk}/{uuid4().hex}"
    target = path_of(stored_as)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, aside = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return Stored(stored_as, size, digest.hexdigest())


def open_stored(stored_as: str) -> BinaryIO:
    """FileNotFoundError when the bytes are gone."""
    return path_of(stored_as).open("rb")


def remove(stored_as: str) -> None:
    path_of(stored_as).unlink(missing_ok=True)


def path_of(stored_as: str) -> Path:
    return Path(cast(FileSystemStorage, default_storage).path(stored_as))
