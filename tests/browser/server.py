"""The product as bin/start serves it, on a copy of one seeded installation."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

from tests.prepared import REPOSITORY, prepared_database

TODAY = "2025-05-19"  # the demonstration is loaded as for this day
DATABASE = "db.sqlite3"
MANAGE = [sys.executable, "manage.py"]
PATIENCE = 300  # seconds for the server to start: a busy machine takes minutes, an idle one two seconds
WORK = ["db_worker", "--no-reload", "--no-startup-delay", "--verbosity", "0"]


def environment(data: Path, **more: str) -> dict[str, str]:
    """Nothing of the test run's own settings, and no proxy between the parts."""
    own = {
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data / DATABASE}",
        "SECRET_KEY": "only for journeys in a browser: long enough, varied, and no secret",
    }
    ours = (*own, "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "DEMO", "EMAIL_URL", "HTTPS", "SITE_URL")
    kept = {name: value for name, value in os.environ.items() if name not in ours and "DJANGO" not in name}
    return kept | own | {"DEMO": "0"} | more


def run(data: Path, *words: str) -> None:
    finished = subprocess.run(
        [*MANAGE, *words], cwd=REPOSITORY, env=environment(data), capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, f"{' '.join(words)}:\n{finished.stdout}{finished.stderr}"


def seeded(folder: Path) -> Path:
    """An installation with the demo, its documents made: by the first process that asks, for all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "seeded"
    with (folder / "seeding.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.exists():
            making = folder / "being-seeded"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            if prepared_database().is_file():
                shutil.copyfile(prepared_database(), making / DATABASE)
            run(making, "prepare")
            run(making, "load_demo", "--today", TODAY)
            make_documents(making)
            making.rename(data)
    return data


def make_documents(data: Path) -> None:
    """What the queue holds, by two workers: one is waited for by every process of the run.

    Not the copies in large print: they take as long again, and no journey reads one.
    """
    with closing(sqlite3.connect(data / DATABASE)) as database, database:
        database.execute("DELETE FROM reports_rendering WHERE variant = 'large-print'")
    with ThreadPoolExecutor() as workers:
        for made in [workers.submit(run, data, *WORK, "--batch") for _ in range(2)]:
            made.result()


@dataclass
class Site:
    """A running server. `data` holds its database, files and mail; `seed` is what it goes back to."""

    seed: Path
    data: Path
    url: str

    def reset(self) -> None:
        """Everything as it was seeded, for the next test. The server keeps running."""
        with (
            closing(sqlite3.connect(self.seed / DATABASE)) as source,
            closing(sqlite3.connect(self.data / DATABASE, timeout=20)) as target,
        ):
            source.backup(target)
        shutil.rmtree(self.data / "mail", ignore_errors=True)
        shutil.rmtree(self.data / "files", ignore_errors=True)
        shutil.copytree(self.seed / "files", self.data / "files")
        (self.data / "server.log").write_text("")

    @contextmanager
    def background_worker(self) -> Iterator[None]:
        """The worker that makes PDF files. It ends with the job it is at, before the database is reset."""
        with self.log() as log:
            worker = subprocess.Popen(
                [*MANAGE, *WORK], cwd=REPOSITORY, env=environment(self.data), stdout=log, stderr=log
            )
        try:
            yield
        finally:
            stop(worker)

    def work_off_the_queue(self) -> None:
        """What the worker has to do is done when this returns."""
        run(self.data, *WORK, "--batch")

    def log(self) -> IO[bytes]:
        return (self.data / "server.log").open("ab")

    def letters_to(self, address: str) -> list[str]:
        """The texts of the e-mails to this address, the oldest first."""
        files = sorted((self.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime_ns)
        texts = []
        for path in files:
            for raw in path.read_bytes().split(b"-" * 79 + b"\n"):
                letter = message_from_bytes(raw.strip(), policy=policy.default)
                body = letter.get_body(("plain",))
                if address in (letter["To"] or "") and body is not None:
                    texts.append(body.get_content())
        return texts


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    process.send_signal(how)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for_first_answer(port: int) -> None:
    """The start of the server counts for no journey. Its socket listens before, so this asks once."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/accounts/login/")
        assert connection.getresponse().status == 200


@contextmanager
def serve(seed: Path, data: Path) -> Iterator[Site]:
    """Gunicorn on a copy of the seed, on a socket that listens already."""
    shutil.copytree(seed, data)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        site = Site(seed, data, f"http://127.0.0.1:{port}")
        with site.log() as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listening.fileno()}"],
                cwd=REPOSITORY,
                env=environment(data, DEMO="1", SITE_URL=site.url),
                stdout=log,
                stderr=log,
                pass_fds=[listening.fileno()],
            )
    try:
        wait_for_first_answer(port)
        yield site
    finally:
        stop(server, signal.SIGINT)  # without waiting for connections that a browser keeps open
