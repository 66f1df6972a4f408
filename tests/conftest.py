"""What every test may rely on: the framework is loaded, and nothing is left of the test before."""

import gc
import os
import shutil
from collections.abc import Iterator
from unittest.mock import patch

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis.configuration import set_hypothesis_home_dir
from pytest_django import DjangoDbBlocker

from tests.prepared import prepared_database
from tests.tampering import without_triggers

# The same examples in every run and no deadline, so that a slow machine changes nothing.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("gate")
set_hypothesis_home_dir(django_settings.DATA_DIR / "hypothesis")

LONGEST = "test_in_every_order"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the longest test: as the last one it would leave the other worker without work."""
    items.sort(key=lambda item: item.name != LONGEST)


def pytest_collection_finish() -> None:
    """Spares the collector whatever lives as long as the run: it took a fifth of the time to walk it all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """On SQLite, starts from the prepared database where there is one: migrating takes seconds."""
    prepared = prepared_database()
    if connection.vendor != "sqlite" or not prepared.is_file():
        return False
    shutil.copyfile(prepared, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Loads the framework once, before the first test that asks for the database."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        call_command("load_framework", verbosity=0)
        if connection.vendor == "sqlite" and not django_db_keepdb:
            keep_for_the_next_run()
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_every_table)
        yield


def keep_for_the_next_run() -> None:
    prepared = prepared_database()
    prepared.parent.mkdir(parents=True, exist_ok=True)
    own_copy = prepared.with_suffix(f".{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(own_copy)])
    own_copy.replace(prepared)


def empty_every_table(test: TransactionTestCase) -> None:
    """Ends a test that commits: the triggers of append-only tables would refuse the flush."""
    with without_triggers():
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    call_command("load_framework", verbosity=0)


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For tests that commit, each to rows of its own: emptied once, after the last of the module."""
    with django_db_blocker.unblock():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: None)
            yield
        with without_triggers():
            call_command("flush", verbosity=0, interactive=False)
        call_command("load_framework", verbosity=0)


@pytest.fixture(scope="module")
def rows_of_the_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures of a module that write rows: each test finds them as made, after the last they are gone.

    A test changes copies (`deepcopy`), as those of `setUpTestData` do.
    """
    assert not connection.in_atomic_block, "Asked for within a test: its rows would go with that test"
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        patch.object(connection, "close"),  # which a TestCase does after its last test
    ):
        yield
        transaction.set_rollback(True)
