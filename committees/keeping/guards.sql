-- The only clock. Volatile on purpose: lateness is judged when it is asked for, not when the transaction began.
CREATE FUNCTION keeping_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT clock_timestamp() + coalesce((SELECT ahead_by FROM committees_clockoffset WHERE id = 1), interval '0')
$$;

CREATE FUNCTION keeping_version_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version IS DISTINCT FROM OLD.version + 1 THEN
        RAISE EXCEPTION 'stale version of %', TG_TABLE_NAME
            USING ERRCODE = '40001', TABLE = TG_TABLE_NAME, CONSTRAINT = 'version_step';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION keeping_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = '23514', TABLE = TG_TABLE_NAME, CONSTRAINT = 'append_only';
END
$$;

CREATE FUNCTION keeping_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never removed', TG_TABLE_NAME
        USING ERRCODE = '23514', TABLE = TG_TABLE_NAME, CONSTRAINT = 'never_deleted';
END
$$;

-- Deferred to the commit. The comparison is equality over the live columns: containment would call a
-- shortened list equal to the longer one it was cut from.
CREATE FUNCTION keeping_history_invariant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_id bigint := coalesce(NEW.id, OLD.id);
    live jsonb;
    newest jsonb;
    same boolean;
BEGIN
    EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE id = $1', TG_TABLE_NAME) INTO live USING row_id;
    EXECUTE format('SELECT to_jsonb(h) FROM %I h WHERE id = $1 ORDER BY history_id DESC LIMIT 1', TG_ARGV[0])
        INTO newest USING row_id;
    IF live IS NULL THEN
        same := newest IS NOT NULL AND newest ->> 'history_type' = '-';
    ELSE
        same := newest IS NOT NULL AND newest ->> 'history_type' <> '-'
            AND (SELECT jsonb_object_agg(k, newest -> k) FROM jsonb_object_keys(live) k) = live;
    END IF;
    IF NOT same THEN
        RAISE EXCEPTION 'row % of % was written without its history', row_id, TG_TABLE_NAME
            USING ERRCODE = '23514', TABLE = TG_TABLE_NAME, CONSTRAINT = 'history_invariant';
    END IF;
    RETURN NULL;
END
$$;
