WITH plan AS MATERIALIZED (
    SELECT p.id FROM workplan_workplan p JOIN committees_committee c ON c.id = p.committee_id
    WHERE c.slug = 'mhstcc' AND p.period = %(period)s
), today AS MATERIALIZED (
    SELECT (keeping_now() AT TIME ZONE 'Asia/Hong_Kong')::date AS day
), open_steps AS (
    SELECT s.item_id, coalesce(moved.on, s.due) AS due, coalesce(moved.precision, s.precision) AS precision
    FROM workplan_milestone s
    JOIN workplan_actionitem i ON i.id = s.item_id AND i.workplan_id = (SELECT id FROM plan)
    LEFT JOIN workplan_milestoneevent reached ON reached.milestone_id = s.id AND reached.kind = 'reached'
    LEFT JOIN (
        SELECT DISTINCT ON (e.milestone_id) e.milestone_id, e.on, e.precision FROM workplan_milestoneevent e
        WHERE e.kind = 'moved' ORDER BY e.milestone_id, e.number DESC
    ) moved ON moved.milestone_id = s.id
    WHERE reached.id IS NULL
), due_soon AS (
    SELECT DISTINCT item_id FROM open_steps
    WHERE due <= (SELECT day FROM today) + 30
        AND (due + ('1 ' || precision)::interval)::date > (SELECT day FROM today)
), led AS (
    SELECT DISTINCT r.item_id FROM workplan_responsibility r JOIN workplan_actionitem i ON i.id = r.item_id
    WHERE i.workplan_id = (SELECT id FROM plan) AND r.role = 'lead' AND r.side_id = %(side)s
)
SELECT a.number, a.title_en, a.title_zh_hant, a.title_zh_hans, c.status, count(*), count(due_soon.item_id),
    count(led.item_id)
FROM workplan_cooperationarea a
JOIN workplan_actionitem i ON i.area_id = a.id
JOIN workplan_itemposition c ON c.item_id = i.id
LEFT JOIN due_soon ON due_soon.item_id = i.id
LEFT JOIN led ON led.item_id = i.id
WHERE a.workplan_id = (SELECT id FROM plan)
GROUP BY a.id, c.status;
SELECT b.code, b.abbreviation, b.name_en, b.name_zh_hant, b.name_zh_hans FROM committees_body b
WHERE b.id IN (
    SELECT r.body_id FROM workplan_responsibility r
    JOIN workplan_actionitem i ON i.id = r.item_id
    JOIN workplan_workplan p ON p.id = i.workplan_id
    WHERE p.period = %(period)s AND p.committee_id = 1
)
ORDER BY b.abbreviation;
SELECT listed.*,
    (SELECT json_agg(json_build_array(r.side_id, b.code, b.abbreviation)) FROM workplan_responsibility r
    JOIN committees_body b ON b.id = r.body_id WHERE r.item_id = listed.id AND r.role = 'lead'),
    (SELECT json_agg(json_build_array(s.text_en, s.text_zh_hant, s.text_zh_hans, s.due, s.precision, (
        SELECT json_agg(json_build_array(e.kind, e.on, e.precision) ORDER BY e.number)
        FROM workplan_milestoneevent e WHERE e.milestone_id = s.id)))
    FROM workplan_milestone s WHERE s.item_id = listed.id),
    (SELECT json_agg(json_build_array(t.language, t.text)) FROM workplan_progresstext t
    WHERE t.update_id = listed.statement_id AND t.part = 'reason')
FROM (
    SELECT i.id, i.reference, first.number, i.title_en, i.title_zh_hant, i.title_zh_hans, c.status, c.as_at,
        c.sides_differ, c.statement_id
    FROM (
        SELECT i.id, a.number FROM workplan_workplan p
        JOIN workplan_cooperationarea a ON a.workplan_id = p.id
        JOIN workplan_actionitem i ON i.area_id = a.id
        WHERE p.period = %(period)s AND p.committee_id = 1
        ORDER BY a.number, i.position LIMIT 50
    ) first
    JOIN workplan_actionitem i ON i.id = first.id
    JOIN workplan_itemposition c ON c.item_id = i.id
) listed
ORDER BY listed.number, listed.id;
