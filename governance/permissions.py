"""The one table of rights: which role may do what. State rules stand in assurance/policies.py."""

from enum import StrEnum

from governance.roles import Role


class Permission(StrEnum):
    """What a view can demand. The value is the wording for the page that refuses."""

    VIEW_COUNCIL = "see this council's pages"
    VIEW_REVIEW = "read the review"
    VIEW_ALL_SCORES = "read officers' scores and reasons for sending back"
    SCORE = "score requirements"
    MANAGE_REVIEW = "set up a review, assign its rows and open it"
    IMPORT = "bring in a review from a file"
    EXPORT = "download the review as a spreadsheet"
    SEE_LEFT = "see what is left to do in the review"
    COMMENT = "comment on rows"
    AGREE = "agree scores and send rows back"
    FINISH = "finish or reopen the review"
    CONFIRM = "confirm the review for another office"
    RAISE_ISSUES = "raise possible significant issues"
    EDIT_ISSUES = "write and follow up significant issues"
    RECORD_SOURCES = "record sources of assurance and ask directors for their returns"
    RECORD_AUDIT_OPINION = "record the head of internal audit’s opinion"
    EVIDENCE_INDEX = "download the index of evidence"
    EDIT_ACTIONS = "edit the council's actions"
    EDIT_DOCUMENTS = "write the documents"
    RELEASE = "release and publish documents"
    CERTIFY = "sign the Annual Governance Statement"
    VIEW_DRAFTS = "read drafts of the documents"
    VIEW_RELEASED = "read released documents"
    MANAGE_PEOPLE = "change people, roles and posts"
    VIEW_RECORD = "read the record of changes"


_READ = frozenset({Permission.VIEW_COUNCIL, Permission.VIEW_REVIEW, Permission.VIEW_RELEASED})
_REVIEW = _READ | {
    Permission.VIEW_ALL_SCORES,
    Permission.SEE_LEFT,
    Permission.COMMENT,
    Permission.AGREE,
    Permission.VIEW_DRAFTS,
    Permission.EXPORT,
    Permission.RAISE_ISSUES,
}
_MONITOR = _REVIEW | {
    Permission.FINISH,
    Permission.EDIT_ISSUES,
    Permission.RECORD_SOURCES,
    Permission.EVIDENCE_INDEX,
    Permission.EDIT_ACTIONS,
    Permission.EDIT_DOCUMENTS,
    Permission.RELEASE,
    Permission.VIEW_RECORD,
}
_OFFICE = _READ | {
    Permission.SEE_LEFT,
    Permission.VIEW_DRAFTS,
    Permission.RAISE_ISSUES,
    Permission.CONFIRM,
}
_INDEPENDENT = _READ | {
    Permission.VIEW_ALL_SCORES,
    Permission.VIEW_DRAFTS,
    Permission.VIEW_RECORD,
    Permission.EXPORT,
    Permission.EVIDENCE_INDEX,
}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SERVICE_OFFICER: _READ | {Permission.SCORE, Permission.COMMENT},
    Role.COORDINATOR: _READ
    | {
        Permission.SCORE,
        Permission.VIEW_ALL_SCORES,
        Permission.SEE_LEFT,
        Permission.COMMENT,
        Permission.MANAGE_REVIEW,
        Permission.IMPORT,
        Permission.EXPORT,
        Permission.EDIT_ACTIONS,
        Permission.RAISE_ISSUES,
        Permission.EDIT_ISSUES,
        Permission.RECORD_SOURCES,
        Permission.EVIDENCE_INDEX,
        Permission.EDIT_DOCUMENTS,
        Permission.VIEW_DRAFTS,
        Permission.VIEW_RECORD,
    },
    Role.MONITORING_OFFICER: _MONITOR,
    Role.DEPUTY_MONITORING_OFFICER: _MONITOR,
    Role.REVIEWER: _REVIEW,
    Role.SECTION_151: _OFFICE,
    Role.HEAD_OF_PAID_SERVICE: _OFFICE | {Permission.CERTIFY},
    Role.HEAD_OF_INTERNAL_AUDIT: _INDEPENDENT
    | {
        Permission.SEE_LEFT,
        Permission.COMMENT,
        Permission.RAISE_ISSUES,
        Permission.RECORD_AUDIT_OPINION,
    },
    Role.COMMITTEE_MEMBER: frozenset({Permission.VIEW_COUNCIL, Permission.VIEW_RELEASED}),
    Role.LEADER: frozenset({Permission.VIEW_COUNCIL, Permission.VIEW_RELEASED, Permission.CERTIFY}),
    Role.EXTERNAL_AUDITOR: _INDEPENDENT - {Permission.VIEW_DRAFTS},
    Role.ADMINISTRATOR: frozenset(
        {Permission.VIEW_COUNCIL, Permission.MANAGE_PEOPLE, Permission.VIEW_RECORD}
    ),
}


def permissions_of(roles: set[Role]) -> frozenset[Permission]:
    """The union of what the roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold a right, in the order of the table: for pages that say who can help."""
    return [role for role, granted in ROLE_PERMISSIONS.items() if permission in granted]
