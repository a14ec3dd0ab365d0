-- What holds between rows of the plan and of its progress. Refusals are check violations (23514) that name
-- their rule as the constraint, so that one table turns them into sentences.

CREATE FUNCTION workplan_refuse(rule text, told text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = '23514', CONSTRAINT = rule;
END
$$;

CREATE FUNCTION workplan_is_adopted(plan bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT state = 'adopted' FROM workplan_workplan WHERE id = plan), false)
$$;

-- Official words never change; words of lower standing give way to higher ones, and to nothing else.
CREATE FUNCTION workplan_rank(standing text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_position(
        ARRAY['', 'unverified', 'proposed', 'working_translation', 'verified', 'official'], standing), 1)
$$;

CREATE FUNCTION workplan_may_replace(old_text text, old_standing text, new_text text, new_standing text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (old_text = new_text AND old_standing = new_standing)
        OR (old_text = new_text AND workplan_rank(new_standing) > workplan_rank(old_standing))
        OR (old_standing <> 'official' AND workplan_rank(new_standing) > workplan_rank(old_standing))
$$;

-- A plan: adopted once, by an approving decision of its own committee; then its year is fixed.
CREATE FUNCTION workplan_plan_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'adopted' THEN PERFORM workplan_refuse('plan_is_locked', 'an adopted plan is not removed'); END IF;
        RETURN OLD;
    END IF;
    IF NEW.adopted_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM committees_decision d JOIN committees_meeting m ON m.id = d.meeting_id
        WHERE d.id = NEW.adopted_by_id AND d.kind = 'approved' AND m.committee_id = NEW.committee_id
    ) THEN
        PERFORM workplan_refuse('plan_adopted_by_approval', 'only an approving decision of its committee adopts a plan');
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'adopted' AND (
        NEW.state, NEW.adopted_by_id, NEW.committee_id, NEW.period, NEW.starts_on, NEW.title_en)
        IS DISTINCT FROM (OLD.state, OLD.adopted_by_id, OLD.committee_id, OLD.period, OLD.starts_on, OLD.title_en)
    THEN
        PERFORM workplan_refuse('plan_is_locked', 'an adopted plan does not change');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER plan_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_workplan
    FOR EACH ROW EXECUTE FUNCTION workplan_plan_rules();

CREATE FUNCTION workplan_area_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        IF workplan_is_adopted(CASE TG_OP WHEN 'DELETE' THEN OLD.workplan_id ELSE NEW.workplan_id END) THEN
            PERFORM workplan_refuse('plan_is_locked', 'an adopted plan keeps its areas');
        END IF;
        RETURN coalesce(NEW, OLD);
    END IF;
    IF workplan_is_adopted(OLD.workplan_id) AND (
        (NEW.workplan_id, NEW.number, NEW.title_en, NEW.excused_words)
            IS DISTINCT FROM (OLD.workplan_id, OLD.number, OLD.title_en, OLD.excused_words)
        OR NOT workplan_may_replace(OLD.title_zh_hant || '/' || OLD.title_zh_hans, OLD.title_standing_zh,
                                    NEW.title_zh_hant || '/' || NEW.title_zh_hans, NEW.title_standing_zh)
        OR NOT workplan_may_replace(OLD.agreed_text_en, OLD.text_standing_en, NEW.agreed_text_en, NEW.text_standing_en)
        OR NOT workplan_may_replace(OLD.agreed_text_zh_hant, OLD.text_standing_zh_hant,
                                    NEW.agreed_text_zh_hant, NEW.text_standing_zh_hant)
        OR NOT workplan_may_replace(OLD.agreed_text_zh_hans, OLD.text_standing_zh_hans,
                                    NEW.agreed_text_zh_hans, NEW.text_standing_zh_hans)
    ) THEN
        PERFORM workplan_refuse('agreed_text_is_locked', 'agreed words do not change after adoption');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER area_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_cooperationarea
    FOR EACH ROW EXECUTE FUNCTION workplan_area_rules();

