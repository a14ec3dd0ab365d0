-- What holds of the answers themselves: which act follows which, what is handed in, and that the instants on a
-- return are those of its events. Reading what was handed in goes on after the round is closed.

-- Keeps a round from being closed meanwhile, and does not ask whether it is.
CREATE FUNCTION workplan_hold_round_even_closed(which bigint) RETURNS workplan_reportinground LANGUAGE sql VOLATILE AS $$
    SELECT r FROM workplan_reportinground r WHERE id = which FOR SHARE
$$;

-- Where an act leads from a state; nothing where it is not possible.
CREATE FUNCTION workplan_return_after(act text, state text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN act = 'begin' AND state = 'expected' THEN 'draft'
        WHEN act = 'submit' AND workplan_is_outstanding(state) THEN 'submitted'
        WHEN act = 'nil' AND workplan_is_outstanding(state) THEN 'nil'
        WHEN act = 'waive' AND workplan_is_outstanding(state) THEN 'waived'
        WHEN act = 'recall' AND state IN ('submitted', 'nil') THEN 'draft'
        WHEN act = 'receive' AND state IN ('submitted', 'nil') THEN state
        WHEN act = 'send_back' AND state IN ('submitted', 'nil') THEN 'returned'
        WHEN act = 'accept' AND state = 'submitted' THEN 'accepted'
    END
$$;

-- Each event was possible when it came, so the newest that moves the state tells it.
CREATE FUNCTION workplan_return_by_events(which bigint) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT coalesce((
        SELECT CASE act
                WHEN 'begin' THEN 'draft' WHEN 'recall' THEN 'draft' WHEN 'submit' THEN 'submitted' WHEN 'nil' THEN 'nil'
                WHEN 'send_back' THEN 'returned' WHEN 'accept' THEN 'accepted' WHEN 'waive' THEN 'waived'
            END
        FROM workplan_returnevent WHERE contribution_id = which AND act <> 'receive' ORDER BY number DESC LIMIT 1
    ), 'expected')
$$;

-- Asked when it is handed in and not again: what an office accepts later was right on its day.
CREATE FUNCTION workplan_check_handed_in(here workplan_return) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    item workplan_actionitem;
    plan workplan_workplan;
BEGIN
    SELECT * INTO item FROM workplan_actionitem WHERE id = here.item_id;
    SELECT * INTO plan FROM workplan_workplan WHERE id = item.workplan_id;
    IF here.as_at > (keeping_now() AT TIME ZONE 'Asia/Hong_Kong')::date THEN
        PERFORM workplan_refuse('update_not_of_the_future', 'a return describes a day that has come');
    END IF;
    IF here.as_at < plan.starts_on OR here.as_at >= plan.ends_before THEN
        PERFORM workplan_refuse('update_within_the_plan', 'a return describes a day of the year of the plan');
    END IF;
    IF here.status = 'completed' AND item.kind = 'continuing' THEN
        PERFORM workplan_refuse('update_continuing_is_not_completed', 'a continuing item is not completed');
    END IF;
    IF here.status = 'completed' AND NOT EXISTS (SELECT FROM workplan_returnevidence WHERE contribution_id = here.id) THEN
        PERFORM workplan_refuse('return_completed_has_evidence', 'completed needs a piece of evidence');
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION workplan_return_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held workplan_reportinground;
    says_else boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM workplan_refuse('round_expects_what_was_fixed', 'a return stays'); END IF;
    IF TG_OP = 'INSERT' THEN
        held := workplan_hold_round(NEW.round_id);
        IF NEW.state <> 'expected' THEN
            PERFORM workplan_refuse('return_step_not_allowed', 'a return begins as expected');
        END IF;
        IF NOT EXISTS (
            SELECT FROM workplan_responsibility r JOIN workplan_actionitem i ON i.id = r.item_id
            WHERE i.id = NEW.item_id AND i.workplan_id = held.workplan_id AND r.body_id = NEW.body_id
                AND r.side_id = NEW.side_id AND r.role = 'lead'
        ) THEN
            PERFORM workplan_refuse('return_of_a_lead', 'a return is expected of a body that leads an item of the plan');
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.round_id, NEW.item_id, NEW.body_id, NEW.side_id)
        IS DISTINCT FROM (OLD.round_id, OLD.item_id, OLD.body_id, OLD.side_id)
    THEN
        PERFORM workplan_refuse('round_expects_what_was_fixed', 'a return stays what it was expected as');
    END IF;
    says_else := workplan_said(NEW) <> workplan_said(OLD);
    IF says_else OR NEW.due_at <> OLD.due_at OR NEW.state NOT IN (OLD.state, 'accepted') THEN
        held := workplan_hold_round(NEW.round_id);
    ELSE
        held := workplan_hold_round_even_closed(NEW.round_id);
    END IF;
    IF says_else AND NOT workplan_is_outstanding(OLD.state) THEN
        PERFORM workplan_refuse('return_is_frozen', 'what was handed in does not change');
    END IF;
    IF NEW.state = OLD.state AND NEW.since <> OLD.since THEN
        PERFORM workplan_refuse('return_instants_follow_events', 'a state lasts since it began');
    END IF;
    IF NEW.state = 'draft' AND OLD.state IN ('submitted', 'nil') AND OLD.received_at IS NOT NULL THEN
        PERFORM workplan_refuse('return_was_received', 'what was marked received is not recalled');
    END IF;
    IF says_else OR (NEW.state <> OLD.state AND NEW.state IN ('draft', 'submitted', 'nil', 'returned')) THEN
        PERFORM workplan_check_hand_in(held);
    END IF;
    IF NEW.state = 'submitted' AND OLD.state <> 'submitted' THEN
        PERFORM workplan_check_handed_in(NEW);
    END IF;
    RETURN NEW;
