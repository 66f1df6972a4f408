from django.urls import path

from assurance.views import exchange

urlpatterns = [
    path("import/", exchange.import_choose, name="import-choose"),
    path("cycles/<year:year>/import/", exchange.import_upload, name="import"),
    path("cycles/<year:year>/import/<int:run>/", exchange.import_preview, name="import-preview"),
    path("cycles/<year:year>/export.<slug:suffix>", exchange.export, name="export"),
]
