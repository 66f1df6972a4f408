from django.urls import include, path

from governance.urls import people, site

app_name = "governance"
urlpatterns = [
    *site.urlpatterns,
    path("councils/<slug:council_slug>/", include(people.urlpatterns)),
]
