"""The web server. It loads the product once; its workers begin as copies of it and share what is loaded.

Workers that load it each for itself take half as much memory again, and one that takes the place of another keeps
a processor busy with loading while others wait. What follows the module's name is granian's.
"""

from __future__ import annotations

import multiprocessing
import sys
from importlib import import_module

from granian.cli import entrypoint


def main() -> None:
    application = sys.argv[-1]
    if multiprocessing.get_start_method() == "fork":  # elsewhere a copy begins empty
        import_module(application.partition(":")[0])
    entrypoint()


if __name__ == "__main__":
    main()
