-- What holds of points on returns. Whoever writes a turn holds the return, so that nobody accepts it meanwhile.

CREATE FUNCTION workplan_returnpoint_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    here workplan_return;
    turns integer;
    is_closed boolean;
BEGIN
    SELECT * INTO here FROM workplan_return WHERE id = NEW.contribution_id FOR UPDATE;
    PERFORM workplan_hold_round(here.round_id);
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
CREATE TRIGGER returnpoint_rules BEFORE INSERT ON workplan_returnpoint
    FOR EACH ROW EXECUTE FUNCTION workplan_returnpoint_rules();

CREATE FUNCTION workplan_return_without_open_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FILTER (WHERE kind = 'raised') <> count(*) FILTER (WHERE kind = 'closed')
        FROM workplan_returnpoint WHERE contribution_id = NEW.id)
    THEN
        PERFORM workplan_refuse('return_has_open_points', 'a return is accepted when no point on it is open');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER return_without_open_points BEFORE UPDATE ON workplan_return
    FOR EACH ROW WHEN (NEW.state = 'accepted' AND OLD.state <> 'accepted')
    EXECUTE FUNCTION workplan_return_without_open_points();
