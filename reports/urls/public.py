"""Addresses that need no sign-in: what councils published, and whether a copy is the published one."""

from django.urls import path

from reports.views import check, public, public_differences, public_files

app_name = "published"
# A form whose name is no slug; its addresses stand before those that would take it for another document.
LARGE_PRINT = {"form": "large-print.pdf"}
urlpatterns = [
    path("check/", check.check, name="check"),
    path("d/<slug:token>/", public.short_address, name="short"),
    path("published/", public.councils, name="councils"),
    path("published/<slug:public_slug>/", public.shelf, name="shelf"),
    path("published/<slug:public_slug>/brand.css", public.brand_css, name="brand-css"),
    path(
        "published/<slug:public_slug>/<slug:name>-large-print.pdf",
        public_files.file,
        LARGE_PRINT,
        name="file",
    ),
    path(
        "published/<slug:public_slug>/<slug:name>/v<int:number>-large-print.pdf",
        public_files.file,
        LARGE_PRINT,
        name="version-file",
    ),
    path(
        "published/<slug:public_slug>/<slug:name>/<year:year>-large-print.pdf",
        public_files.file,
        LARGE_PRINT,
        name="file",
    ),
    path(
        "published/<slug:public_slug>/<slug:name>/<year:year>/v<int:number>-large-print.pdf",
        public_files.file,
        LARGE_PRINT,
        name="version-file",
    ),
    # A Local Code is of no year; a document without its year leads to the newest.
    path("published/<slug:public_slug>/<slug:name>/", public.document, name="document"),
    path("published/<slug:public_slug>/<slug:name>.<slug:form>", public_files.file, name="file"),
    path("published/<slug:public_slug>/<slug:name>/v<int:number>/", public.document, name="version"),
    path(
        "published/<slug:public_slug>/<slug:name>/v<int:number>.<slug:form>",
        public_files.file,
        name="version-file",
    ),
    path(
        "published/<slug:public_slug>/<slug:name>/v<int:number>/changes-since-v<int:earlier>/",
        public_differences.differences,
        name="differences",
    ),
    path("published/<slug:public_slug>/<slug:name>/<year:year>/", public.document, name="document"),
    path("published/<slug:public_slug>/<slug:name>/<year:year>.<slug:form>", public_files.file, name="file"),
    path(
        "published/<slug:public_slug>/<slug:name>/<year:year>/v<int:number>/", public.document, name="version"
    ),
    path(
        "published/<slug:public_slug>/<slug:name>/<year:year>/v<int:number>/changes-since-v<int:earlier>/",
        public_differences.differences,
        name="differences",
    ),
    path(
        "published/<slug:public_slug>/<slug:name>/<year:year>/v<int:number>.<slug:form>",
        public_files.file,
        name="version-file",
    ),
]
