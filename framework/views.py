"""Read-only browsing of the framework, open to everyone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from framework.examples import group_examples
from framework.models import ExampleEvidence, Framework, Requirement


def get_framework_or_404() -> Framework:
    """The revision to show."""
    try:
        return Framework.objects.newest()
    except Framework.DoesNotExist as error:
        raise Http404("No framework is loaded.") from error


@login_not_required
@require_safe
def framework_overview(request: HttpRequest) -> HttpResponse:
    """The principles with their sub-principles."""
    framework = get_framework_or_404()
    requirements = Requirement.objects.filter(retired_at=None)
    principles = framework.principles.prefetch_related(
        Prefetch("sub_principles__requirements", queryset=requirements)
    )
    context = {
        "framework": framework,
        "principles": principles,
        "requirement_count": requirements.filter(sub_principle__principle__framework=framework).count(),
    }
    return render(request, "framework/overview.html", context)


@login_not_required
@require_safe
def principle_detail(request: HttpRequest, letter: str) -> HttpResponse:
    """One principle: why it matters, what is required and examples of evidence."""
    framework = get_framework_or_404()
    principle = get_object_or_404(framework.principles, letter=letter)
    sub_principles = principle.sub_principles.prefetch_related(
        Prefetch("requirements", queryset=Requirement.objects.filter(retired_at=None)),
        Prefetch("requirements__examples", queryset=ExampleEvidence.objects.filter(retired_at=None)),
    )
    rows = [
        (
            sub_principle,
            [(row, group_examples(row.examples.all())) for row in sub_principle.requirements.all()],
        )
        for sub_principle in sub_principles
    ]
    neighbours = framework.principles.order_by("letter")
    context = {
        "framework": framework,
        "principle": principle,
        "sub_principles": [
            (sub_principle, requirements) for sub_principle, requirements in rows if requirements
        ],
        "previous": neighbours.filter(letter__lt=letter).last(),
        "next": neighbours.filter(letter__gt=letter).first(),
    }
    return render(request, "framework/principle.html", context)
