"""The web server's settings, for bin/start and for production alike: gunicorn reads this file by itself."""

import os
from typing import Any

wsgi_app = "governance.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# Loaded once before the workers fork: they share its memory and the first page comes sooner.
preload_app = True
loglevel = "warning"
# The socket would be made in the home directory, which may be read-only and is not ours.
control_socket_disable = True


def when_ready(server: Any) -> None:
    print(f"Serving http://localhost:{os.environ.get('PORT', '8000')} - stop it with Ctrl-C", flush=True)
