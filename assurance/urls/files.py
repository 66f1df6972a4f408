"""Files of the evidence register."""

from django.urls import path

from assurance.views import files

urlpatterns = [
    path("files/", files.file_list, name="files"),
    path("files/<int:pk>/new-version/", files.file_new_version, name="file-new-version"),
    path("files/<int:pk>/take-off/", files.file_take_off, name="file-take-off"),
    path("files/<int:pk>/put-back/", files.file_put_back, name="file-put-back"),
    path("files/versions/<int:pk>/", files.version_download, name="version-download"),
    path("files/versions/<int:pk>/erase/", files.version_erase, name="version-erase"),
    path("evidence/<int:pk>/put-in/", files.file_put_in, name="evidence-put-in"),
]
