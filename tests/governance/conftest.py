"""What tests of e-mails start from."""

from __future__ import annotations

import pytest

from governance.models import Membership
from governance.roles import Role
from tests.builders import make_council, make_member
from tests.governance.fake_mail import BACKEND, Backend


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_BACKEND = BACKEND
    Backend.reset()
    yield
    Backend.reset()


@pytest.fixture
def member() -> Membership:
    return make_member(make_council("merrow", name="Merrow Council"), Role.SERVICE_OFFICER)
