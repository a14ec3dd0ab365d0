"""Viruses: the test pattern that every scanner knows, and the scanner of the installation where it names one."""

from __future__ import annotations

import shlex
import subprocess
import tempfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Written in two, or scanners would refuse this very file.
TEST_PATTERN = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
WITHIN = 60.0  # seconds
FOUND = 1  # what scanners end with when they found something; other codes say that they could not look


def scan(content: bytes) -> None:
    if TEST_PATTERN in content:
        raise ValidationError(_("The virus scanner refuses this file."))
    if settings.VIRUS_SCAN_COMMAND:
        _ask(shlex.split(settings.VIRUS_SCAN_COMMAND), content)


def _ask(command: list[str], content: bytes) -> None:
    with tempfile.NamedTemporaryFile(prefix="evidence-") as file:
        file.write(content)
        file.flush()
        try:
            # Given by whoever installs the product, run without a shell.
            done = subprocess.run([*command, file.name], capture_output=True, timeout=WITHIN, check=False)  # noqa: S603
            code = done.returncode
        except (OSError, subprocess.TimeoutExpired):
            code = -1
    if code == FOUND:
        raise ValidationError(_("The virus scanner refuses this file."))
    if code != 0:
        raise ValidationError(
            _("The file could not be scanned for viruses just now. Please send it again later.")
        )
