"""What the database refuses of rounds and returns, as sentences; part of the table in `refusals.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.keeping.reach import NOT_IN_REACH
from committees.refusals import BY_STATE, Sentence

_STALE = BY_STATE["40001"][1]
_THERE = BY_STATE["23505"][1]
_FIXED = _("What a round expects is fixed when it opens.")
_LANGUAGE = _("Choose a language.")
_MONTH = _("A month or a year is stored as its first day.")

ROUND_RULES: dict[str, tuple[int, Sentence]] = {
    # Rounds
    "round_number_once": (409, _THERE),
    "round_open_once_for_a_meeting": (409, _("A round for this meeting is open already.")),
    "round_instants_in_order": (422, _("A round opens, then is due, and its cut-off is not before that.")),
    "round_expects_something": (422, _("The plan has no open item; there is nothing to call for.")),
    "round_is_closed": (409, _("The round is closed.")),
    "round_is_not_open_yet": (409, _("The round has not opened yet.")),
    "round_cut_off_passed": (409, _("The cut-off has passed; nothing more is handed in.")),
    "round_does_not_change": (409, _("A round does not change after it was opened; it is closed, once.")),
    "round_of_an_adopted_plan": (409, _("Progress is recorded once the plan has been adopted.")),
    "round_of_one_committee": (422, _("The plan and the meeting are of the committee of the round.")),
    "round_closes_now": (409, _("A round is closed at the instant at which it is closed.")),
    "round_closes_at_its_cut_off": (
        409,
        _("Before the cut-off a round is closed only when every return is accepted, nil or waived."),
    ),
    "round_expects_what_was_fixed": (409, _FIXED),
    # Returns
    "return_once": (409, _THERE),
    "return_of_a_lead": (422, _("A return is expected of a body that leads an item of the plan.")),
    "return_state_is_known": (409, _("That is not possible in the state of this return.")),
    "return_step_not_allowed": (409, _("That is not possible in the state of this return.")),
    "return_is_frozen": (
        409,
        _("What was handed in does not change. Recall it, or ask the liaison office to send it back."),
    ),
    "return_was_received": (
        409,
        _("The liaison office has marked it received; ask it to send the return back."),
    ),
    "return_answered_at_an_instant": (409, _("The state of a return follows from its events.")),
    "return_received_is_answered": (409, _("The state of a return follows from its events.")),
    "return_state_follows_events": (409, _("The state of a return follows from its events.")),
    "return_instants_follow_events": (409, _("The instants on a return are those of its events.")),
    "return_due_follows_extensions": (409, _("A return is due with its round, or as it was extended.")),
    "return_proposes_a_status": (422, _("Choose a status.")),
    "return_as_at_in_reach": (422, NOT_IN_REACH),
    "return_says_something": (
        422,
        _("A return that is handed in has a status, the day it describes and a text."),
    ),
    "return_gives_its_reason": (422, _("Behind schedule and withdrawn need a reason.")),
    "return_completed_has_evidence": (422, _("Completed needs a piece of evidence.")),
    "return_nil_says_nothing": (422, _("This return says something. Submit it, or empty it first.")),
    "return_names_its_own": (422, _("A return names what belongs to its item and its side.")),
    "returnmilestone_once": (409, _THERE),
    "returnmilestone_on_in_reach": (422, NOT_IN_REACH),
    "returnmilestone_on_is_a_first_day": (422, _MONTH),
    "returnmilestone_move_has_reason": (422, _("Say why the date moves.")),
    "returnmilestone_kind_is_known": (422, _("A milestone was reached, or its date moves.")),
    "returnmilestone_language_is_known": (422, _LANGUAGE),
    "returnevidence_number_once": (409, _THERE),
    "returnevidence_date_in_reach": (422, NOT_IN_REACH),
    "returnevidence_has_title": (422, _("Evidence needs a title.")),
    "returnevidence_has_publisher": (422, _("Evidence needs its publisher.")),
    "returnevidence_language_is_known": (422, _LANGUAGE),
    "reading_once": (409, _THERE),
    "reading_on_in_reach": (422, NOT_IN_REACH),
    "returndraft_once": (409, _THERE),
    # Points
    "returnpoint_number_once": (409, _STALE),
    "returnpoint_begins_raised": (422, _("A point is raised first, then answered or closed.")),
    "returnpoint_is_on_a_part": (422, _("A point is on a part of the return, which stays.")),
    "returnpoint_says_something": (422, _("Type the point.")),
    "returnpoint_is_closed": (409, _("This point is closed; raise another one.")),
    "returnpoint_comes_too_late": (
        409,
        _("The return was accepted or waived; nothing more is raised about it."),
    ),
    "return_has_open_points": (409, _("Points on this return are open. Close them, then accept it.")),
    # Events, extensions, letters, citations
    "returnevent_number_once": (409, _STALE),
    "returnevent_has_its_reason": (422, _("Say why.")),
    "returnevent_answer_is_signed": (422, _("An answer is signed and dated.")),
    "returnevent_signed_on_in_reach": (422, NOT_IN_REACH),
    "returnevent_is_signed_by_now": (422, _("A return is signed on a day that has come.")),
    "returnevent_on_behalf_has_its_letter": (
        422,
        _("What is handed in for a body names its letter and keeps the file."),
    ),
    "extension_number_once": (409, _STALE),
    "extension_has_reason": (422, _("Say why more time is given.")),
    "extension_gives_more_time": (422, _("An extension ends later than what was due before.")),
    "extension_before_the_cut_off": (422, _("Nothing is due after the cut-off.")),
    "extension_of_an_outstanding_return": (409, _("What was answered needs no more time.")),
    "chaseletter_number_once": (409, _STALE),
    "chaseletter_says_something": (422, _("A letter says something in at least one language.")),
    "chaseletter_to_a_debtor": (409, _("This body owes nothing in this round.")),
    "citedreturn_once": (409, _THERE),
    "cited_return_is_accepted": (
        409,
        _("A statement cites accepted returns on its item, of its side."),
    ),
    # Notes
    "sidenote_says_something": (422, _("Type the note.")),
    "sidenote_of_one_committee": (422, _("A note of a side is on an item of its committee.")),
    # Indicators
    "indicator_number_once": (409, _("The item has an indicator with this number already.")),
    "indicator_dates_in_reach": (422, NOT_IN_REACH),
    "indicator_day_has_a_baseline": (422, _("A day without a number says nothing.")),
    "indicator_day_has_a_target": (422, _("A day without a number says nothing.")),
    # Packs
    "pack_signed_on_in_reach": (422, NOT_IN_REACH),
    "pack_of_an_expected_body": (422, _("A pack is of a body that the round expects returns of.")),
    "pack_file_of_its_side": (422, _("The file of a pack belongs to the side of its body.")),
    "packstep_number_once": (409, _STALE),
    "packstep_kind_is_known": (422, _("A pack is compared or applied.")),
    "pack_applied_once": (409, _("This pack was applied already.")),
}
