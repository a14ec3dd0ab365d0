"""What a web process loads before its first request, so that nobody waits for it and copies of the process share it."""

from __future__ import annotations

import gc
from importlib import import_module

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext, override

from workplan.reports.setting import in_glyphs
from workplan.views.reports import FILES


def load_what_answers_need() -> None:
    """Pages, templates, words, the formats of reports and what their fonts can draw. Asks no database."""
    in_glyphs("中")  # first, for what reading the font took is then filled by what follows
    templates = settings.BASE_DIR / "templates"
    for file in templates.rglob("*.html"):
        get_template(str(file.relative_to(templates)))
    for language, _name in settings.LANGUAGES:
        with override(language):
            gettext("Plan")
            reverse("livez")
    for module, _function in FILES.values():
        import_module(module)


def keep_what_is_loaded() -> None:
    """What is loaded is never looked through for garbage again.

    A report or a large file makes so many objects that the collector went through all of Django several times.
    """
    gc.collect()
    gc.freeze()
