"""What was agreed, and how far it is."""

from .action_item import ActionItem, Milestone, Responsibility
from .fixture_load import FixtureFile, FixtureLoad, FixtureStep
from .plan import CooperationArea, Workplan
from .progress import (
    Evidence,
    ItemPosition,
    MilestoneEvent,
    ProgressBody,
    ProgressText,
    ProgressUpdate,
)
from .search import SearchText

__all__ = [
    "ActionItem",
    "CooperationArea",
    "Evidence",
    "FixtureFile",
    "FixtureLoad",
    "FixtureStep",
    "ItemPosition",
    "Milestone",
    "MilestoneEvent",
    "ProgressBody",
    "ProgressText",
    "ProgressUpdate",
    "Responsibility",
    "SearchText",
    "Workplan",
]
