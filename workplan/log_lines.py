"""How the log is written: what was refused is a line, what broke keeps its stack."""

from __future__ import annotations

import copy
import logging


class RefusalsInOneLine(logging.Formatter):
    """An answer from 400 to 499 was meant: its stack tells an operator nothing, and looks like a crash."""

    def format(self, record: logging.LogRecord) -> str:
        if 400 <= getattr(record, "status_code", 0) < 500:
            record = copy.copy(record)
            record.exc_info = record.exc_text = record.stack_info = None
        return super().format(record)
