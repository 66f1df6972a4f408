"""The settings a council may change, with their defaults (DOMAIN.md §3, §5, §7)."""

from typing import Any

# Who may finish a review, in the order in which they confirm it: the monitoring officer always, first.
FINISHING_CHAINS: dict[tuple[str, ...], str] = {
    ("monitoring_officer",): "The monitoring officer alone",
    ("monitoring_officer", "section_151"): "The monitoring officer, then the section 151 officer",
    ("monitoring_officer", "head_of_paid_service"): "The monitoring officer, then the head of paid service",
    ("monitoring_officer", "section_151", "head_of_paid_service"): (
        "The monitoring officer, then the section 151 officer, then the head of paid service"
    ),
}

# Kinds of source of assurance that a council can ask for each year: the keys are those of the register.
SOURCES_TO_ASK_FOR: dict[str, str] = {
    "head_of_internal_audit": "Head of internal audit’s annual opinion",
    "external_auditor": "External auditor",
    "inspection": "Inspection",
    "ombudsman": "Ombudsman",
    "information_commissioner": "Information Commissioner",
    "peer_challenge": "Peer challenge",
    "statutory_report": "Statutory officer’s report (section 5 or section 114)",
    "company": "Company or partnership",
    "other_team": "Another council team",
    "other": "Other",
}

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
    # Months before the year's end after which evidence is out of date; the change that asks for a reason.
    "evidence_age_months": 24,
    "change_asking_reason": 2,
    # Who finishes the review, in this order; the monitoring officer alone by default (DOMAIN.md §5).
    "finishing_offices": ["monitoring_officer"],
    # Sources of assurance (kinds of AssuranceSource) that the statement is not approved without.
    "required_sources": ["head_of_internal_audit", "external_auditor"],
    "issue_definition": (
        "An issue is significant when it puts at risk what the Council has promised to achieve, its money,"
        " its standing in law or the trust of residents, and cannot be put right within one service alone."
    ),
    "issue_criteria": [
        "It puts at risk, or has prevented, something that the Council has promised to achieve",
        "Public money was lost, or is at risk, in an amount that councillors would want to know of",
        "A law or a duty was not kept to, or may not be",
        "The head of internal audit, the external auditor or an inspector calls it significant",
        "It has harmed, or could harm, residents or the trust that they place in the Council",
        "It needs resources or a decision beyond one service",
        "It was reported before and was not put right",
    ],
    # What every director is asked to confirm for their services.
    "return_statements": [
        "My services have clear aims, and their results are measured and reported",
        "Decisions were taken by those who may take them, and are on record",
        "Risks to my services are written down, owned and looked at regularly",
        "Budgets were kept to, or departures were reported and agreed",
        "Contracts and grants were awarded and managed under the Council’s rules",
        "Personal data was kept safe, and any breach was reported",
        "Staff know the code of conduct, declare interests and know how to speak up",
        "Checks against fraud and error work, and what they found was acted on",
        "Recommendations of internal audit, external audit and inspectors were carried out in time",
        "Partnerships and companies that my services rely on are governed and watched",
    ],
    # Heads of the columns of the assurance review.
    "column_ref": "Ref",
    "column_required": "What is required",
    "column_examples": "Examples of evidence",
    "column_score": "Score",
    "column_progress": "Progress in the year and plans",
    "contact_email": "",
    # The council's own layout of the statement (reports/layouts.py); without one, that of the year.
    "statement_layout": [],
}
