from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.urls import reverse

from governance.council_settings import DEFAULTS


class Council(models.Model):
    """A council, the tenant: every row below it carries it."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "District council"
        COUNTY = "county", "County council"
        UNITARY = "unitary", "Unitary authority"
        LONDON_BOROUGH = "london_borough", "London borough"
        METROPOLITAN = "metropolitan", "Metropolitan borough"
        COMBINED_AUTHORITY = "combined_authority", "Combined authority"
        FIRE = "fire", "Fire and rescue authority"
        NATIONAL_PARK = "national_park", "National park authority"
        OTHER = "other", "Other authority"

    class Nation(models.TextChoices):
        ENGLAND = "england", "England"
        WALES = "wales", "Wales"
        SCOTLAND = "scotland", "Scotland"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"

    class GovernanceModel(models.TextChoices):
        EXECUTIVE = "executive", "Executive (leader or mayor and cabinet)"
        COMMITTEE = "committee", "Committee system"

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.DISTRICT)
    nation = models.CharField(max_length=20, choices=Nation.choices, default=Nation.ENGLAND)
    governance_model = models.CharField(
        max_length=10, choices=GovernanceModel.choices, default=GovernanceModel.EXECUTIVE
    )
    colour = models.CharField(max_length=7, default="#1f4b57")
    logo = models.FileField(upload_to="logos/", blank=True)
    logo_alt = models.CharField("what the logo shows", max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assurance:dashboard", args=[self.slug])

    @property
    def logo_name(self) -> str:
        """The logo's name, "<digest>.<ending>"; empty without one."""
        return self.logo.name.rsplit("/", 1)[-1] if self.logo else ""

    @property
    def logo_address(self) -> str:
        """Where the logo is read, by anyone; empty without one."""
        return reverse("governance:logo", args=[self.slug, self.logo_name]) if self.logo else ""

    def get_logo_display(self) -> str:
        """For the record of changes: the picture's check code, not its place in the file store."""
        return f"picture {self.logo_name[:12]}" if self.logo else ""

    @cached_property
    def settings_map(self) -> dict[str, Any]:
        """All settings of the council, defaults where it chose none; one query, once per instance."""
        return DEFAULTS | {row.key: row.value for row in self.settings.all()}

    def setting(self, key: str) -> Any:
        """The value of a known setting; KeyError for an unknown key."""
        return self.settings_map[key]


class CouncilSetting(models.Model):
    """One choice of a council that departs from the default in governance/council_settings.py."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="settings")
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "key"], name="governance_setting_once")]

    def __str__(self) -> str:
        return f"{self.council}: {self.key}"
