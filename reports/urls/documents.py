from django.urls import path

from reports.views import differences, documents, drafts, publications, word

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/<int:pk>/", publications.publication, name="publication"),
    path("documents/<int:pk>.pdf", publications.publication_pdf, name="publication-pdf"),
    path("documents/<int:pk>.docx", word.publication_word, name="publication-word"),
    path("documents/<int:pk>.xlsx", publications.publication_spreadsheet, name="publication-spreadsheet"),
    path("documents/<int:pk>/make-pdf/", publications.publication_make_pdf, name="publication-make-pdf"),
    path("documents/<int:pk>/withdraw/", publications.publication_withdraw, name="publication-withdraw"),
    path("cycles/<year:year>/documents/<slug:kind>/", drafts.draft, name="draft"),
    path("cycles/<year:year>/documents/cover-report.docx", word.cover_report, name="cover-report"),
    path("cycles/<year:year>/documents/<slug:kind>.docx", drafts.draft_word, name="draft-word"),
    path("cycles/<year:year>/documents/<slug:kind>.xlsx", drafts.draft_spreadsheet, name="draft-spreadsheet"),
    path("cycles/<year:year>/documents/<slug:kind>/make-pdf/", drafts.draft_make_pdf, name="draft-make-pdf"),
    path("cycles/<year:year>/documents/<slug:kind>/pdf/<slug:key>/", drafts.draft_pdf, name="draft-pdf"),
    path(
        "cycles/<year:year>/documents/<slug:kind>/differences/", differences.differences, name="differences"
    ),
    path("cycles/<year:year>/documents/<slug:kind>/release/", publications.release, name="release"),
]
