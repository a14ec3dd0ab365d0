#!/usr/bin/env python3
"""Django's command line for this project; on a laptop also with the database `make run` made."""

import sys

from workplan.laptop.by_hand import run_command

if __name__ == "__main__":
    sys.exit(run_command(sys.argv))
