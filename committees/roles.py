"""Who may do what: the rights table as data. Pages, admin and commands ask `permissions.may`; nobody else decides."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from committees.models import Role


class Right(models.TextChoices):
    READ = "read", _("read plans, items, statements, meetings and reports of own committees")
    RECORD = "record", _("record a statement, add a text")
    RECORD_ON_BEHALF = (
        "record_on_behalf",
        _("record a statement on behalf of the other side, with its source"),
    )
    CORRECT = "correct", _("correct a statement")
    LEAVE_FINAL = "leave_final", _("correct a statement that completed or withdrew an item")
    WAIVE_EVIDENCE = "waive_evidence", _("waive evidence")
    MOVE_MILESTONE = "move_milestone", _("move a milestone, or say that it was reached")
    EDIT_DRAFT_PLAN = "edit_draft_plan", _("edit a draft plan")
    ADOPT_PLAN = "adopt_plan", _("adopt a plan")
    KEEP_MEETINGS = "keep_meetings", _("keep meetings and decisions")
    KEEP_BODIES = "keep_bodies", _("keep bodies and seats")
    KEEP_NOTES = "keep_notes", _("write notes for the own side, and read them")
    KEEP_MAIL = "keep_mail", _("see the letters to people of the own side, and send them again")
    LOAD_FIXTURES = "load_fixtures", _("load fixtures")
    KEEP_ACCOUNTS = "keep_accounts", _("keep accounts and roles")
    RUN_ROUNDS = "run_rounds", _("open and close a reporting round")
    HANDLE_RETURNS = (
        "handle_returns",
        _("hand in for a body, receive, send back, accept, extend, waive and chase returns"),
    )
    HAND_IN = "hand_in", _("hand in returns of the own body")
    ADMIN_SITE = "admin_site", _("enter the administration pages")


class Reach(models.TextChoices):
    """How far a right goes for a role."""

    NO = "no", _("no")
    YES = "yes", _("yes")
    OWN_SIDE = "own_side", _("own side")
    SIDE_LEADS = "side_leads", _("items that the own side leads")
    OWN_BODY = "own_body", _("own body")


_ROLES = (Role.VIEWER, Role.CONTRIBUTOR, Role.LIAISON_OFFICER, Role.SECRETARIAT, Role.ADMINISTRATOR)
_N, _Y, _OWN, _LEADS = Reach.NO, Reach.YES, Reach.OWN_SIDE, Reach.SIDE_LEADS
_BODY = Reach.OWN_BODY

# One row a right; columns in the order viewer, contributor, liaison officer, secretariat, administrator.
_TABLE: dict[Right, tuple[Reach, Reach, Reach, Reach, Reach]] = {
    Right.READ: (_Y, _Y, _Y, _Y, _Y),
    Right.RECORD: (_N, _N, _OWN, _OWN, _N),
    Right.RECORD_ON_BEHALF: (_N, _N, _N, _Y, _N),
    Right.CORRECT: (_N, _N, _OWN, _Y, _N),
    Right.LEAVE_FINAL: (_N, _N, _N, _Y, _N),
    Right.WAIVE_EVIDENCE: (_N, _N, _N, _Y, _N),
    Right.MOVE_MILESTONE: (_N, _N, _LEADS, _Y, _N),
    Right.EDIT_DRAFT_PLAN: (_N, _N, _N, _Y, _N),
    Right.ADOPT_PLAN: (_N, _N, _N, _Y, _N),
    Right.KEEP_MEETINGS: (_N, _N, _N, _Y, _Y),
    Right.KEEP_BODIES: (_N, _N, _N, _N, _Y),
    Right.KEEP_NOTES: (_N, _N, _OWN, _OWN, _N),
    Right.KEEP_MAIL: (_N, _N, _N, _OWN, _N),
    Right.LOAD_FIXTURES: (_N, _N, _N, _N, _Y),
    Right.KEEP_ACCOUNTS: (_N, _N, _N, _N, _Y),
    Right.RUN_ROUNDS: (_N, _N, _N, _Y, _N),
    Right.HANDLE_RETURNS: (_N, _N, _OWN, _OWN, _N),
    Right.HAND_IN: (_N, _BODY, _N, _N, _N),
    Right.ADMIN_SITE: (_N, _N, _Y, _Y, _Y),
}

RIGHTS: dict[Right, dict[Role, Reach]] = {
    right: dict(zip(_ROLES, reaches, strict=True)) for right, reaches in _TABLE.items()
}