CREATE FUNCTION workplan_item_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    area workplan_cooperationarea;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF workplan_is_adopted(OLD.workplan_id) THEN
            PERFORM workplan_refuse('plan_is_locked', 'an adopted plan keeps its items');
        END IF;
        DELETE FROM workplan_itemposition WHERE item_id = OLD.id;
        RETURN OLD;
    END IF;
    IF workplan_is_adopted(NEW.workplan_id) AND (TG_OP = 'INSERT' OR (
        (NEW.workplan_id, NEW.area_id, NEW.reference, NEW.position, NEW.kind, NEW.title_en, NEW.agreed_words_en)
            IS DISTINCT FROM
        (OLD.workplan_id, OLD.area_id, OLD.reference, OLD.position, OLD.kind, OLD.title_en, OLD.agreed_words_en)
    )) THEN
        PERFORM workplan_refuse('plan_is_locked', 'the items of an adopted plan do not change');
    END IF;
    SELECT * INTO area FROM workplan_cooperationarea WHERE id = NEW.area_id;
    IF NEW.reference <> (ARRAY['I', 'II', 'III', 'IV', 'V', 'VI', 'VII'])[area.number] || '-' || NEW.position THEN
        PERFORM workplan_refuse('item_reference_of_its_area', 'a reference is the numeral of the area and the position');
    END IF;
    IF NEW.agreed_words_en = '' OR position(NEW.agreed_words_en IN area.agreed_text_en) = 0
        OR (NEW.agreed_words_zh_hant <> '' AND position(NEW.agreed_words_zh_hant IN area.agreed_text_zh_hant) = 0)
        OR (NEW.agreed_words_zh_hans <> '' AND position(NEW.agreed_words_zh_hans IN area.agreed_text_zh_hans) = 0)
    THEN
        PERFORM workplan_refuse('item_words_are_an_excerpt', 'agreed words are a verbatim excerpt of the text of the area');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER item_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_actionitem
    FOR EACH ROW EXECUTE FUNCTION workplan_item_rules();

CREATE FUNCTION workplan_first_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO workplan_itemposition (item_id, status, sides_differ) VALUES (NEW.id, 'no_statement', false);
    RETURN NULL;
END
$$;
CREATE TRIGGER first_position AFTER INSERT ON workplan_actionitem
    FOR EACH ROW EXECUTE FUNCTION workplan_first_position();

CREATE FUNCTION workplan_responsibility_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    plan workplan_workplan;
BEGIN
    SELECT p.* INTO plan FROM workplan_workplan p JOIN workplan_actionitem i ON i.workplan_id = p.id
        WHERE i.id = CASE TG_OP WHEN 'DELETE' THEN OLD.item_id ELSE NEW.item_id END;
    IF plan.state = 'adopted' THEN
        PERFORM workplan_refuse('plan_is_locked', 'the bodies of an adopted plan do not change');
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.side_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM committees_side WHERE id = NEW.side_id AND committee_id = plan.committee_id
    ) THEN
        PERFORM workplan_refuse('responsibility_side_of_its_committee', 'the side belongs to another committee');
    END IF;
    IF NEW.role = 'lead' AND NOT EXISTS (
        SELECT FROM committees_seat s WHERE s.body_id = NEW.body_id AND s.side_id = NEW.side_id
            AND s.committee_id = plan.committee_id
            AND (s.valid_from IS NULL OR plan.ends_before IS NULL OR s.valid_from < plan.ends_before)
            AND (s.valid_until IS NULL OR s.valid_until > plan.starts_on)
    ) THEN
        PERFORM workplan_refuse('responsibility_lead_has_seat', 'a body leads only for the side it sits on');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER responsibility_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_responsibility
    FOR EACH ROW EXECUTE FUNCTION workplan_responsibility_rules();

CREATE FUNCTION workplan_milestone_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    plan bigint := (SELECT workplan_id FROM workplan_actionitem
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.item_id ELSE NEW.item_id END);
BEGIN
    IF workplan_is_adopted(plan) AND (TG_OP <> 'UPDATE' OR (
        (NEW.item_id, NEW.number, NEW.text_en, NEW.due, NEW.precision)
            IS DISTINCT FROM (OLD.item_id, OLD.number, OLD.text_en, OLD.due, OLD.precision)
    )) THEN
        PERFORM workplan_refuse('plan_is_locked', 'the milestones of an adopted plan do not change');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
CREATE TRIGGER milestone_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_milestone
    FOR EACH ROW EXECUTE FUNCTION workplan_milestone_rules();

-- Statements. The position of the item is locked first, so that two writers are judged one after the other.
CREATE FUNCTION workplan_update_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item workplan_actionitem;
    plan workplan_workplan;
    now_at timestamptz;
    held workplan_itemposition;
    highest integer;
