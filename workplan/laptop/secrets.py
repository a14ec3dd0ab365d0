"""What only this machine knows: the signing key and the password of the demonstration people."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from workplan.laptop.places import LOCAL

FILE = LOCAL / "secrets.json"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is misread when typed from paper


def secret_key(file: Path = FILE) -> str:
    return _kept("secret_key", file, lambda: secrets.token_urlsafe(50))


def demo_password(file: Path = FILE) -> str:
    """``DEMO_PASSWORD`` when it is set, and then it is kept; else one made at the first start."""
    given = os.environ.get("DEMO_PASSWORD")
    if given:
        if _read(file).get("demo_password") != given:
            _write(file, {**_read(file), "demo_password": given})
        return given
    return _kept("demo_password", file, _typeable_password)


def _typeable_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def _kept(name: str, file: Path, make: Callable[[], str]) -> str:
    known = _read(file)
    if name not in known:
        known = {**known, name: make()}
        _write(file, known)
    return known[name]


def _read(file: Path) -> dict[str, str]:
    try:
        return dict(json.loads(file.read_text()))
    except FileNotFoundError:
        return {}


def _write(file: Path, content: dict[str, str]) -> None:
    """Replace the file in one step; nobody but its owner may read it, at any moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        json.dump(content, opened, indent=1)
    draft.replace(file)
