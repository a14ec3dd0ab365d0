"""The product's settings on a test database; the environment of whoever runs the tests says only where that is."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from workplan.laptop import database
from workplan.laptop.surroundings import DEMONSTRATION

os.environ.update(DEMONSTRATION)
os.environ["SECRET_KEY"] = "only-for-tests-only-for-tests-only-for-tests-only"
os.environ["DEMO_PASSWORD"] = "only-for-tests-4711"
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost,testserver"
for switch in (
    "EVIDENCE_STORE",
    "VIRUS_SCAN_COMMAND",
    "DEVELOPER_PAGES",
    "BEHIND_TLS_PROXY",
    "CSRF_TRUSTED_ORIGINS",
    "TRUSTED_PROXY_COUNT",
    "EMAIL_URL",
    "MAIL_FROM",
    "SITE_URL",
):
    os.environ.pop(switch, None)
# A server of one's own: DATABASE_URL_TESTS for `make test`, DATABASE_URL for pytest run directly.
given = os.environ.get("DATABASE_URL_TESTS") or os.environ.get("DATABASE_URL")
EMBEDDED_DATABASE = None if given else database.TESTS
os.environ["DATABASE_URL"] = given or database.TESTS.address()
# Each process keeps the files of its tests apart, and forgets them.
os.environ["EVIDENCE_DIR"] = tempfile.mkdtemp(prefix="evidence-of-tests-")
atexit.register(shutil.rmtree, os.environ["EVIDENCE_DIR"], ignore_errors=True)
# The browser's driver keeps an event loop in the main thread, where fixtures use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from workplan.settings import *  # noqa: E402, F403
from workplan.settings import DATABASES  # noqa: E402

# Several people may test on one server at once, each with a name of their own.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DB_NAME", "test_workplan")}
# A connection that outlives its request would hold on to a database about to be copied or dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Each test client loads the middleware anew; looking through all static files each time takes longer than most pages.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
