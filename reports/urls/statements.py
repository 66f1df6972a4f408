from django.urls import path

from reports.views import statements

urlpatterns = [
    path("cycles/<year:year>/statement/", statements.statement, name="statement"),
]
