"""The gate for files: what is not plainly one of eight kinds, and harmless, is refused with a sentence."""

from .gate import ACCEPTED, MEDIA_TYPES, CheckedFile, checked
from .names import cleaned_name

__all__ = ["ACCEPTED", "MEDIA_TYPES", "CheckedFile", "checked", "cleaned_name"]
