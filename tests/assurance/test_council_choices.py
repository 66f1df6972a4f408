"""What a council chooses in governance is what the work knows: the two name the same things."""

from assurance.models import AssuranceSource
from governance.council_settings import DEFAULTS, FINISHING_CHAINS, SOURCES_TO_ASK_FOR
from governance.models import Post


def test_sources_to_ask_for_are_the_kinds_of_the_register():
    assert dict(AssuranceSource.Kind.choices) == SOURCES_TO_ASK_FOR
    assert set(DEFAULTS["required_sources"]) <= set(SOURCES_TO_ASK_FOR)


def test_whoever_finishes_holds_a_statutory_office_and_the_monitoring_officer_is_first():
    for chain in FINISHING_CHAINS:
        assert chain[0] == "monitoring_officer"
        assert set(chain) <= set(Post.StatutoryOffice.values)
    assert tuple(DEFAULTS["finishing_offices"]) in FINISHING_CHAINS
