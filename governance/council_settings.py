"""The settings a council may change, with their defaults (DOMAIN.md §3, §5, §7)."""

from typing import Any

DEFAULTS: dict[str, Any] = {
    "approving_body": "Audit and Governance Committee",
    "leading_member_title": "Leader of the Council",
    "chief_executive_title": "Chief Executive",
    # Words and anchors of the five bands, from the highest.
    "band_words": {
        "strong": ["Strong", "Checked by someone outside the service, outcome shown"],
        "good": ["Good", "In place, some evidence that it works"],
        "partial": ["Partial", "In place, untested or with gaps"],
        "weak": ["Weak", "Partly in place"],
        "failing": ["Failing", "Absent, or it failed"],
    },
    # What is left to do: the score that asks for an action, the characters of text under which a high score
    # has little behind it, and the share of scores in one band above which councillors may ask.
    "low_score_threshold": 7,
    "thin_evidence_characters": 60,
    "one_band_percent": 80,
    "contact_email": "",
}
