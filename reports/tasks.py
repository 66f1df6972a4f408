"""What the worker does. The PDF engine is imported here, inside the task, and nowhere in the web process."""

from __future__ import annotations

from django.utils import timezone

from reports import rendering
from reports.pictures import stored_logo
from reports.workflow.rendering_failures import tell_of_failure

try:
    from django.tasks import task  # type: ignore[import-untyped, unused-ignore]
except ImportError:  # Django 5.2
    from django_tasks import task


@task()  # type: ignore[untyped-decorator, unused-ignore]
def render_pdf(rendering_id: int) -> None:
    """Make one PDF; does nothing when it is made already or another worker is at it."""
    claimed = rendering.claim(rendering_id, at=timezone.now())
    if claimed is None:
        return
    from reports.pdf import engine
    from reports.pdf.time_limit import time_limit

    try:
        with time_limit(rendering.TIME_LIMIT.total_seconds()):
            made = engine.render(claimed.html, stored_images=stored_logo)
        rendering.store(claimed, made.content, pages=made.pages, at=timezone.now())
    except Exception as error:
        rendering.fail(claimed, error, at=timezone.now())
        tell_of_failure(claimed)
