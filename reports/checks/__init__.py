"""Rules that read the Annual Governance Statement; see assurance/checks."""
