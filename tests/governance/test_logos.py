"""A council's logo: what is taken, what is refused, what is left of it, and how it is served."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from PIL import Image

from governance.logos import LARGEST_FILE, LogoRefused, checked_logo
from governance.models import AuditEntry, Council, Membership
from governance.roles import Role
from tests.builders import make_council, make_member
from tests.governance.logo_samples import DRAWING, drawing, picture, png_bomb
from tests.governance.test_council_settings import ANSWERS

UNFOLDS = b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + drawing(
    "<title>&b;</title>"
)


def test_of_a_drawing_only_shapes_and_colours_are_left():
    made = checked_logo(DRAWING)

    text = made.content.decode()
    assert made.ending == "svg"
    assert 'viewBox="0 0 240 80"' in text
    assert 'd="M0 40h240v40H0z" fill="#0b3c5d"' in text
    assert 'href="#a"' in text
    assert 'fill="url(#b)"' in text
    for gone in ("script", "alert", "onload", "onclick", "elsewhere", "style", "Clerk", "passwd", "inkscape"):
        assert gone not in text
    assert checked_logo(made.content) == made


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"GIF89a" + b"\0" * 300, "Choose a PNG, JPEG or SVG"),
        (b"%PDF-1.7 <svg", "Choose a PNG, JPEG or SVG"),
        (b"<html><body><svg></svg></body></html>", "is no drawing"),
        (b"<svg", "is no drawing that can be read"),
        (UNFOLDS, "defines entities"),
        (drawing('<image href="http://elsewhere.example/x.png"/>'), "uses “image”"),
        (drawing('<use href="#a"/>'), "uses “use”"),
        (drawing("<text>Council</text>"), "uses “text”"),
        (
            drawing("<style>@import 'http://elsewhere.example/x'; path{fill:red}</style>"),
            "styles that cannot",
        ),
        (drawing("<g>" * 41 + "</g>" * 41), "uses “g”"),
        (drawing("<g/>" * 3_000), "too many parts"),
        (drawing(attributes=""), "how large it is"),
        (drawing(attributes='width="100%" height="100%"'), "how large it is"),
        (drawing(attributes='viewBox="0 0 1e9 1e9"'), "far too large"),
        (drawing(attributes='viewBox="0 0 nan 5"'), "far too large"),
        (drawing(attributes='viewBox="0 0 9000 5"'), "too long and thin"),
        (
            drawing('<linearGradient id="a" href="#b"/><linearGradient id="b" xlink:href="#a"/>'),
            "refer to one another",
        ),
        (drawing('<clipPath id="a"><path clip-path="url(#a)"/></clipPath>'), "refer to one another"),
        (drawing(f'<path d="{"M0 0" * 60_000}"/>'), "larger than 200 KB"),
        (picture() + b"\0" * LARGEST_FILE, "larger than 2 MB"),
        (png_bomb(60_000, 60_000), "cannot be opened"),
        (png_bomb(7_000, 7_000), "7,000 by 7,000 pixels"),
        (png_bomb(5_000, 5_000), "5,000 by 5,000 pixels"),
        (picture()[:20], "cannot be opened"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 400, "cannot be opened"),
    ],
)
def test_what_is_no_picture_or_is_not_safe_is_refused_with_what_to_do(content, said):
    with pytest.raises(LogoRefused, match=said):
        checked_logo(content)


def test_a_photograph_is_drawn_again_smaller_and_without_what_it_tells_of_its_camera():
    exif = Image.Exif()
    exif[0x010E] = "Taken at the clerk's home"
    sent = picture((3000, 1000), "JPEG", exif=exif) + b"<script>alert(1)</script>"

    made = checked_logo(sent)

    assert made.ending == "jpg"
    assert b"clerk" not in made.content
    assert b"script" not in made.content
    with Image.open(io.BytesIO(made.content)) as opened:
        assert opened.size == (1200, 400)


class LogoSettingsTests(TestCase):
    council: Council
    admin: Membership
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.council = make_council("exampleshire", name="Exampleshire Council")
        cls.admin = make_member(cls.council, Role.ADMINISTRATOR)
        cls.url = reverse("governance:settings", args=["exampleshire"])

    @pytest.fixture(autouse=True)
    def file_store(self, tmp_path):
        with override_settings(MEDIA_ROOT=tmp_path):
            yield

    def setUp(self) -> None:
        self.client.force_login(self.admin.user)

    def post(self, file: bytes | None = None, **answers: object):
        sent = {"logo_file": SimpleUploadedFile("logo.png", file)} if file is not None else {}
        return self.client.post(self.url, ANSWERS | {"logo_alt": "Three towers"} | answers | sent)

    def test_it_is_kept_shown_described_and_recorded(self) -> None:
        self.assertRedirects(self.post(DRAWING), self.url)
        council = Council.objects.get()
        self.assertEqual(council.logo_alt, "Three towers")
        shown = f'<img class="ga-logo" src="{council.logo_address}" alt="Three towers">'
        self.assertInHTML(shown, self.client.get(self.url).content.decode())
        changes = AuditEntry.objects.get().data["changes"]
        self.assertEqual(changes["logo"], ["", f"picture {council.logo_name[:12]}"])

    def test_anyone_reads_it_at_an_address_that_never_changes(self) -> None:
        self.post(DRAWING)
        first = Council.objects.get().logo_address
        self.post(picture())
        self.client.logout()
        for address, kind in ((first, "image/svg+xml"), (Council.objects.get().logo_address, "image/png")):
            response = self.client.get(address)
            self.assertEqual(response["Content-Type"], kind)
            self.assertEqual(response["X-Content-Type-Options"], "nosniff")
            self.assertIn("script-src 'self'", response["Content-Security-Policy"])
            self.assertIn("immutable", response["Cache-Control"])
        for name in (f"{'0' * 64}.png", "..%2f..%2fdb.sqlite3", "x.png"):
            self.assertEqual(self.client.get(f"/logos/exampleshire/{name}").status_code, 404)
        self.assertEqual(self.client.get(first.replace("exampleshire", "othershire")).status_code, 404)

    def test_it_is_removed_from_the_settings_and_kept_in_the_file_store(self) -> None:
        self.post(DRAWING)
        address = Council.objects.get().logo_address
        self.post(logo_remove="on")
        council = Council.objects.get()
        self.assertEqual((council.logo_address, council.logo_alt), ("", ""))
        self.assertNotContains(self.client.get(self.url), "Remove the logo")
        self.assertEqual(self.client.get(address).status_code, 200)

    def test_a_logo_without_words_is_refused_and_what_was_typed_is_kept(self) -> None:
        response = self.post(DRAWING, logo_alt="", name="Renamed")
        self.assertContains(response, "Say what the logo shows", status_code=422)
        self.assertContains(response, "Choose the logo again", status_code=422)
        self.assertContains(response, 'value="Renamed"', status_code=422)
        self.assertFalse(Council.objects.get().logo)

    def test_a_wrong_file_is_answered_at_its_field(self) -> None:
        response = self.post(b"MZ program")
        self.assertEqual(set(response.context["form"].errors), {"logo_file"})
        self.assertEqual(response.status_code, 422)
        with override_settings(FILE_LIMIT_BYTES=100):
            response = self.post(picture())
        self.assertContains(response, "The file is larger than 2 MB", status_code=422)
