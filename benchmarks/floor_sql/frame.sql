SELECT u.username, u.display_name_en, u.language, u.theme, c.*, keeping_now(),
    (SELECT max(period) FROM workplan_workplan WHERE committee_id = c.id AND state = 'adopted'),
    json_agg(json_build_array(m.role, b.code, s.code, s.name_en, s.name_zh_hant, s.name_zh_hans))
FROM committees_user u
JOIN committees_membership m ON m.user_id = u.id
JOIN committees_seat seat ON seat.id = m.seat_id
JOIN committees_body b ON b.id = seat.body_id
JOIN committees_side s ON s.id = seat.side_id
JOIN committees_committee c ON c.id = seat.committee_id
WHERE u.username = %(username)s
GROUP BY u.id, c.id;
