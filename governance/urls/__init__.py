"""The composition root of addresses: other apps are named only as strings.

Each noun has a list in a module of its own; everything about a council stands under /councils/<slug>/.
"""

from django.urls import include, path

import governance.converters  # noqa: F401  (registers the address parts)
from governance.views.errors import no_such_page

urlpatterns = [
    # An address is the one that the invitation went to: nobody changes it by themselves.
    path("accounts/email/", no_such_page, name="no-e-mail-page"),
    path("accounts/confirm-email/", no_such_page, name="no-confirming-page"),
    path("accounts/confirm-email/<path:key>", no_such_page, name="no-confirmation"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("governance.urls.app")),
    path("", include("assurance.urls.home")),
    path("framework/", include("framework.urls")),
    path("", include("reports.urls.public")),
    path("councils/<slug:council_slug>/", include("assurance.urls")),
    path("councils/<slug:council_slug>/", include("reports.urls")),
]
handler403 = "governance.views.errors.permission_denied"
handler404 = "governance.views.errors.not_found"
