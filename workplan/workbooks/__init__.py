"""Excel files: the one room that knows their layout. Lists that are taken away, and packs that come back."""

from .lists import CONTENT_TYPE, MOST_LINES, Day, Sheet, Value, cell_text, lines, lines_needed, written

__all__ = [
    "CONTENT_TYPE",
    "MOST_LINES",
    "Day",
    "Sheet",
    "Value",
    "cell_text",
    "lines",
    "lines_needed",
    "written",
]
