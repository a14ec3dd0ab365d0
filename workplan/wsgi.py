"""What any WSGI server serves: `workplan.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")
application = get_wsgi_application()

from workplan import loading  # noqa: E402 - models are imported once the applications stand

loading.load_what_answers_need()
loading.keep_what_is_loaded()
