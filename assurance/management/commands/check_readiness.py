"""What is left to do in a review, for those who run the installation or watch it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assurance.checks import Finding
from assurance.management.asked_review import asked_review
from assurance.readiness import Group, Readiness


class Command(BaseCommand):
    help = "Lists what is left to do in a review, by rule; exits 1 while something must be put right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--year", required=True, metavar="2024/25")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        cycle = asked_review(options["council"], options["year"])
        readiness = Readiness(cycle, timezone.localdate())
        if options["format"] == "json":
            self.stdout.write(json.dumps(_as_data(readiness), ensure_ascii=False, indent=2))
        else:
            self._write(readiness)
        if readiness.stopping:
            sys.exit(1)

    def _write(self, readiness: Readiness) -> None:
        if not any(group.is_open for group in readiness.groups):
            self.stdout.write(f"Nothing is left in the {readiness.cycle} of {readiness.cycle.council}.")
        for group in readiness.groups:
            kind = "must be put right" if group.rule.must else "worth a look"
            reasons = f", {len(group.accepted)} with a reason" if group.accepted else ""
            self.stdout.write(f"{group.rule.name} ({len(group.findings)}, {kind}{reasons})")
            for finding in group.findings:
                self.stdout.write(f"  {finding.ref:5} {finding.what}")


def _as_data(readiness: Readiness) -> dict[str, Any]:
    return {
        "council": readiness.cycle.council.slug,
        "year": readiness.cycle.label,
        "must_be_put_right": sum(len(group.open) for group in readiness.stopping),
        "rules": [_group(group) for group in readiness.groups],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "rule": group.rule.key,
        "check": group.rule.number,
        "name": group.rule.name,
        "must": group.rule.must,
        "before": sorted(gate.value for gate in group.rule.gates),
        "open": len(group.open),
        "reasons": [each.reason for each in group.reasons],
        "findings": [_finding(group, finding) for finding in group.findings],
    }


def _finding(group: Group, finding: Finding) -> dict[str, Any]:
    return {
        "ref": finding.ref,
        "what": finding.what,
        "fix": finding.fix.label,
        "url": finding.fix.url,
        "digest": finding.digest(group.rule),
    }
