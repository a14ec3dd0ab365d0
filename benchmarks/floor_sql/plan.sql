SELECT p.*, m.number, m.date, m.place_en, m.place_zh_hant, m.place_zh_hans, closing.number, closing.date,
    (SELECT json_agg(json_build_array(a.*, items.rows) ORDER BY a.number) FROM workplan_cooperationarea a
    LEFT JOIN LATERAL (
        SELECT json_agg(json_build_array(
            i.reference, i.title_en, i.title_zh_hant, i.title_zh_hans, i.agreed_words_en,
            (SELECT json_build_array(c.status, c.sides_differ) FROM workplan_itemposition c WHERE c.item_id = i.id),
            (SELECT json_agg(json_build_array(s.text_en, s.text_zh_hant, s.text_zh_hans, s.due, s.precision, (
                SELECT json_agg(json_build_array(e.kind, e.on, e.precision) ORDER BY e.number)
                FROM workplan_milestoneevent e WHERE e.milestone_id = s.id)))
            FROM workplan_milestone s WHERE s.item_id = i.id)
        ) ORDER BY i.position) AS rows
        FROM workplan_actionitem i WHERE i.area_id = a.id
    ) items ON true
    WHERE a.workplan_id = p.id)
FROM workplan_workplan p
JOIN committees_committee c ON c.id = p.committee_id
JOIN committees_decision d ON d.id = p.adopted_by_id
JOIN committees_meeting m ON m.id = d.meeting_id
LEFT JOIN committees_meeting closing ON closing.committee_id = p.committee_id AND closing.date = p.ends_before
WHERE c.slug = 'mhstcc' AND p.period = '2024-25';
SELECT i.reference, u.number, u.as_at, u.status, u.recorded_at,
    (SELECT json_agg(json_build_array(t.language, t.revision, t.text)) FROM workplan_progresstext t
    WHERE t.update_id = u.id AND t.part = 'narrative')
FROM workplan_progressupdate u
JOIN workplan_actionitem i ON i.id = u.item_id
WHERE u.item_id = ANY (ARRAY(
    SELECT own.id FROM workplan_actionitem own JOIN workplan_workplan p ON p.id = own.workplan_id
    WHERE p.period = '2024-25' AND p.committee_id = 1))
ORDER BY u.as_at DESC, u.recorded_at DESC LIMIT 16;
SELECT i.reference, s.text_en, s.text_zh_hant, s.text_zh_hans, e.kind, e.on, e.precision, e.recorded_at
FROM workplan_milestone s
JOIN workplan_actionitem i ON i.id = s.item_id
JOIN workplan_milestoneevent e ON e.milestone_id = s.id
WHERE s.item_id = ANY (ARRAY(
    SELECT own.id FROM workplan_actionitem own JOIN workplan_workplan p ON p.id = own.workplan_id
    WHERE p.period = '2024-25' AND p.committee_id = 1))
ORDER BY e.recorded_at DESC LIMIT 32;
