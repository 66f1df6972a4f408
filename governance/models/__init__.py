"""Rows of the tenancy base. Direction: people <- councils <- memberships <- posts; audit and notices last."""

from governance.models.audit import AuditEntry
from governance.models.councils import Council, CouncilSetting
from governance.models.memberships import Invitation, InvitedRole, Membership, RoleGrant, RoleGrantYear
from governance.models.notices import Notice
from governance.models.people import User
from governance.models.posts import Post

__all__ = [
    "AuditEntry",
    "Council",
    "CouncilSetting",
    "Invitation",
    "InvitedRole",
    "Membership",
    "Notice",
    "Post",
    "RoleGrant",
    "RoleGrantYear",
    "User",
]
