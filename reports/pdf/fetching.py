"""What a document may load: our own static files, pictures inside the HTML, pictures from the caller."""

import mimetypes
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.utils._os import safe_join
from weasyprint.urls import URLFetcher, URLFetcherResponse

from reports.pictures import StoredImages

# Relative addresses need a base, else the engine refuses them; ".invalid" can never be reached (RFC 6761).
BASE_URL = "https://document.invalid/"
STYLE_SHEET = "css/document.css"
PICTURE = re.compile(r"data:image/(png|jpeg|gif|svg\+xml|webp)[;,]", re.IGNORECASE)
STYLE_SHEET_ADDRESS = re.compile(r"css/document(\.[0-9a-f]{12})?\.css")


def static_address() -> str:
    """Return the absolute address below which static files lie for the engine."""
    return urljoin(BASE_URL, settings.STATIC_URL)


def static_bytes(name: str) -> bytes:
    """Return a static file by its name, plain or hashed. Raises ValueError where there is none."""
    try:
        path = finders.find(name)
        if path is None and settings.STATIC_ROOT:
            path = safe_join(settings.STATIC_ROOT, name)
    except SuspiciousOperation as error:
        raise ValueError(f"{name} lies outside the static files") from error
    if path is None or not Path(path).is_file():
        raise ValueError(f"There is no static file {name}")
    return Path(path).read_bytes()


class DocumentFetcher(URLFetcher):
    """Loads nothing from the network and nothing from the disk but static files.

    `stored_images` receives the address as written in the HTML, made absolute with BASE_URL taken off again,
    and returns the picture or None.
    """

    def __init__(self, stored_images: StoredImages | None = None) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._stored_images = stored_images

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if PICTURE.match(url):
            return super().fetch(url, headers)
        address = url.split("#")[0].split("?")[0]
        if address.startswith(static_address()):
            return self._static(url, unquote(address.removeprefix(static_address())))
        if self._stored_images and urlsplit(url).scheme in ("http", "https"):
            image = self._stored_images(url.removeprefix(BASE_URL.rstrip("/")))
            if image is not None:
                return URLFetcherResponse(url, image.content, {"Content-Type": image.media_type})
        raise ValueError(f"A document may not load {url[:200]}")

    @staticmethod
    def _static(url: str, name: str) -> URLFetcherResponse:
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        # The engine has the style sheet, parsed once for the process; the link in the HTML is for screens.
        content = b"" if STYLE_SHEET_ADDRESS.fullmatch(name) else static_bytes(name)
        return URLFetcherResponse(url, content, {"Content-Type": media_type})
