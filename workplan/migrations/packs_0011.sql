-- What holds between a pack that was sent and the returns it speaks of.

CREATE FUNCTION workplan_pack_is_of_its_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM workplan_return
        WHERE round_id = NEW.round_id AND body_id = NEW.body_id AND side_id = NEW.side_id
    ) THEN
        PERFORM workplan_refuse('pack_of_an_expected_body', 'a pack is of a body that the round expects returns of');
    END IF;
    IF NOT EXISTS (SELECT FROM workplan_evidencefile WHERE key = NEW.file_id AND side_id = NEW.side_id) THEN
        PERFORM workplan_refuse('pack_file_of_its_side', 'the file of a pack lies in the kitchen of its side');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pack_is_of_its_round BEFORE INSERT ON workplan_packupload
    FOR EACH ROW EXECUTE FUNCTION workplan_pack_is_of_its_round();
