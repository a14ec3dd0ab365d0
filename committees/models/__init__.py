"""Who the parties are and when they meet."""

from committees.keeping.clock_offset import ClockOffset
from committees.keeping.once import OnceKey

from .bodies import Body, Place
from .committee import Committee, LiaisonOffice, Seat, Side
from .meeting import CoChair, Decision, DecisionKind, Meeting, MeetingMode
from .sources import Source, SourceKind
from .users import Membership, Role, User

__all__ = [
    "Body",
    "ClockOffset",
    "CoChair",
    "Committee",
    "Decision",
    "DecisionKind",
    "LiaisonOffice",
    "Meeting",
    "MeetingMode",
    "Membership",
    "OnceKey",
    "Place",
    "Role",
    "Seat",
    "Side",
    "Source",
    "SourceKind",
    "User",
]
