SELECT p.*, m.* FROM workplan_workplan p JOIN committees_decision d ON d.id = p.adopted_by_id
JOIN committees_meeting m ON m.id = d.meeting_id WHERE p.period = %(report_period)s AND p.committee_id = 1;
SELECT a.*, i.*, c.*,
    (SELECT json_agg(json_build_array(r.*, b.*)) FROM workplan_responsibility r
    JOIN committees_body b ON b.id = r.body_id WHERE r.item_id = i.id),
    (SELECT json_agg(json_build_array(s.*, (SELECT json_agg(e.*) FROM workplan_milestoneevent e
        WHERE e.milestone_id = s.id))) FROM workplan_milestone s WHERE s.item_id = i.id),
    (SELECT json_agg(json_build_array(u.*, (SELECT json_agg(t.*) FROM workplan_progresstext t
        WHERE t.update_id = u.id), (SELECT json_agg(v.*) FROM workplan_evidence v WHERE v.update_id = u.id)))
    FROM workplan_progressupdate u WHERE u.item_id = i.id)
FROM workplan_workplan p
JOIN workplan_cooperationarea a ON a.workplan_id = p.id
JOIN workplan_actionitem i ON i.area_id = a.id
JOIN workplan_itemposition c ON c.item_id = i.id
WHERE p.period = %(report_period)s AND p.committee_id = 1
ORDER BY a.number, i.position;
