"""An end to a document that takes too long, so that one hostile text cannot hold up all the others."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from reports.pdf.errors import RenderTimeout

# The engine may swallow an error while it loads a picture: it is raised again after so many seconds.
AGAIN_AFTER = 2.0


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """RenderTimeout when the block takes longer. Only in the main thread, where the worker runs its jobs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise RenderTimeout(f"The document was not finished within {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
