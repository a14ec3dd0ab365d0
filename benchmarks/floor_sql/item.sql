SELECT i.*, a.*, p.*, c.*,
    (SELECT json_agg(json_build_array(r.role, r.side_id, b.code, b.abbreviation, b.name_en, b.name_zh_hant,
        b.name_zh_hans)) FROM workplan_responsibility r JOIN committees_body b ON b.id = r.body_id
    WHERE r.item_id = i.id),
    (SELECT json_agg(json_build_array(s.*, (SELECT json_agg(e.*) FROM workplan_milestoneevent e
        WHERE e.milestone_id = s.id))) FROM workplan_milestone s WHERE s.item_id = i.id),
    (SELECT json_agg(json_build_array(source.url, source.title_en, source.title_zh_hant, source.title_zh_hans))
    FROM committees_source source WHERE source.key = ANY (i.sources)),
    (SELECT json_agg(json_build_array(area.number, area.title_en, area.title_zh_hant, area.title_zh_hans,
        (SELECT count(*) FROM workplan_actionitem other WHERE other.area_id = area.id),
        EXISTS (SELECT FROM workplan_actionitem other JOIN workplan_itemposition o ON o.item_id = other.id
        WHERE other.area_id = area.id AND o.status = 'behind_schedule')))
    FROM workplan_cooperationarea area WHERE area.workplan_id = p.id),
    (SELECT json_agg(near.reference) FROM (SELECT reference FROM workplan_actionitem near
    WHERE near.area_id = a.id AND near.position >= i.position - 7 ORDER BY near.position LIMIT 14) near)
FROM workplan_actionitem i
JOIN workplan_workplan p ON p.id = i.workplan_id
JOIN committees_committee committee ON committee.id = p.committee_id
JOIN workplan_cooperationarea a ON a.id = i.area_id
JOIN workplan_itemposition c ON c.item_id = i.id
WHERE committee.slug = 'mhstcc' AND p.period = %(period)s AND i.reference = %(reference)s;
SELECT u.*,
    (SELECT json_agg(t.*) FROM workplan_progresstext t WHERE t.update_id = u.id),
    (SELECT json_agg(v.*) FROM workplan_evidence v WHERE v.update_id = u.id),
    (SELECT json_agg(b.abbreviation) FROM workplan_progressbody pb JOIN committees_body b ON b.id = pb.body_id
    WHERE pb.update_id = u.id)
FROM workplan_progressupdate u
JOIN workplan_actionitem i ON i.id = u.item_id
JOIN workplan_workplan p ON p.id = i.workplan_id
WHERE p.period = %(period)s AND p.committee_id = 1 AND i.reference = %(reference)s
ORDER BY u.number DESC;
SELECT h.* FROM workplan_historicalactionitem h
JOIN workplan_actionitem i ON i.id = h.id
JOIN workplan_workplan p ON p.id = i.workplan_id
WHERE p.period = %(period)s AND p.committee_id = 1 AND i.reference = %(reference)s
ORDER BY h.history_date DESC, h.history_id DESC LIMIT 6;
