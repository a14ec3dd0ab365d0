-- A letter: its words never change, its state takes only the steps of NEXT_OF_MAIL (workplan/choices.py; a test
-- compares), and sending one again is a new letter beside one of which it is not known, or known not, that it came.

CREATE FUNCTION workplan_mail_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM workplan_refuse('mail_stays', 'a letter is never removed');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'queued' THEN
            PERFORM workplan_refuse('mail_step', 'a letter is queued first');
        END IF;
        IF NEW.resend_of_id IS NOT NULL THEN
            PERFORM FROM workplan_mail WHERE id = NEW.resend_of_id AND to_user_id = NEW.to_user_id
                AND state IN ('unknown', 'failed') FOR SHARE;
            IF NOT FOUND THEN
                PERFORM workplan_refuse('mail_sent_again_needlessly', 'only what may not have come is sent again');
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.to_user_id, NEW.address, NEW.kind, NEW.day, NEW.committee_id, NEW.language, NEW.subject, NEW.body,
        NEW.resend_of_id, NEW.asked_by_id, NEW.asked_name, NEW.queued_at)
        IS DISTINCT FROM (OLD.to_user_id, OLD.address, OLD.kind, OLD.day, OLD.committee_id, OLD.language, OLD.subject,
        OLD.body, OLD.resend_of_id, OLD.asked_by_id, OLD.asked_name, OLD.queued_at)
    THEN
        PERFORM workplan_refuse('mail_words_stay', 'what was written does not change');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state || ' ' || NEW.state) NOT IN (
        'queued sending', 'queued failed',
        'sending sent', 'sending unknown', 'sending failed', 'sending queued',
        'unknown sent')
    THEN
        PERFORM workplan_refuse('mail_step', OLD.state || ' does not become ' || NEW.state);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER mail_rules BEFORE INSERT OR UPDATE OR DELETE ON workplan_mail
    FOR EACH ROW EXECUTE FUNCTION workplan_mail_rules();
