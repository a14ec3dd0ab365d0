INSERT INTO workplan_progressupdate (recorded_by_id, recorded_name, recorded_role, recorded_at, item_id, number, side_id,
    status, as_at, correction_reason, waiver_reason, on_behalf_source, standing)
SELECT u.id, u.username, 'liaison_officer', now(), i.id,
    (SELECT count(*) + 1 FROM workplan_progressupdate o WHERE o.item_id = i.id), %(side)s, 'on_track',
    (keeping_now() AT TIME ZONE 'Asia/Hong_Kong')::date, '', '', '', ''
FROM committees_user u, workplan_actionitem i JOIN workplan_workplan p ON p.id = i.workplan_id
WHERE u.username = %(username)s AND p.period = %(period)s AND i.reference = %(reference)s
RETURNING id, item_id, recorded_by_id;
INSERT INTO workplan_progressbody (update_id, body_id)
SELECT u.id, r.body_id FROM workplan_progressupdate u
JOIN workplan_responsibility r ON r.item_id = u.item_id AND r.side_id = u.side_id AND r.role = 'lead'
WHERE u.id = currval('workplan_progressupdate_id_seq') LIMIT 1;
INSERT INTO workplan_progresstext (recorded_by_id, recorded_name, recorded_role, recorded_at, update_id, part, language,
    revision, text, origin, standing)
SELECT recorded_by_id, recorded_name, recorded_role, now(), id, 'narrative', 'en', 1, 'Work goes on.', 'typed', ''
FROM workplan_progressupdate WHERE id = currval('workplan_progressupdate_id_seq');
