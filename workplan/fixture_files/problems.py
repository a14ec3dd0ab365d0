"""What is wrong with a fixture, with its place: everything is told at once, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _


class Unfit(Exception):
    """A value or a row that cannot be taken; the text is a sentence for whoever keeps the fixture."""


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    about: str
    sentence: str

    def __str__(self) -> str:
        told = {"file": self.file, "line": self.line, "about": self.about, "sentence": self.sentence}
        if not self.line:
            return _("%(file)s: %(sentence)s") % told
        if not self.about:
            return _("%(file)s line %(line)d: %(sentence)s") % told
        return _("%(file)s line %(line)d: %(about)s: %(sentence)s") % told


def follows_from(line: int) -> str:
    return _("This follows from line %(line)d.") % {"line": line}
