"""A review without a finding, for tests that put one in."""

import pytest

from tests.assurance.checks.clean_review import clean_review


@pytest.fixture
def review(db):
    return clean_review()


@pytest.fixture
def cycle(review):
    return review[0]


@pytest.fixture
def officer(review):
    return review[1]


@pytest.fixture
def reviewer(review):
    return review[2]
