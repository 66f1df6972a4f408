"""For tests of the documents: who works on those of the module's `cycle`."""

from __future__ import annotations

import pytest

from governance.roles import Role
from tests.builders import make_member


@pytest.fixture
def writer(cycle, client):
    """A monitoring officer, signed in."""
    member = make_member(cycle.council, Role.MONITORING_OFFICER)
    client.force_login(member.user)
    return member
