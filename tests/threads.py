"""Verbs of several people begun in the same instant, each on a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, connections

from governance.workflow.errors import WorkflowError

Verb = Callable[[], Any]


def in_a_thread(verb: Verb, results: dict[int, Any], place: int) -> threading.Thread:
    """Runs the verb on a connection of its own; what it gives, or raises, is the result."""

    def run() -> None:
        try:
            results[place] = verb()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def until_it_waits(thread: threading.Thread) -> None:
    """Until the thread waits for a lock; until it has ended, when it waits for none."""
    with connection.cursor() as cursor:
        while thread.is_alive():
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN"
                " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return


def at_once(*verbs: Verb) -> list[Any]:
    """What each verb gave or raised, all begun in the same instant."""
    barrier = threading.Barrier(len(verbs))
    results: dict[int, Any] = {}

    def beginning_together(verb: Verb) -> Verb:
        def begin() -> Any:
            barrier.wait()
            return verb()

        return begin

    threads = [in_a_thread(beginning_together(verb), results, place) for place, verb in enumerate(verbs)]
    for thread in threads:
        thread.join()
    return [results[place] for place in range(len(verbs))]


def refused(results: list[Any]) -> list[WorkflowError]:
    """The refusals among the results; any other error fails the test."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, WorkflowError):
            raise result
    return [result for result in results if isinstance(result, WorkflowError)]
