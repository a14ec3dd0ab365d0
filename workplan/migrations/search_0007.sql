-- What a search compares. One folding for stored texts and for what is asked, and no way to write past it.

CREATE FUNCTION workplan_character_map() RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT '{character_map}'::jsonb $$;

-- Letter for letter, so that places in the folded text are places in the text.
CREATE FUNCTION workplan_folded(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN coalesce((
        SELECT string_agg(coalesce(workplan_character_map() ->> letter, letter), '' ORDER BY place)
        FROM string_to_table(given, NULL) WITH ORDINALITY AS letters (letter, place)
    ), '');
END
$$;

-- References (iii-2), words of letters and digits, runs of Chinese characters. A word longer than any word is cut.
-- ROWS: with the usual guess of a thousand the server would compile each call, which takes longer than the call.
CREATE FUNCTION workplan_pieces(folded text) RETURNS SETOF text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 20 AS $$
BEGIN
    RETURN QUERY SELECT CASE WHEN workplan_is_chinese(hit[1]) THEN hit[1] ELSE left(hit[1], 60) END
    FROM regexp_matches(folded,
        '[ivx]+-[0-9]+'
        || '|[0-9a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u1FFF]+'
        || '|[\u2E80-\u2FDF\u3005-\u3007\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF]+',
        'g') AS hit;
END
$$;
CREATE FUNCTION workplan_is_chinese(piece text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT piece COLLATE "C" >= '⺀' $$;

-- Chinese has no spaces between words: each character and each pair of neighbours is one.
CREATE FUNCTION workplan_search_words(folded text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT array_to_tsvector(coalesce(array_agg(DISTINCT word), '{}'))
        FROM workplan_pieces(folded) AS piece,
            LATERAL (
                SELECT piece AS word WHERE NOT workplan_is_chinese(piece)
                UNION ALL
                SELECT unnest(ARRAY[letter, letter || next])
                FROM (
                    SELECT letter, lead(letter, 1, '') OVER (ORDER BY place) AS next
                    FROM string_to_table(CASE WHEN workplan_is_chinese(piece) THEN piece END, NULL)
                        WITH ORDINALITY AS letters (letter, place)
                ) AS neighbours
            ) AS words
    );
END
$$;

-- What is asked: every piece of it has to be there. Words by their beginning, references whole, Chinese as it stands.
CREATE FUNCTION workplan_asked(given text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT piece), '{}')
            FROM workplan_pieces(workplan_folded(normalize(given))) AS piece);
END
$$;
CREATE FUNCTION workplan_asked_words(given text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (
        SELECT string_agg(term, ' & ')::tsquery
        FROM unnest(workplan_asked(given)) AS piece,
            LATERAL (
                SELECT format('''%s''', piece) AS term WHERE piece ~ '^[ivx]+-[0-9]'
                UNION ALL
                SELECT format('''%s'':*', piece) WHERE NOT workplan_is_chinese(piece) AND piece !~ '^[ivx]+-[0-9]'
                UNION ALL
                SELECT format('''%s''', substr(piece, place, 2))
                FROM generate_series(1, greatest(char_length(piece) - 1, 1)) AS place
                WHERE workplan_is_chinese(piece)
            ) AS terms
    );
END
$$;
-- Pairs of neighbours may stand apart from each other; a longer run is looked for in the folded text itself.
CREATE FUNCTION workplan_asked_runs(given text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg('%' || piece || '%'), '{}') FROM unnest(workplan_asked(given)) AS piece
            WHERE workplan_is_chinese(piece) AND char_length(piece) > 2);
END
$$;

-- One row a text; an empty text has none. ``also`` is found and not shown: a reference, a code.
CREATE FUNCTION workplan_keep_searchtext(
    of_item bigint, of_update bigint, of_body bigint, of_part text, in_language text, also text, said text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kept text := normalize(btrim(said, E' \n'));
    compared text := workplan_folded(kept);
BEGIN
    IF kept = '' THEN
        DELETE FROM workplan_searchtext WHERE language = in_language AND update_id IS NULL
            AND (item_id = of_item OR (item_id IS NULL AND body = of_body));
        RETURN;
    END IF;
    INSERT INTO workplan_searchtext (item_id, update_id, body, part, language, text, folded, words)
    VALUES (of_item, of_update, of_body, of_part, in_language, kept, compared,
            workplan_search_words(workplan_folded(normalize(also)) || ' ' || compared))
    ON CONFLICT (item_id, update_id, body, part, language) DO UPDATE
    SET text = EXCLUDED.text, folded = EXCLUDED.folded, words = EXCLUDED.words;
END
$$;

CREATE FUNCTION workplan_search_item(item workplan_actionitem) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workplan_keep_searchtext(item.id, NULL, NULL, '', language, item.reference, title || E'\n' || agreed_words)
    FROM (VALUES ('en', item.title_en, item.agreed_words_en),
                 ('zh-hant', item.title_zh_hant, item.agreed_words_zh_hant),
                 ('zh-hans', item.title_zh_hans, item.agreed_words_zh_hans)) AS texts (language, title, agreed_words);
END
$$;
CREATE FUNCTION workplan_search_body(body committees_body) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workplan_keep_searchtext(NULL, NULL, body.id, '', language, body.code || ' ' || body.abbreviation, name)
    FROM (VALUES ('en', body.name_en), ('zh-hant', body.name_zh_hant), ('zh-hans', body.name_zh_hans))
        AS texts (language, name);
END
$$;
-- A later revision stands for an earlier one.
CREATE FUNCTION workplan_search_progresstext(said workplan_progresstext) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workplan_keep_searchtext(u.item_id, u.id, NULL, said.part, said.language, '', said.text)
    FROM workplan_progressupdate u WHERE u.id = said.update_id;
END
$$;

CREATE FUNCTION workplan_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'workplan_progresstext' THEN
        PERFORM workplan_search_progresstext(NEW);
    ELSIF TG_TABLE_NAME = 'workplan_actionitem' THEN
        IF TG_OP = 'DELETE' THEN
            DELETE FROM workplan_searchtext WHERE item_id = OLD.id;
        ELSE
            PERFORM workplan_search_item(NEW);
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM workplan_searchtext WHERE item_id IS NULL AND update_id IS NULL AND body = OLD.id;
    ELSE
        PERFORM workplan_search_body(NEW);
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_search AFTER INSERT OR DELETE OR UPDATE ON workplan_actionitem
    FOR EACH ROW EXECUTE FUNCTION workplan_keep_search();
CREATE TRIGGER keep_search AFTER INSERT OR DELETE OR UPDATE ON committees_body
    FOR EACH ROW EXECUTE FUNCTION workplan_keep_search();
CREATE TRIGGER keep_search AFTER INSERT ON workplan_progresstext
    FOR EACH ROW EXECUTE FUNCTION workplan_keep_search();

-- What is there already.
SELECT workplan_search_item(i) FROM workplan_actionitem i;
SELECT workplan_search_body(b) FROM committees_body b;
SELECT workplan_search_progresstext(t) FROM (SELECT * FROM workplan_progresstext ORDER BY revision) t;

CREATE FUNCTION workplan_searchtext_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        PERFORM workplan_refuse('searchtext_is_kept_by_trigger', 'what a search finds follows from the texts');
    END IF;
    RETURN coalesce(NEW, OLD);
END
$$;
CREATE TRIGGER searchtext_is_kept BEFORE INSERT OR UPDATE OR DELETE ON workplan_searchtext
    FOR EACH ROW EXECUTE FUNCTION workplan_searchtext_is_kept();
