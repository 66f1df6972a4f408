"""The command behind bin/start that brings an installation up to date."""

from io import StringIO

import pytest
from django.core.management import call_command

from governance.models import Council, User
from tests.builders import make_council


def prepare() -> str:
    output = StringIO()
    call_command("prepare", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_static_files_are_collected_once_until_one_changes(settings, tmp_path):
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    source = tmp_path / "source" / "page.css"
    source.parent.mkdir()
    source.write_text("p { color: red }")
    assert "Collecting static files" in prepare()
    assert "Collecting static files" not in prepare()
    source.write_text("p { color: green }")
    assert "Collecting static files" in prepare()
    assert [path.read_text() for path in settings.STATIC_ROOT.glob("page.*.css")] == ["p { color: green }"]


@pytest.mark.django_db
def test_the_demo_stays_out_of_an_installation_with_councils_of_its_own(settings):
    settings.DEMO = True
    make_council("exampleshire")
    assert "Left the demo out" in prepare()
    assert Council.objects.count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_demo_mode_nobody_is_invented():
    prepare()
    assert not Council.objects.exists()
