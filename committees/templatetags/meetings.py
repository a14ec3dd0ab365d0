"""What a meeting is called: by its number, whether or not its date is known."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from committees.keeping import ordinals
from committees.keeping.trilingual import reader_language

register = template.Library()


@register.filter
def meeting_title(number: int) -> str:
    """``18th meeting``, ``第十八次會議``."""
    ordinal = ordinals.in_english if reader_language() == "en" else ordinals.in_chinese
    return gettext("%(ordinal)s meeting") % {"ordinal": ordinal(number)}


@register.filter
def the_meeting(number: int) -> str:
    """As it stands within a sentence: ``the 18th meeting``, ``第十八次會議``."""
    ordinal = ordinals.in_english if reader_language() == "en" else ordinals.in_chinese
    return gettext("the %(ordinal)s meeting") % {"ordinal": ordinal(number)}
