"""The roles of DOMAIN.md §5 and which of them may not be combined."""

from django.db import models


class Role(models.TextChoices):
    SERVICE_OFFICER = "service_officer", "Service officer"
    COORDINATOR = "coordinator", "Governance coordinator"
    MONITORING_OFFICER = "monitoring_officer", "Monitoring officer"
    DEPUTY_MONITORING_OFFICER = "deputy_monitoring_officer", "Deputy monitoring officer"
    REVIEWER = "reviewer", "Named reviewer"
    SECTION_151 = "section_151", "Section 151 officer"
    HEAD_OF_PAID_SERVICE = "head_of_paid_service", "Head of paid service"
    HEAD_OF_INTERNAL_AUDIT = "head_of_internal_audit", "Head of internal audit"
    COMMITTEE_MEMBER = "committee_member", "Committee member"
    LEADER = "leader", "Leader"
    EXTERNAL_AUDITOR = "external_auditor", "External auditor"
    ADMINISTRATOR = "administrator", "Council administrator"


INDEPENDENT_ROLES = frozenset({Role.HEAD_OF_INTERNAL_AUDIT, Role.EXTERNAL_AUDITOR})
DECIDING_ROLES = frozenset(
    {
        Role.SERVICE_OFFICER,
        Role.COORDINATOR,
        Role.MONITORING_OFFICER,
        Role.DEPUTY_MONITORING_OFFICER,
        Role.REVIEWER,
        Role.SECTION_151,
        Role.HEAD_OF_PAID_SERVICE,
        Role.LEADER,
    }
)


def conflict_between(roles: set[Role]) -> str:
    """Why these roles may not be held together, or an empty string.

    Independence: those who audit never score, agree or sign (Global Internal Audit Standards).
    """
    independent = sorted(role.label for role in roles & INDEPENDENT_ROLES)
    deciding = sorted(role.label for role in roles & DECIDING_ROLES)
    if independent and deciding:
        one, other = independent[0], deciding[0].lower()
        return f"{one} cannot be combined with {other}: who audits does not score, agree or sign"
    return ""
