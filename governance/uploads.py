"""Uploads are cut off at the limit while they arrive: what is too large is never stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

# A body this many times the limit is not read to its end: its sender is cut off.
HOPELESS = 10
REFUSED = "uploads_too_large"


class QuotaUploadHandler(FileUploadHandler):
    """Stands first among the handlers. A file over the limit is dropped, and the rest of the form is read.

    The limit holds for all files of a form together: many small ones fill a disk as well as a large one.
    """

    received = 0
    total = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 (Django's name)
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.total = content_length

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        limit = settings.FILE_LIMIT_BYTES
        if self.received > limit:
            if self.request is not None:
                self.request.META.setdefault(REFUSED, set()).add(self.field_name)
            if self.total > HOPELESS * limit:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_too_large(request: HttpRequest, field: str) -> bool:
    """Whether the file sent in this field of the form was cut off."""
    return field in request.META.get(REFUSED, ())
