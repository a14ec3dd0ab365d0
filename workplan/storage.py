"""Where the bytes of evidence lie: a private folder, or a store that speaks S3. Never beside the static files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

S3_ADDRESS = "s3://bucket/folder?endpoint=https://store.example&region=..."


class PrivateFolder(FileSystemStorage):
    """Readable by the product alone, served by no web server; what was saved survives a power cut."""

    def _save(self, name: str, content: File[Any]) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        # Django never calls fsync: the row would be there after a power cut, and its file empty.
        path = Path(self.path(saved))
        for place in (path, *_folders_up_to(path, Path(self.location))):
            _fsync(place)
        return saved

    def url(self, name: str | None) -> str:
        raise ValueError("Evidence has no URL of its own: a view asks for the right to read it.")


def _folders_up_to(path: Path, top: Path) -> list[Path]:
    """A new folder is itself an entry of the folder above it."""
    return [folder for folder in path.parents if folder == top or top in folder.parents] + [top.parent]


def _fsync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def evidence_store(address: str, folder: Path) -> dict[str, Any]:
    """The entry of `STORAGES`: of ``address`` (S3) where one is given, else of ``folder``."""
    if not address:
        return {
            "BACKEND": "workplan.storage.PrivateFolder",
            "OPTIONS": {
                "location": str(folder),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    if parts.scheme != "s3" or not parts.hostname or not set(asked) <= {"endpoint", "region"}:
        raise ImproperlyConfigured(f"EVIDENCE_STORE is an address like {S3_ADDRESS}.")
    # The package is an extra, imported when the first file is kept: pip install "django-storages[s3]".
    # Keys come from where its library looks for them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine.
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "location": parts.path.strip("/"),
            "endpoint_url": asked.get("endpoint", [None])[0],
            "region_name": asked.get("region", [None])[0],
            "addressing_style": "path",
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
