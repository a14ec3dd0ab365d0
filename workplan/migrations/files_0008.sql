-- Files of evidence. Refusals name their rule as the constraint, like those of rules_0002.sql.

CREATE FUNCTION workplan_evidencefile_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := keeping_now();
    IF octet_length(NEW.name) > 200 OR NEW.name ~ '[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069/\\]' THEN
        PERFORM workplan_refuse('file_name_is_plain', 'a name is short and hides nothing');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER evidencefile_rules BEFORE INSERT ON workplan_evidencefile
    FOR EACH ROW EXECUTE FUNCTION workplan_evidencefile_rules();

-- A statement is released to both sides, and its files with it: none may come out of the other side's kitchen.
CREATE FUNCTION workplan_evidence_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.file_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM workplan_evidencefile f
            JOIN workplan_progressupdate u ON u.id = NEW.update_id AND u.side_id = f.side_id
            JOIN workplan_actionitem i ON i.id = u.item_id
            JOIN workplan_workplan p ON p.id = i.workplan_id AND p.committee_id = f.committee_id
        WHERE f.key = NEW.file_id
    ) THEN
        PERFORM workplan_refuse('evidence_file_of_its_side', 'a file belongs to the side whose statement cites it');
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER evidence_rules BEFORE INSERT ON workplan_evidence
    FOR EACH ROW EXECUTE FUNCTION workplan_evidence_rules();
