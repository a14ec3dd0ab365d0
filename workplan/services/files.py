"""Files of evidence: kept before a statement cites them, in the kitchen of their side until it does."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from committees.models import Committee, Side, User
from workplan import permissions
from workplan.models import EvidenceFile, ProgressUpdate, Return
from workplan.services.recording import recorded
from workplan.uploads import CheckedFile, checked

log = logging.getLogger("workplan.files")
NOT_YOURS = _("Only a file that you sent yourself can be attached.")


def store() -> Storage:
    return storages["evidence"]


@dataclass(frozen=True)
class ReadyFile:
    """Checked, scanned and stored; its row waits for the transaction of what names it."""

    row: EvidenceFile
    is_new: bool

    def record(self) -> EvidenceFile:
        if self.is_new:
            self.row.save(force_insert=True)
        return self.row

    @contextmanager
    def dropped_if_refused(self) -> Iterator[None]:
        """Inside the transaction: what ends it there ends the row as well, so its bytes go.

        A commit that fails leaves them, as it may have been kept all the same.
        """
        try:
            yield
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        if not self.is_new:
            return
        try:
            store().delete(self.row.stored_as)
        except Exception:  # whatever a store elsewhere says; `check_files` finds the bytes
            log.exception("a file could not be removed from the store")


def keep_file(*, upload: UploadedFile, committee: Committee, side: Side, by: User) -> EvidenceFile:
    """Of a file that nothing names yet. Raises like `ready_file`, and like it is called in no transaction."""
    return ready_file(upload=upload, committee=committee, side=side, by=by).record()


def ready_file(*, upload: UploadedFile, committee: Committee, side: Side, by: User) -> ReadyFile:
    """Raises ``Refused`` (who) and ``ValidationError`` (what); the bytes are safe before the row is there.

    Called before a transaction, never inside: the scanner may take longer than the database lets one wait.
    A process that ends in between leaves bytes without a row, which `check_files` finds, and never a row
    without bytes. The same file sent again by the same person is the one kept before.
    """
    permissions.check_may_send_file(by, committee.pk, side.pk)
    found = checked(upload)
    earlier = EvidenceFile.objects.filter(
        recorded_by=by, sha256=found.sha256, committee=committee, side=side, name=found.name
    ).first()
    if earlier and store().exists(earlier.stored_as):
        return ReadyFile(earlier, is_new=False)
    key = uuid.uuid4()
    stored_as = _stored(f"{key.hex[:2]}/{key.hex}", found)
    return ReadyFile(_row(key, found, stored_as, committee, side, by), is_new=True)


def _stored(name: str, found: CheckedFile) -> str:
    try:
        return store().save(name, ContentFile(found.content))
    except (
        Exception
    ) as fault:  # a full disk, or a store elsewhere that does not answer, each in its own words
        log.exception("a file could not be stored")
        raise ValidationError(
            _("The file could not be stored just now. Please send it again later.")
        ) from fault


def _row(
    key: uuid.UUID, found: CheckedFile, stored_as: str, committee: Committee, side: Side, by: User
) -> EvidenceFile:
    return EvidenceFile(
        key=key,
        committee=committee,
        side=side,
        on_behalf=not (
            permissions.speaks_for(by, committee.pk, side.pk)
            or permissions.hands_in_for(by, committee.pk, side.pk)
        ),
        name=found.name,
        kind=found.kind,
        size=found.size,
        sha256=found.sha256,
        stored_as=stored_as,
        **recorded(by),
    )


def attachable(
    by: User, committee_id: int, corrects: ProgressUpdate | None = None, cites: Sequence[Return] = ()
) -> QuerySet[EvidenceFile]:
    """What a statement of this person may cite: their own files, those of the statement it corrects, and those
    that the returns offer which it cites. Whether the returns may be cited is asked where that is done."""
    own = Q(recorded_by=by, committee=committee_id)
    cited = Q(evidence__update=corrects) if corrects else Q(pk__in=())
    offered = Q(in_returns__contribution__in=cites) if cites else Q(pk__in=())
    return EvidenceFile.objects.filter(own | cited | offered).distinct()


def check_may_attach(
    files: Iterable[EvidenceFile],
    *,
    side: Side,
    by: User,
    corrects: ProgressUpdate | None = None,
    cites: Sequence[Return] = (),
) -> None:
    keys = {file.pk for file in files}
    if not keys:
        return
    allowed = attachable(by, side.committee_id, corrects, cites).filter(pk__in=keys)
    if allowed.count() < len(keys):
        raise ValidationError({"evidence": NOT_YOURS})
    if allowed.exclude(side=side).exists():
        raise ValidationError(
            {
                "evidence": _(
                    "A file was sent for the other side. Choose it again for the side you speak for now."
                )
            }
        )


class NotAsRecorded(Exception):
    """The store has lost the file, or holds other bytes than were recorded."""


def content_of(file: EvidenceFile) -> bytes:
    """The bytes, after they were compared with the checksum that was recorded."""
    try:
        with store().open(file.stored_as) as stored:
            content: bytes = stored.read()
    except OSError as missing:
        log.error("file %s is missing from the store", file.pk)
        raise NotAsRecorded from missing
    if hashlib.sha256(content).hexdigest() != file.sha256:
        log.error("file %s is not the one that was recorded", file.pk)
        raise NotAsRecorded
    return content


def checksum(content: File) -> str:
    found = hashlib.sha256()
    for chunk in content.chunks():
        found.update(chunk)
    return found.hexdigest()
