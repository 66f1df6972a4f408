from django.urls import path

from assurance.views import assignments, cycles, dashboard

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("cycles/start/", cycles.cycle_start, name="cycle-start"),
    path("cycles/<year:year>/", dashboard.cycle_overview, name="cycle"),
    path("cycles/<year:year>/set-up/", cycles.cycle_set_up, name="cycle-set-up"),
    path("cycles/<year:year>/open/", cycles.cycle_open, name="cycle-open"),
    path("cycles/<year:year>/assign/", assignments.assign_rows, name="assign"),
    path("cycles/<year:year>/hand-over/", assignments.hand_rows_over, name="hand-over"),
]