END
$$;

DROP FUNCTION workplan_return_step_is_allowed(text, text);

-- Judged at commit: state and instants follow from the events, the due instant from the newest extension.
CREATE OR REPLACE FUNCTION workplan_return_follows(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    began timestamptz;
    answer workplan_returnevent;
    received timestamptz;
    due timestamptz;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = which;
    IF here.state <> workplan_return_by_events(which) THEN
        PERFORM workplan_refuse('return_state_follows_events', 'the state of a return follows from its events');
    END IF;
    SELECT recorded_at INTO began FROM workplan_returnevent
        WHERE contribution_id = which AND act <> 'receive' ORDER BY number DESC LIMIT 1;
    IF here.state IN ('submitted', 'nil', 'accepted') THEN
        SELECT * INTO answer FROM workplan_returnevent
            WHERE contribution_id = which AND act IN ('submit', 'nil') ORDER BY number DESC LIMIT 1;
        SELECT min(recorded_at) INTO received FROM workplan_returnevent
            WHERE contribution_id = which AND act IN ('receive', 'accept') AND number > answer.number;
    END IF;
    IF (here.since, here.answered_at, here.received_at)
        IS DISTINCT FROM (coalesce(began, here.since), answer.recorded_at, received)
    THEN
        PERFORM workplan_refuse('return_instants_follow_events', 'the instants on a return are those of its events');
    END IF;
    SELECT due_at INTO due FROM workplan_extension WHERE contribution_id = which ORDER BY number DESC LIMIT 1;
    IF here.due_at <> coalesce(due, (SELECT due_at FROM workplan_reportinground WHERE id = here.round_id)) THEN
        PERFORM workplan_refuse('return_due_follows_extensions', 'a return is due with its round or as extended');
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION workplan_returnevent_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    highest integer;
    before_it text;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = NEW.contribution_id FOR UPDATE;
    IF NEW.act IN ('receive', 'accept') THEN
        PERFORM workplan_hold_round_even_closed(here.round_id);
    ELSE
        PERFORM workplan_hold_round(here.round_id);
    END IF;
    SELECT coalesce(max(number), 0) INTO highest FROM workplan_returnevent WHERE contribution_id = here.id;
    IF NEW.number <> highest + 1 THEN
        RAISE EXCEPTION 'event % of a return is there already', NEW.number
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'returnevent_number_once';
    END IF;
    before_it := workplan_return_by_events(here.id);
    IF workplan_return_after(NEW.act, before_it) IS NULL THEN
        PERFORM workplan_refuse('return_step_not_allowed', format('%s is not possible of what is %s', NEW.act, before_it));
    END IF;
    NEW.recorded_at := keeping_now();
    NEW.late := NEW.act IN ('submit', 'nil') AND NEW.recorded_at > here.due_at;
    IF NEW.signed_on > (NEW.recorded_at AT TIME ZONE 'Asia/Hong_Kong')::date THEN
        PERFORM workplan_refuse('returnevent_is_signed_by_now', 'a return is signed on a day that has come');
    END IF;
    IF NEW.source_file_id IS NOT NULL AND here.side_id <>
        (SELECT side_id FROM workplan_evidencefile WHERE key = NEW.source_file_id)
    THEN
        PERFORM workplan_refuse('return_names_its_own', 'the letter belongs to another side');
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION workplan_returnpoint_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    turns integer;
    is_closed boolean;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = NEW.contribution_id FOR UPDATE;
    IF NEW.kind = 'closed' THEN
        PERFORM workplan_hold_round_even_closed(here.round_id);
    ELSE
        PERFORM workplan_hold_round(here.round_id);
    END IF;
    SELECT count(*), coalesce(bool_or(kind = 'closed'), false) INTO turns, is_closed
        FROM workplan_returnpoint WHERE contribution_id = here.id AND point = NEW.point;
    IF is_closed THEN
        PERFORM workplan_refuse('returnpoint_is_closed', 'nothing comes after the closing of a point');
    END IF;
    IF NEW.number <> turns + 1 OR (turns = 0 AND NEW.point <> 1 +
        (SELECT coalesce(max(point), 0) FROM workplan_returnpoint WHERE contribution_id = here.id))
    THEN
        RAISE EXCEPTION 'turn % of point % is not the next', NEW.number, NEW.point
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'returnpoint_number_once';
    END IF;
    IF turns = 0 AND here.state IN ('accepted', 'waived') THEN
        PERFORM workplan_refuse('returnpoint_comes_too_late', 'nothing is raised on what was accepted or waived');
    END IF;
    NEW.recorded_at := keeping_now();
    RETURN NEW;
END
$$;

-- The instant is on the row before it is written, because its history is; so it is checked and not set.
CREATE FUNCTION workplan_round_closes_now() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := keeping_now();
BEGIN
    IF NEW.closed_at > now_at OR NEW.closed_at < now_at - interval '1 minute' THEN
        PERFORM workplan_refuse('round_closes_now', 'a round is closed at the instant it is closed');
    END IF;
    RETURN NEW;
END
$$;
-- Triggers of one table fire by name: after round_rules.
CREATE TRIGGER round_rules_of_the_instant BEFORE UPDATE OF closed_at ON workplan_reportinground
    FOR EACH ROW EXECUTE FUNCTION workplan_round_closes_now();

CREATE FUNCTION workplan_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := keeping_now();
    RETURN NEW;
END
$$;
CREATE TRIGGER recorded_now BEFORE INSERT ON workplan_packupload
    FOR EACH ROW EXECUTE FUNCTION workplan_recorded_now();
CREATE TRIGGER recorded_now BEFORE INSERT ON workplan_packstep
    FOR EACH ROW EXECUTE FUNCTION workplan_recorded_now();
CREATE TRIGGER recorded_now BEFORE INSERT ON workplan_fixtureload
    FOR EACH ROW EXECUTE FUNCTION workplan_recorded_now();
CREATE TRIGGER recorded_now BEFORE INSERT ON workplan_fixturestep
    FOR EACH ROW EXECUTE FUNCTION workplan_recorded_now();
