"""Answers over HTTP that anyone may keep: fingerprints, "not modified", how long a cache may trust them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

ASK_EACH_TIME = "public, no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
# A public page is the same for everybody: it never asks who reads it, so it needs no cookie.
NOBODY = {"user": None, "messages": (), "navigation": (), "counts": None}


def fingerprint(*parts: str) -> str:
    """A strong ETag of what decides the bytes of an answer."""
    return quote_etag(hashlib.sha256("\0".join(parts).encode()).hexdigest())


def answer(
    request: HttpRequest,
    make: Callable[[], HttpResponseBase],
    *,
    etag: str,
    changed_at: datetime | None = None,
    cache: str = ASK_EACH_TIME,
) -> HttpResponse:
    """What `make` gives, or 304 without making it when the reader has it already."""
    modified = int(changed_at.timestamp()) if changed_at else None
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = make()
    response["ETag"] = etag
    response["Cache-Control"] = cache
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    # A streamed file is no HttpResponse to the type checker, and is one to Django.
    return cast(HttpResponse, response)


def public_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that is the same for everybody; what is not there to be found asks not to be listed."""
    response = render(request, template, context | NOBODY, status=status)
    response["Cache-Control"] = ASK_EACH_TIME
    if status != 200:
        response["X-Robots-Tag"] = "noindex"
    return response


def kept_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, changed_at: datetime | None = None
) -> HttpResponse:
    """A public page with the fingerprint of its text."""
    response = public_page(request, template, context)
    etag = fingerprint(response.content.decode())
    return answer(request, lambda: response, etag=etag, changed_at=changed_at)
