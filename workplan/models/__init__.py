"""What was agreed, and how far it is."""

from .action_item import ActionItem, Milestone, Responsibility
from .files import EvidenceFile
from .fixture_load import FixtureFile, FixtureLoad, FixtureStep
from .indicator import Indicator
from .mail import Mail
from .notes import SideNote
from .pack import PackStep, PackUpload
from .plan import CooperationArea, Workplan
from .points import ReturnPoint
from .progress import (
    Evidence,
    ItemPosition,
    MilestoneEvent,
    ProgressBody,
    ProgressText,
    ProgressUpdate,
)
from .returns import (
    CitedReturn,
    Extension,
    IndicatorReading,
    Return,
    ReturnDraft,
    ReturnEvent,
    ReturnEvidence,
    ReturnMilestone,
)
from .round import ChaseLetter, ReportingRound
from .search import SearchText

__all__ = [
    "ActionItem",
    "ChaseLetter",
    "CitedReturn",
    "CooperationArea",
    "Evidence",
    "EvidenceFile",
    "Extension",
    "FixtureFile",
    "FixtureLoad",
    "FixtureStep",
    "Indicator",
    "IndicatorReading",
    "ItemPosition",
    "Mail",
    "Milestone",
    "MilestoneEvent",
    "PackStep",
    "PackUpload",
    "ProgressBody",
    "ProgressText",
    "ProgressUpdate",
    "ReportingRound",
    "Responsibility",
    "Return",
    "ReturnDraft",
    "ReturnEvent",
    "ReturnEvidence",
    "ReturnMilestone",
    "ReturnPoint",
    "SearchText",
    "SideNote",
    "Workplan",
]
