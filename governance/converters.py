"""Address parts: `2024-25` is the review that starts on 1 April 2024, `A1.4` a requirement."""

import re

from django.urls import register_converter

YEAR = re.compile(r"^((?:19|20)\d{2})[-/](\d{2})$")


def parse_year(text: str) -> int:
    """The starting year of "2024/25" or "2024-25"; ValueError when it is not two years in a row."""
    match = YEAR.match(text.strip())
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise ValueError(f"“{text}” is not a financial year such as 2024/25")
    return int(match[1])


class YearConverter:
    regex = r"(?:19|20)[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> int:
        return parse_year(value)

    def to_url(self, value: int) -> str:
        return f"{value}-{(value + 1) % 100:02d}"


class RefConverter:
    regex = r"[A-G][1-9]\.[1-9][0-9]?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SignedConverter:
    """What django.core.signing writes."""

    regex = r"[A-Za-z0-9_:-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LogoConverter:
    """A logo by its name: the digest of its bytes and its ending (governance/logos.py)."""

    regex = r"[0-9a-f]{64}\.(?:png|jpg|svg)"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(YearConverter, "year")
register_converter(RefConverter, "ref")
register_converter(SignedConverter, "signed")
register_converter(LogoConverter, "logo")
