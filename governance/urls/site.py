from django.urls import path

from governance.views import demo, first_run, invitations, kept_text, keys, mail_choice, notices, site

urlpatterns = [
    path("health/", site.health, name="health"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("logos/<slug:public_slug>/<logo:name>", site.logo, name="logo"),
    path("first-run/", first_run.first_run, name="first-run"),
    path("invitations/<slug:token>/", invitations.invitation_accept, name="invitation"),
    path("demo/sign-in/", demo.demo_sign_in, name="demo-sign-in"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices-read"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/stop/<signed:token>/", mail_choice.mail_stop, name="mail-stop"),
    path("my-notices/", mail_choice.my_notices, name="mail-choice"),
    path("my-keys/", keys.my_keys, name="my-keys"),
    path("kept-text/", kept_text.kept_text, name="kept-text"),
]
