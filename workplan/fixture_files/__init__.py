"""Fixtures kept by hand: read with their lines, compared, loaded all or nothing, and written back."""

from .dumping import dump_plan
from .loading import Loading, load, load_given
from .problems import Problem
from .reading import Given

__all__ = ["Given", "Loading", "Problem", "dump_plan", "load", "load_given"]
