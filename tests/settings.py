"""The project's settings, save what a test run must not share with an installation.

That is a cheap password hash, no outgoing mail, plain static files, and a folder and a database for each
process. TEST_DATABASE_URL names the server to make the database on; without it, tests run on SQLite.
"""

import logging
import os
import tempfile
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = tempfile.TemporaryDirectory(prefix="governance-assurance-")  # goes when the process ends

os.environ["SECRET_KEY"] = "only for tests: long enough for the checks of a production start, and no secret"
os.environ["DATA_DIR"] = FOLDER.name
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", f"sqlite:///{FOLDER.name}/db.sqlite3")
for name in ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "DEMO", "EMAIL_URL", "HTTPS", "SITE_URL"):
    os.environ.pop(name, None)

from governance.settings import *

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, since a database in memory locks otherwise than the one of an installation.
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER.name}/test.sqlite3"}
    # One connection asks for every page: with the 128 statements of old, most are read anew each time.
    DATABASES["default"]["OPTIONS"]["cached_statements"] = 512
else:
    # Two clones, and the workers of one run, may share a server; pytest-django adds the worker's name.
    DATABASES["default"]["TEST"] = {"NAME": f"ga_test_{sha256(str(REPOSITORY).encode()).hexdigest()[:10]}"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashed names need collected files; tests serve from the source.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
# Thousands of refusals are asked for: each would be written out with its traceback.
logging.getLogger("django.request").setLevel(logging.ERROR)
