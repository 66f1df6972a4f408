"""A review without a finding, for tests that put one in."""

from copy import deepcopy

import pytest

from tests.assurance.checks.clean_review import clean_review


@pytest.fixture(scope="module")
def made(rows_of_the_module):
    return clean_review()


@pytest.fixture
def review(made, db):
    return deepcopy(made)


@pytest.fixture
def cycle(review):
    return review[0]


@pytest.fixture
def officer(review):
    return review[1]


@pytest.fixture
def reviewer(review):
    return review[2]
