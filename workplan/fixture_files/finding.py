"""From the name of a fixture to its file, and to what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .problems import Unfit
from .reading import LARGEST_FILE, Given

ENDINGS = (".yaml", ".yml")


def fixture_path(name: str, folders: Iterable[str | Path] | None = None) -> Path:
    """A path, or a bare name found in the folders of fixtures; ``Unfit`` when there is none or it is not YAML."""
    given = Path(name)
    if given.suffix:
        check_ending(name)
        names = [given]
    else:
        names = [given.with_suffix(ending) for ending in ENDINGS]
    places = [Path(), *map(Path, settings.FIXTURE_DIRS if folders is None else folders)]
    for place in places:
        for one in names:
            if (place / one).is_file():
                return place / one
    raise Unfit(_("There is no fixture “%(name)s”.") % {"name": name})


def check_ending(name: str) -> None:
    if Path(name).suffix.lower() not in ENDINGS:
        raise Unfit(
            _("“%(name)s” is not a YAML file. Fixtures are YAML files, not compressed.") % {"name": name}
        )


def on_disk(path: Path) -> Given:
    """The file, or as much of it as shows that it is too large."""
    with path.open("rb") as file:
        return Given(shown(path), file.read(LARGEST_FILE + 1))


def shown(path: Path) -> str:
    """A path as people write it: from the folder of the product where it lies inside."""
    whole = path.resolve()
    return str(whole.relative_to(settings.BASE_DIR)) if whole.is_relative_to(settings.BASE_DIR) else str(path)
