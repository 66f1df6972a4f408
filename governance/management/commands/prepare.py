"""Brings an installation up to date in one process, so that a second start takes moments."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from governance.demo_people import demo_people
from governance.models import Council, User
from governance.workflow.sweeping import sweep


class Command(BaseCommand):
    help = "Brings database, framework, static files and, in demo mode, the demo up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        self.migrate()
        call_command("createcachetable", verbosity=0)
        call_command("load_framework", stdout=self.stdout)
        self.collect_static_files()
        sweep(at=timezone.now())  # what a killed worker left behind
        if settings.DEMO:
            self.load_demo()

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Updating the database")
            call_command("migrate", verbosity=0, interactive=False)

    def collect_static_files(self) -> None:
        """Collects only when a file differs from those collected last: compressing takes seconds."""
        stamp = settings.DATA_DIR / "static.digest"
        collected = settings.STATIC_ROOT / "staticfiles.json"
        digest = static_files_digest()
        if collected.is_file() and stamp.is_file() and stamp.read_text() == digest:
            return
        self.stdout.write("Collecting static files")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)

    def load_demo(self) -> None:
        """Only into an empty installation or one that has the demo: never beside somebody's own councils."""
        invented = User.objects.filter(email__in=[person.email for person in demo_people()])
        if invented.exists() or not Council.objects.exists():
            call_command("load_demo", stdout=self.stdout)
        else:
            self.stdout.write("Left the demo out, because this installation has councils of its own.")


def static_files_digest() -> str:
    """Changes when a static file of the project or of a library is added, removed, moved or written again."""
    digest = sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
