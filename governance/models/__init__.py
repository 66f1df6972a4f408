"""Rows of the tenancy base: people <- councils <- memberships <- posts; audit, notices and mail last."""

from governance.models.audit import AuditEntry
from governance.models.councils import Council, CouncilSetting
from governance.models.mail import MailedNotice, OutgoingMail
from governance.models.memberships import Invitation, InvitedRole, Membership, RoleGrant, RoleGrantYear
from governance.models.notices import Notice
from governance.models.people import MailChoice, User
from governance.models.posts import Post

__all__ = [
    "AuditEntry",
    "Council",
    "CouncilSetting",
    "Invitation",
    "InvitedRole",
    "MailChoice",
    "MailedNotice",
    "Membership",
    "Notice",
    "OutgoingMail",
    "Post",
    "RoleGrant",
    "RoleGrantYear",
    "User",
]