BEGIN
    SELECT * INTO held FROM workplan_itemposition WHERE item_id = NEW.item_id FOR UPDATE;
    SELECT * INTO item FROM workplan_actionitem WHERE id = NEW.item_id;
    SELECT * INTO plan FROM workplan_workplan WHERE id = item.workplan_id;
    now_at := keeping_now();
    NEW.recorded_at := now_at;
    SELECT coalesce(max(number), 0) INTO highest FROM workplan_progressupdate WHERE item_id = NEW.item_id;
    IF NEW.number <= highest THEN
        RAISE EXCEPTION 'statement % of item % is there already', NEW.number, item.reference
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'update_number_once';
    ELSIF NEW.number > highest + 1 THEN
        PERFORM workplan_refuse('update_number_follows', 'statements are numbered without gaps');
    END IF;
    IF plan.state <> 'adopted' THEN
        PERFORM workplan_refuse('update_of_an_adopted_plan', 'progress is recorded on an adopted plan only');
    END IF;
    IF NOT EXISTS (SELECT FROM committees_side WHERE id = NEW.side_id AND committee_id = plan.committee_id) THEN
        PERFORM workplan_refuse('update_side_of_its_committee', 'the side belongs to another committee');
    END IF;
    IF NEW.as_at > (now_at AT TIME ZONE 'Asia/Hong_Kong')::date THEN
        PERFORM workplan_refuse('update_not_of_the_future', 'a statement describes a day that has come');
    END IF;
    IF NEW.as_at < plan.starts_on OR NEW.as_at >= plan.ends_before THEN
        PERFORM workplan_refuse('update_within_the_plan', 'a statement describes a day of the year of the plan');
    END IF;
    IF NEW.status = 'completed' AND item.kind = 'continuing' THEN
        PERFORM workplan_refuse('update_continuing_is_not_completed', 'a continuing item is not completed');
    END IF;
    IF NEW.corrects_id IS NULL AND held.status IN ('completed', 'withdrawn') AND NEW.status <> held.status THEN
        PERFORM workplan_refuse('update_leaves_final_by_correction', 'a final status is left by a correction only');
    END IF;
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM workplan_progressupdate WHERE id = NEW.corrects_id AND item_id = NEW.item_id AND side_id = NEW.side_id
    ) THEN
        PERFORM workplan_refuse('update_corrects_its_own', 'a correction names a statement of the same item and side');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER update_rules BEFORE INSERT ON workplan_progressupdate
    FOR EACH ROW EXECUTE FUNCTION workplan_update_rules();

CREATE FUNCTION workplan_keep_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH standing_ones AS (
        SELECT u.id, u.side_id, u.status, u.as_at, u.number FROM workplan_progressupdate u
        WHERE u.item_id = NEW.item_id
            AND NOT EXISTS (SELECT FROM workplan_progressupdate c WHERE c.corrects_id = u.id)
    ), newest AS (
        SELECT * FROM standing_ones ORDER BY as_at DESC, number DESC LIMIT 1
    ), newest_of_sides AS (
        SELECT DISTINCT ON (side_id) status FROM standing_ones ORDER BY side_id, as_at DESC, number DESC
    )
    UPDATE workplan_itemposition p
    SET statement_id = newest.id, status = newest.status, as_at = newest.as_at,
        sides_differ = (SELECT count(DISTINCT status) > 1 FROM newest_of_sides)
    FROM newest WHERE p.item_id = NEW.item_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_position AFTER INSERT ON workplan_progressupdate
    FOR EACH ROW EXECUTE FUNCTION workplan_keep_position();

CREATE FUNCTION workplan_position_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        PERFORM workplan_refuse('position_is_kept_by_trigger', 'positions follow from statements and are not written');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
CREATE TRIGGER position_is_kept BEFORE INSERT OR UPDATE OR DELETE ON workplan_itemposition
    FOR EACH ROW EXECUTE FUNCTION workplan_position_is_kept();

