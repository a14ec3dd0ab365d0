SELECT i.reference, a.number, i.kind, i.title_en, i.title_zh_hant, i.title_zh_hans, c.status, c.as_at, c.sides_differ,
    (SELECT string_agg(b.abbreviation, ', ') FROM workplan_responsibility r
    JOIN committees_body b ON b.id = r.body_id WHERE r.item_id = i.id AND r.role = 'lead')
FROM workplan_workplan p
JOIN workplan_cooperationarea a ON a.workplan_id = p.id
JOIN workplan_actionitem i ON i.area_id = a.id
JOIN workplan_itemposition c ON c.item_id = i.id
WHERE p.period = %(period)s AND p.committee_id = 1
ORDER BY a.number, i.position;
