"""A program of its own that sets pages: an order as JSON comes in, files come out, and the memory goes with it.

Setting a report of a hundred pages takes 300 MB that the library does not give back. Whoever runs this
(`setting.py`) goes on as small as before, and so does the next reader of that worker.
"""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from typing import Any


def main() -> None:
    import typst

    order: dict[str, Any] = json.load(sys.stdin)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[order.pop("fonts")]
    )
    made = typst.compile(order.pop("source"), font_paths=fonts, **order)
    files = made if isinstance(made, list) else [made]
    json.dump([b64encode(file).decode() for file in files], sys.stdout)


if __name__ == "__main__":
    main()
