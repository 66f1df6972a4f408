from django.urls import path

from governance.views import invitations, people, posts, record, settings, site

urlpatterns = [
    path("brand.css", site.brand_css, name="brand-css"),
    path("settings/", settings.council_settings, name="settings"),
    path("audit/", record.record_of_changes, name="record"),
    path("audit.csv", record.record_download, name="record-download"),
    path("people/", people.people, name="people"),
    path("people/who-can-help/", people.who_can_help, name="who-can-help"),
    path("people/invite/", invitations.invite_person, name="invitation-create"),
    path("people/invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path(
        "people/invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation-withdraw"
    ),
    path("people/posts/", posts.post_list, name="posts"),
    path("people/posts/add/", posts.post_create, name="post-create"),
    path("people/posts/<int:pk>/", posts.post_edit, name="post"),
    path("people/posts/<int:pk>/end/", posts.post_end, name="post-end"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/<int:grant_pk>/take/", people.role_take, name="role-take"),
    path("people/<int:pk>/end/", people.membership_end, name="membership-end"),
]
