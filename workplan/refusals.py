"""The plan's own rules in the table of refusals: constraint or trigger rule -> code and sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.keeping.reach import NOT_IN_REACH
from committees.refusals import BY_RULE, BY_STATE, Sentence
from workplan.refusals_of_rounds import ROUND_RULES

_NOT_WRITTEN = _("What a search finds follows from the texts and is not written.")
_STALE = BY_STATE["40001"][1]
_MAIL_STEP = _("This letter has gone on meanwhile. Look at it again.")
_LOCKED = _("The plan has been adopted; what was agreed does not change.")

WORKPLAN_RULES: dict[str, tuple[int, Sentence]] = {
    # A plan and its areas
    "plan_is_locked": (409, _LOCKED),
    "plan_adopted_by_approval": (422, _("Only an approving decision of the same committee adopts a plan.")),
    "agreed_text_is_locked": (
        409,
        _(
            "Agreed words do not change. A missing or lesser translation may be replaced by a better one, once."
        ),
    ),
    "workplan_dates_in_reach": (422, NOT_IN_REACH),
    "milestone_due_in_reach": (422, NOT_IN_REACH),
    "milestoneevent_on_in_reach": (422, NOT_IN_REACH),
    "evidence_date_in_reach": (422, NOT_IN_REACH),
    "workplan_period_once": (409, _("This committee has a plan for this period already.")),
    "workplan_period_is_years": (422, _("A period is written like 2024-25.")),
    "workplan_ends_after_it_starts": (422, _("A plan ends after it starts.")),
    "workplan_adopted_by_a_decision": (422, _("A plan is adopted by a decision of a meeting, and only so.")),
    "area_number_once": (409, _("The plan has an area with this number already.")),
    "area_with_workplan": (409, _("This is there already.")),
    "area_one_to_seven": (422, _("A plan has seven areas, numbered 1 to 7.")),
    "area_traditional_text_has_standing": (
        422,
        _("Say how far the Traditional Chinese text may be trusted."),
    ),
    "area_simplified_text_has_standing": (422, _("Say how far the Simplified Chinese text may be trusted.")),
    # Action items, bodies, milestones
    "item_area_of_its_plan": (422, _("The area belongs to another plan.")),
    "item_reference_once": (409, _("The plan has an item with this reference already.")),
    "item_position_once": (409, _("The area has an item in this place already.")),
    "item_reference_form": (422, _("A reference is written like III-2.")),
    "item_position_from_one": (422, _("Items of an area are numbered from 1.")),
    "item_reference_of_its_area": (422, _("A reference is the numeral of its area and the place in it.")),
    "item_words_are_an_excerpt": (
        422,
        _("The agreed words must stand in the text of the area, letter for letter."),
    ),
    "responsibility_once": (409, _("This body carries the item already.")),
    "responsibility_lead_has_side": (422, _("A lead needs its side.")),
    "responsibility_side_of_its_committee": (422, _("The side belongs to another committee.")),
    "responsibility_lead_has_seat": (422, _("A body leads only for a side on which it has a seat.")),
    "milestone_number_once": (409, _("The item has a milestone with this number already.")),
    "milestone_due_is_a_first_day": (422, _("A month or a year is stored as its first day.")),
    # Statements
    "update_number_once": (409, _STALE),
    "update_number_follows": (422, _("Statements are numbered without gaps.")),
    "update_number_from_one": (422, _("Statements are numbered from 1.")),
    "update_states_a_status": (422, _("Choose a status.")),
    "update_of_an_adopted_plan": (409, _("Progress is recorded once the plan has been adopted.")),
    "update_side_of_its_committee": (422, _("The side belongs to another committee.")),
    "update_not_of_the_future": (422, _("A statement describes a day that has come.")),
    "update_within_the_plan": (422, _("A statement describes a day of the year of the plan.")),
    "update_continuing_is_not_completed": (422, _("A continuing item goes on; it is never completed.")),
    "update_leaves_final_by_correction": (
        409,
        _("This item was completed or withdrawn. Only a correction by the secretariat changes that."),
    ),
    "update_corrects_its_own": (422, _("A correction names a statement of the same item and side.")),
    "update_corrects_another": (422, _("A statement cannot correct itself.")),
    "update_correction_has_reason": (422, _("Say why the statement is corrected.")),
    "update_waiver_is_for_completed": (422, _("Evidence is waived for completion only.")),
    "update_has_text": (422, _("Say in at least one language how far the work is.")),
    "update_speaks_for_a_body": (422, _("Name at least one body this speaks for.")),
    "update_speaks_for_its_bodies": (
        422,
        _("A statement speaks for bodies of its side that carry the item."),
    ),
    "update_has_reason": (422, _("Behind schedule and withdrawn need a reason.")),
    "update_has_evidence": (422, _("Completed needs a piece of evidence.")),
    "progressbody_once": (409, _("This body is named already.")),
    "text_revision_once": (409, _STALE),
    "text_revision_follows": (422, _("Revisions are numbered without gaps.")),
    "text_revision_from_one": (422, _("Revisions are numbered from 1.")),
    "text_is_not_empty": (422, _("An empty text is not recorded.")),
    "evidence_number_once": (409, _("There is a piece of evidence with this number already.")),
    "evidence_has_title": (422, _("Evidence needs a title.")),
    "evidence_has_publisher": (422, _("Evidence needs its publisher.")),
    # Files of evidence
    "file_kind_is_allowed": (422, _("This kind of file cannot be sent.")),
    "file_size_in_bounds": (413, _("The file is larger than 20 MiB.")),
    "file_has_checksum": (422, _("A file is kept with its checksum.")),
    "file_has_name": (422, _("A file needs a name.")),
    "file_name_is_plain": (422, _("A name is at most 200 bytes long and hides nothing.")),
    "file_side_of_its_committee": (422, _("The side belongs to another committee.")),
    "evidence_file_of_its_side": (422, _("A file belongs to the side whose statement cites it.")),
    # Events of milestones, positions
    "milestoneevent_number_once": (409, _STALE),
    "milestoneevent_number_follows": (422, _("Events are numbered without gaps.")),
    "milestoneevent_move_has_reason": (422, _("Say why the date moves.")),
    "milestoneevent_on_is_a_first_day": (422, _("A month or a year is stored as its first day.")),
    "milestone_reached_once": (409, _("The milestone was reached; that does not change.")),
    "milestone_reached_not_in_future": (422, _("A milestone is reached on a day that has come.")),
    "position_is_kept_by_trigger": (409, _("Positions follow from statements and are not written.")),
    # Fixtures that were sent
    "fixturefile_number_once": (409, BY_STATE["23505"][1]),
    "fixturestep_number_once": (409, _STALE),
    "fixture_loaded_once": (409, _("This fixture was loaded already.")),
    **ROUND_RULES,
    "searchtext_is_kept_by_trigger": (409, _NOT_WRITTEN),
    "searchtext_once": (409, _NOT_WRITTEN),
    "searchtext_of_an_item_or_a_body": (409, _NOT_WRITTEN),
    # Letters
    "mail_one_digest_a_day": (409, _("This person has a letter of that day already.")),
    "mail_sent_again_once": (409, _("This letter was sent again already.")),
    "mail_sent_again_needlessly": (409, _("Only a letter that may not have come is sent again.")),
    "mail_settled_when_over": (409, _MAIL_STEP),
    "mail_step": (409, _MAIL_STEP),
    "mail_words_stay": (409, _("What was written to somebody does not change.")),
    "mail_stays": (409, _("Letters are kept.")),
    "mail_headers_are_one_line": (422, _("An address and a subject are one line each.")),
    "mail_day_in_reach": (422, NOT_IN_REACH),
}


def register() -> None:
    BY_RULE.update(WORKPLAN_RULES)
