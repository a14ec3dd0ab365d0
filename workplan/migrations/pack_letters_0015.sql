-- The letter that a pack came with lies in the kitchen of its side, as the pack does.

CREATE OR REPLACE FUNCTION workplan_pack_is_of_its_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM workplan_return
        WHERE round_id = NEW.round_id AND body_id = NEW.body_id AND side_id = NEW.side_id
    ) THEN
        PERFORM workplan_refuse('pack_of_an_expected_body', 'a pack is of a body that the round expects returns of');
    END IF;
    IF EXISTS (
        SELECT FROM workplan_evidencefile WHERE key IN (NEW.file_id, NEW.letter_id) AND side_id <> NEW.side_id
    ) THEN
        PERFORM workplan_refuse('pack_file_of_its_side', 'the files of a pack lie in the kitchen of its side');
    END IF;
    RETURN NEW;
END $$;