-- Judged at commit, when the texts and the evidence of a statement stand beside it.
CREATE FUNCTION workplan_update_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM workplan_progresstext WHERE update_id = NEW.id AND part = 'narrative') THEN
        PERFORM workplan_refuse('update_has_text', 'a statement says something');
    END IF;
    IF NOT EXISTS (SELECT FROM workplan_progressbody WHERE update_id = NEW.id) THEN
        PERFORM workplan_refuse('update_speaks_for_a_body', 'a statement speaks for at least one body');
    END IF;
    IF NEW.status IN ('behind_schedule', 'withdrawn')
        AND NOT EXISTS (SELECT FROM workplan_progresstext WHERE update_id = NEW.id AND part = 'reason')
    THEN
        PERFORM workplan_refuse('update_has_reason', 'behind schedule and withdrawn ask a reason');
    END IF;
    IF NEW.status = 'completed' AND NEW.waiver_reason = ''
        AND NOT EXISTS (SELECT FROM workplan_evidence WHERE update_id = NEW.id)
    THEN
        PERFORM workplan_refuse('update_has_evidence', 'completed asks evidence');
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER update_is_whole AFTER INSERT ON workplan_progressupdate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workplan_update_is_whole();

CREATE FUNCTION workplan_progressbody_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM workplan_responsibility r JOIN workplan_progressupdate u ON u.item_id = r.item_id
        WHERE u.id = NEW.update_id AND r.body_id = NEW.body_id AND (r.side_id IS NULL OR r.side_id = u.side_id)
    ) THEN
        PERFORM workplan_refuse('update_speaks_for_its_bodies', 'a statement speaks for bodies of its side that carry the item');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER progressbody_rules BEFORE INSERT ON workplan_progressbody
    FOR EACH ROW EXECUTE FUNCTION workplan_progressbody_rules();

CREATE FUNCTION workplan_progresstext_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    highest integer;
BEGIN
    PERFORM FROM workplan_itemposition p JOIN workplan_progressupdate u ON u.item_id = p.item_id
        WHERE u.id = NEW.update_id FOR UPDATE OF p;
    NEW.recorded_at := keeping_now();
    SELECT coalesce(max(revision), 0) INTO highest FROM workplan_progresstext
        WHERE update_id = NEW.update_id AND part = NEW.part AND language = NEW.language;
    IF NEW.revision <= highest THEN
        RAISE EXCEPTION 'revision % is there already', NEW.revision
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'text_revision_once';
    ELSIF NEW.revision > highest + 1 THEN
        PERFORM workplan_refuse('text_revision_follows', 'revisions are numbered without gaps');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER progresstext_rules BEFORE INSERT ON workplan_progresstext
    FOR EACH ROW EXECUTE FUNCTION workplan_progresstext_rules();

CREATE FUNCTION workplan_milestoneevent_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    plan workplan_workplan;
    highest integer;
BEGIN
    PERFORM FROM workplan_milestone WHERE id = NEW.milestone_id FOR UPDATE;
    SELECT p.* INTO plan FROM workplan_workplan p JOIN workplan_actionitem i ON i.workplan_id = p.id
        JOIN workplan_milestone m ON m.item_id = i.id WHERE m.id = NEW.milestone_id;
    NEW.recorded_at := keeping_now();
    SELECT coalesce(max(number), 0) INTO highest FROM workplan_milestoneevent WHERE milestone_id = NEW.milestone_id;
    IF NEW.number <= highest THEN
        RAISE EXCEPTION 'event % is there already', NEW.number
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'milestoneevent_number_once';
    ELSIF NEW.number > highest + 1 THEN
        PERFORM workplan_refuse('milestoneevent_number_follows', 'events are numbered without gaps');
    END IF;
    IF plan.state <> 'adopted' THEN
        PERFORM workplan_refuse('update_of_an_adopted_plan', 'progress is recorded on an adopted plan only');
    END IF;
    IF NOT EXISTS (SELECT FROM committees_side WHERE id = NEW.side_id AND committee_id = plan.committee_id) THEN
        PERFORM workplan_refuse('update_side_of_its_committee', 'the side belongs to another committee');
    END IF;
    IF EXISTS (SELECT FROM workplan_milestoneevent WHERE milestone_id = NEW.milestone_id AND kind = 'reached') THEN
        PERFORM workplan_refuse('milestone_reached_once', 'a milestone that was reached stays so');
    END IF;
    IF NEW.kind = 'reached' AND NEW.on > (NEW.recorded_at AT TIME ZONE 'Asia/Hong_Kong')::date THEN
        PERFORM workplan_refuse('milestone_reached_not_in_future', 'a milestone is reached on a day that has come');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER milestoneevent_rules BEFORE INSERT ON workplan_milestoneevent
    FOR EACH ROW EXECUTE FUNCTION workplan_milestoneevent_rules();
