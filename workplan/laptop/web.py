"""The web server. It loads the product once; its workers begin as copies of it and share what is loaded.

Workers that each load it share next to nothing, and one that takes the place of another keeps a processor busy with
loading while others wait. What follows the module's name is granian's.
"""

from __future__ import annotations

import sys
from importlib import import_module

import psutil
from granian.cli import entrypoint

# Megabytes at which a worker gives way to a fresh one. What is loaded differs between versions of Python, and a limit
# within reach of ordinary pages would replace workers without end.
LIMIT, GROWTH = 140, 14


def main() -> None:
    application = sys.argv[-1]
    import_module(application.partition(":")[0])
    loaded = psutil.Process().memory_info().rss // 2**20
    sys.argv[1:1] = ["--workers-max-rss", str(max(LIMIT, loaded + GROWTH))]
    entrypoint()


if __name__ == "__main__":
    main()
