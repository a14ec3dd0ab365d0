"""Fixtures kept by hand: read with their lines, compared, loaded all or nothing, and written back."""

from .dumping import dump_plan
from .loading import Loading, load
from .problems import Problem

__all__ = ["Loading", "Problem", "dump_plan", "load"]
