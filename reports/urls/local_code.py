from django.urls import path

from reports.views import local_code, local_code_rows, local_code_sections

urlpatterns = [
    path("local-code/", local_code.local_code, name="local-code"),
    path("local-code/start/", local_code.local_code_start, name="local-code-start"),
    path("local-code/bring-in/", local_code.local_code_bring_in, name="local-code-bring-in"),
    path("local-code/differences/", local_code.local_code_differences, name="local-code-differences"),
    path("local-code/<int:pk>/", local_code.local_code_version, name="local-code-version"),
    path("local-code/<int:pk>/about/", local_code_sections.local_code_about, name="local-code-about"),
    path(
        "local-code/<int:pk>/sections/add/",
        local_code_sections.local_code_section_add,
        name="local-code-section-add",
    ),
    path(
        "local-code/<int:pk>/sections/<int:section>/",
        local_code_sections.local_code_section,
        name="local-code-section",
    ),
    path(
        "local-code/<int:pk>/sections/<int:section>/place/",
        local_code_sections.local_code_section_place,
        name="local-code-section-place",
    ),
    path(
        "local-code/<int:pk>/principles/<slug:letter>/",
        local_code_rows.local_code_principle,
        name="local-code-principle",
    ),
    path("local-code/<int:pk>/roles/", local_code_rows.local_code_roles, name="local-code-roles"),
]
