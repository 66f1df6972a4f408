from django.urls import path

from assurance.views import rows

urlpatterns = [
    path("cycles/<year:year>/mine/", rows.my_rows, name="my-rows"),
    path("cycles/<year:year>/requirements/", rows.requirements, name="requirements"),
    path("cycles/<year:year>/principles/<slug:letter>/", rows.principle_rows, name="principle"),
    path("cycles/<year:year>/requirements/<ref:ref>/", rows.assessment, name="assessment"),
]
