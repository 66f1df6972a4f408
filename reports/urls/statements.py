from django.urls import path

from reports.views import statement_sections, statements

urlpatterns = [
    path("cycles/<year:year>/statement/", statements.statement, name="statement"),
    path("cycles/<year:year>/statement/preview/", statements.statement_preview, name="statement-preview"),
    path(
        "cycles/<year:year>/statement/sections/",
        statement_sections.statement_sections,
        name="statement-sections",
    ),
]
