"""From the name of a fixture to its file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .problems import Unfit

ENDINGS = (".yaml", ".yml")


def fixture_path(name: str, folders: Iterable[str | Path] | None = None) -> Path:
    """A path, or a bare name found in the folders of fixtures; ``Unfit`` when there is none or it is not YAML."""
    given = Path(name)
    if given.suffix.lower() in ENDINGS:
        names = [given]
    elif given.suffix:
        raise Unfit(
            _("“%(name)s” is not a YAML file. Fixtures are YAML files, not compressed.") % {"name": name}
        )
    else:
        names = [given.with_suffix(ending) for ending in ENDINGS]
    places = [Path(), *map(Path, settings.FIXTURE_DIRS if folders is None else folders)]
    for place in places:
        for one in names:
            if (place / one).is_file():
                return place / one
    raise Unfit(_("There is no fixture “%(name)s”.") % {"name": name})
