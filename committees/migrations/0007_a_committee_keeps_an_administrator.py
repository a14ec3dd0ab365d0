from django.db import migrations

# Only an administrator of a committee gives roles in it. Deferred, so that one may take the place of another; the
# lock on the committee lets two who remove each other at the same moment not both find the other there.
RULE = """
CREATE FUNCTION committees_keeps_an_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    left_by_one bigint;
BEGIN
    FOR left_by_one IN
        SELECT seat.committee_id FROM committees_seat seat
        WHERE TG_TABLE_NAME = 'committees_membership' AND seat.id = (to_jsonb(OLD) ->> 'seat_id')::bigint
        UNION
        SELECT seat.committee_id FROM committees_seat seat JOIN committees_membership held ON held.seat_id = seat.id
        WHERE TG_TABLE_NAME = 'committees_user' AND held.user_id = OLD.id AND held.role = 'administrator'
        UNION
        SELECT (to_jsonb(OLD) ->> 'committee_id')::bigint
        WHERE TG_TABLE_NAME = 'committees_seat' AND EXISTS (
            SELECT FROM committees_membership held WHERE held.seat_id = OLD.id AND held.role = 'administrator'
        )
        ORDER BY 1
    LOOP
        PERFORM FROM committees_committee WHERE id = left_by_one FOR NO KEY UPDATE;
        IF NOT EXISTS (
            SELECT FROM committees_membership held
            JOIN committees_seat seat ON seat.id = held.seat_id
            JOIN committees_user person ON person.id = held.user_id
            WHERE seat.committee_id = left_by_one AND held.role = 'administrator' AND person.is_active
        ) THEN
            RAISE EXCEPTION 'a committee is left without an administrator'
                USING ERRCODE = '23514', TABLE = TG_TABLE_NAME, CONSTRAINT = 'committee_keeps_an_administrator';
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER committee_keeps_an_administrator AFTER UPDATE OR DELETE ON committees_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'administrator')
    EXECUTE FUNCTION committees_keeps_an_administrator();
CREATE CONSTRAINT TRIGGER committee_keeps_an_administrator AFTER UPDATE ON committees_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION committees_keeps_an_administrator();
CREATE CONSTRAINT TRIGGER committee_keeps_an_administrator AFTER UPDATE ON committees_seat
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.committee_id <> NEW.committee_id)
    EXECUTE FUNCTION committees_keeps_an_administrator();
"""
UNDO = "DROP FUNCTION committees_keeps_an_administrator() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("committees", "0006_roles_are_given_by_others")]
    operations = [migrations.RunSQL([RULE], [UNDO])]
