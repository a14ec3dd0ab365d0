-- What holds of rounds and returns. Whoever writes into a round holds it FOR SHARE; closing it takes it for itself,
-- so that what was acknowledged is there when it is closed, and nothing comes after.

CREATE FUNCTION workplan_hold_round(which bigint) RETURNS workplan_reportinground LANGUAGE plpgsql AS $$
DECLARE
    held workplan_reportinground;
BEGIN
    SELECT * INTO held FROM workplan_reportinground WHERE id = which FOR SHARE;
    IF held.closed_at IS NOT NULL THEN
        PERFORM workplan_refuse('round_is_closed', 'the round is closed');
    END IF;
    RETURN held;
END
$$;

-- What a body hands in, it hands in between the opening and the cut-off, by the clock under the lock.
CREATE FUNCTION workplan_check_hand_in(held workplan_reportinground) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_at timestamptz := keeping_now();
BEGIN
    IF now_at < held.opens_at THEN PERFORM workplan_refuse('round_is_not_open_yet', 'the round has not opened'); END IF;
    IF now_at >= held.cut_off_at THEN PERFORM workplan_refuse('round_cut_off_passed', 'the cut-off has passed'); END IF;
END
$$;

CREATE FUNCTION workplan_is_outstanding(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT state IN ('expected', 'draft', 'returned')
$$;

CREATE FUNCTION workplan_return_step_is_allowed(old_state text, new_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (old_state, new_state) IN (
        ('expected', 'draft'), ('expected', 'submitted'), ('expected', 'nil'), ('expected', 'waived'),
        ('draft', 'submitted'), ('draft', 'nil'), ('draft', 'waived'),
        ('returned', 'submitted'), ('returned', 'nil'), ('returned', 'waived'),
        ('submitted', 'draft'), ('submitted', 'returned'), ('submitted', 'accepted'),
        ('nil', 'draft'), ('nil', 'returned'))
$$;

CREATE FUNCTION workplan_round_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM workplan_refuse('round_does_not_change', 'a round stays'); END IF;
    IF TG_OP = 'INSERT' THEN
        IF NOT workplan_is_adopted(NEW.workplan_id) THEN
            PERFORM workplan_refuse('round_of_an_adopted_plan', 'returns are called for on an adopted plan');
        END IF;
        IF NOT EXISTS (SELECT FROM workplan_workplan WHERE id = NEW.workplan_id AND committee_id = NEW.committee_id)
            OR NOT EXISTS (SELECT FROM committees_meeting WHERE id = NEW.meeting_id AND committee_id = NEW.committee_id)
        THEN
            PERFORM workplan_refuse('round_of_one_committee', 'plan and meeting are of the committee of the round');
        END IF;
        IF NEW.closed_at IS NOT NULL THEN
            PERFORM workplan_refuse('round_does_not_change', 'a round is opened before it is closed');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
        OR to_jsonb(NEW) - 'version' - 'closed_at' <> to_jsonb(OLD) - 'version' - 'closed_at'
    THEN
        PERFORM workplan_refuse('round_does_not_change', 'of a round only this changes, once: it is closed');
    END IF;
    IF keeping_now() < OLD.cut_off_at AND EXISTS (
        SELECT FROM workplan_return
        WHERE round_id = OLD.id AND (workplan_is_outstanding(state) OR state = 'submitted')
    ) THEN
        PERFORM workplan_refuse('round_closes_at_its_cut_off', 'before the cut-off a round closes only when all is settled');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER round_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_reportinground
    FOR EACH ROW EXECUTE FUNCTION workplan_round_rules();

CREATE FUNCTION workplan_round_expects() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint := CASE TG_TABLE_NAME WHEN 'workplan_return' THEN (to_jsonb(NEW) ->> 'round_id')::bigint ELSE NEW.id END;
BEGIN
    IF (SELECT expected FROM workplan_reportinground WHERE id = which)
        <> (SELECT count(*) FROM workplan_return WHERE round_id = which)
    THEN
        PERFORM workplan_refuse('round_expects_what_was_fixed', 'what a round expects is fixed when it opens');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER round_expects AFTER INSERT ON workplan_reportinground
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workplan_round_expects();
CREATE CONSTRAINT TRIGGER round_expects AFTER INSERT ON workplan_return
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workplan_round_expects();

-- The words of a return, without what the office and the clock say of it.
CREATE FUNCTION workplan_said(row_now workplan_return) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT to_jsonb(row_now) - '{version,state,since,due_at,answered_at,received_at}'::text[]
$$;

CREATE FUNCTION workplan_return_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held workplan_reportinground;
    says_else boolean;
BEGIN
    IF TG_OP = 'DELETE' THEN PERFORM workplan_refuse('round_expects_what_was_fixed', 'a return stays'); END IF;
    held := workplan_hold_round(NEW.round_id);
    IF TG_OP = 'INSERT' THEN
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
    IF NEW.state <> OLD.state AND NOT workplan_return_step_is_allowed(OLD.state, NEW.state) THEN
        PERFORM workplan_refuse('return_step_not_allowed', format('%s does not lead to %s', OLD.state, NEW.state));
    END IF;
    says_else := workplan_said(NEW) <> workplan_said(OLD);
    IF says_else AND NOT workplan_is_outstanding(OLD.state) THEN
        PERFORM workplan_refuse('return_is_frozen', 'what was handed in does not change');
    END IF;
    IF NEW.state = 'draft' AND OLD.state IN ('submitted', 'nil') AND OLD.received_at IS NOT NULL THEN
        PERFORM workplan_refuse('return_was_received', 'what was marked received is not recalled');
    END IF;
    IF says_else OR (NEW.state <> OLD.state AND NEW.state IN ('draft', 'submitted', 'nil', 'returned')) THEN
        PERFORM workplan_check_hand_in(held);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER return_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_return
    FOR EACH ROW EXECUTE FUNCTION workplan_return_rules();

-- Judged at commit: the state follows from the newest event, the due instant from the newest extension.
CREATE FUNCTION workplan_return_follows(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    wanted text;
    due timestamptz;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = which;
    SELECT CASE act
            WHEN 'begin' THEN 'draft' WHEN 'recall' THEN 'draft' WHEN 'submit' THEN 'submitted' WHEN 'nil' THEN 'nil'
            WHEN 'send_back' THEN 'returned' WHEN 'accept' THEN 'accepted' WHEN 'waive' THEN 'waived'
        END INTO wanted
        FROM workplan_returnevent WHERE contribution_id = which AND act <> 'receive' ORDER BY number DESC LIMIT 1;
    IF here.state <> coalesce(wanted, 'expected') THEN
        PERFORM workplan_refuse('return_state_follows_events', 'the state of a return follows from its events');
    END IF;
    SELECT due_at INTO due FROM workplan_extension WHERE contribution_id = which ORDER BY number DESC LIMIT 1;
    IF here.due_at <> coalesce(due, (SELECT due_at FROM workplan_reportinground WHERE id = here.round_id)) THEN
        PERFORM workplan_refuse('return_due_follows_extensions', 'a return is due with its round or as extended');
    END IF;
END
$$;
CREATE FUNCTION workplan_return_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workplan_return_follows(CASE TG_TABLE_NAME WHEN 'workplan_return' THEN NEW.id
        ELSE (to_jsonb(NEW) ->> 'contribution_id')::bigint END);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER return_is_whole AFTER INSERT OR UPDATE ON workplan_return
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workplan_return_is_whole();
CREATE CONSTRAINT TRIGGER return_is_whole AFTER INSERT ON workplan_returnevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workplan_return_is_whole();
CREATE CONSTRAINT TRIGGER return_is_whole AFTER INSERT ON workplan_extension
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workplan_return_is_whole();

CREATE FUNCTION workplan_return_part_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    part jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    here workplan_return;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = (part ->> 'contribution_id')::bigint FOR UPDATE;
    PERFORM workplan_check_hand_in(workplan_hold_round(here.round_id));
    IF NOT workplan_is_outstanding(here.state) THEN
        PERFORM workplan_refuse('return_is_frozen', 'what was handed in does not change');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.contribution_id <> OLD.contribution_id
        OR (TG_TABLE_NAME = 'workplan_returnmilestone' AND here.item_id <>
            (SELECT item_id FROM workplan_milestone WHERE id = (part ->> 'milestone_id')::bigint))
        OR (TG_TABLE_NAME = 'workplan_indicatorreading' AND here.item_id <>
            (SELECT item_id FROM workplan_indicator WHERE id = (part ->> 'indicator_id')::bigint))
        OR (part ->> 'file_id' IS NOT NULL AND here.side_id <>
            (SELECT side_id FROM workplan_evidencefile WHERE key::text = part ->> 'file_id'))
    THEN
        PERFORM workplan_refuse('return_names_its_own', 'a return names what belongs to its item and its side');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
CREATE TRIGGER return_part_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_returnmilestone
    FOR EACH ROW EXECUTE FUNCTION workplan_return_part_rules();
CREATE TRIGGER return_part_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_returnevidence
    FOR EACH ROW EXECUTE FUNCTION workplan_return_part_rules();
CREATE TRIGGER return_part_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_indicatorreading
    FOR EACH ROW EXECUTE FUNCTION workplan_return_part_rules();

CREATE FUNCTION workplan_returnevent_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    highest integer;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = NEW.contribution_id FOR UPDATE;
    PERFORM workplan_hold_round(here.round_id);
    SELECT coalesce(max(number), 0) INTO highest FROM workplan_returnevent WHERE contribution_id = here.id;
    IF NEW.number <> highest + 1 THEN
        RAISE EXCEPTION 'event % of a return is there already', NEW.number
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'returnevent_number_once';
    END IF;
    NEW.recorded_at := keeping_now();
    NEW.late := NEW.act IN ('submit', 'nil') AND NEW.recorded_at > here.due_at;
    IF NEW.source_file_id IS NOT NULL AND here.side_id <>
        (SELECT side_id FROM workplan_evidencefile WHERE key = NEW.source_file_id)
    THEN
        PERFORM workplan_refuse('return_names_its_own', 'the letter belongs to another side');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER returnevent_rules BEFORE INSERT ON workplan_returnevent
    FOR EACH ROW EXECUTE FUNCTION workplan_returnevent_rules();

CREATE FUNCTION workplan_extension_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    held workplan_reportinground;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = NEW.contribution_id FOR UPDATE;
    held := workplan_hold_round(here.round_id);
    IF NOT workplan_is_outstanding(here.state) THEN
        PERFORM workplan_refuse('extension_of_an_outstanding_return', 'what was answered needs no more time');
    END IF;
    IF NEW.due_before <> here.due_at
        OR NEW.number <> 1 + (SELECT count(*) FROM workplan_extension WHERE contribution_id = here.id)
    THEN
        RAISE EXCEPTION 'extension % of a return is there already', NEW.number
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'extension_number_once';
    END IF;
    IF NEW.due_at > held.cut_off_at THEN
        PERFORM workplan_refuse('extension_before_the_cut_off', 'nothing is due after the cut-off');
    END IF;
    NEW.recorded_at := keeping_now();
    RETURN NEW;
END
$$;
CREATE TRIGGER extension_rules BEFORE INSERT ON workplan_extension
    FOR EACH ROW EXECUTE FUNCTION workplan_extension_rules();

CREATE FUNCTION workplan_chaseletter_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workplan_hold_round(NEW.round_id);
    IF NOT EXISTS (
        SELECT FROM workplan_return WHERE round_id = NEW.round_id AND body_id = NEW.body_id AND side_id = NEW.side_id
            AND workplan_is_outstanding(state)
    ) THEN
        PERFORM workplan_refuse('chaseletter_to_a_debtor', 'a body that owes nothing is not chased');
    END IF;
    NEW.recorded_at := keeping_now();
    RETURN NEW;
END
$$;
CREATE TRIGGER chaseletter_rules BEFORE INSERT ON workplan_chaseletter
    FOR EACH ROW EXECUTE FUNCTION workplan_chaseletter_rules();

CREATE FUNCTION workplan_citedreturn_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM workplan_return r JOIN workplan_progressupdate u ON u.item_id = r.item_id AND u.side_id = r.side_id
        WHERE r.id = NEW.contribution_id AND u.id = NEW.update_id AND r.state = 'accepted'
    ) THEN
        PERFORM workplan_refuse('cited_return_is_accepted', 'a statement cites accepted returns on its item, of its side');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER citedreturn_rules BEFORE INSERT ON workplan_citedreturn
    FOR EACH ROW EXECUTE FUNCTION workplan_citedreturn_rules();

-- An indicator of an adopted plan keeps its baseline and its target; another one may be added.
CREATE FUNCTION workplan_indicator_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    plan bigint := (SELECT workplan_id FROM workplan_actionitem WHERE id = OLD.item_id);
BEGIN
    IF workplan_is_adopted(plan) AND (TG_OP = 'DELETE' OR (
        (NEW.item_id, NEW.number, NEW.name_en, NEW.baseline, NEW.baseline_on, NEW.target, NEW.target_on) IS DISTINCT FROM
        (OLD.item_id, OLD.number, OLD.name_en, OLD.baseline, OLD.baseline_on, OLD.target, OLD.target_on)
    )) THEN
        PERFORM workplan_refuse('plan_is_locked', 'the indicators of an adopted plan do not change');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
CREATE TRIGGER indicator_rules BEFORE UPDATE OR DELETE ON workplan_indicator
    FOR EACH ROW EXECUTE FUNCTION workplan_indicator_rules();
