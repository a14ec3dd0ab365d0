"""What any WSGI server serves: `workplan.wsgi:application`."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")
application = get_wsgi_application()


def keep_what_is_loaded() -> None:
    """The pages are loaded before the first request, and what is loaded is never looked through for garbage again.

    A report or a large file makes so many objects that the collector went through all of Django several times.
    """
    _pages = get_resolver().url_patterns  # asking loads them
    gc.collect()
    gc.freeze()


keep_what_is_loaded()
