"""Whoever writes a part of a plan holds the plan until they commit, so that it is not adopted meanwhile.

Without it an item could be edited beside an adoption that had read the item as it was.
"""

from django.db import migrations

WAITS = """
CREATE OR REPLACE FUNCTION workplan_is_adopted(plan bigint) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT coalesce((SELECT state = 'adopted' FROM workplan_workplan WHERE id = plan FOR SHARE), false)
$$;
CREATE FUNCTION workplan_hold_plan_of_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM workplan_is_adopted((SELECT workplan_id FROM workplan_actionitem
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.item_id ELSE NEW.item_id END));
    RETURN coalesce(NEW, OLD);
END
$$;
-- Triggers of one table fire by name: this one before responsibility_rules, which reads the plan.
CREATE TRIGGER hold_plan BEFORE INSERT OR UPDATE OR DELETE ON workplan_responsibility
    FOR EACH ROW EXECUTE FUNCTION workplan_hold_plan_of_item()
"""
UNDONE = [
    "DROP TRIGGER hold_plan ON workplan_responsibility",
    "DROP FUNCTION workplan_hold_plan_of_item()",
    """CREATE OR REPLACE FUNCTION workplan_is_adopted(plan bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT state = 'adopted' FROM workplan_workplan WHERE id = plan), false)
$$""",
]


class Migration(migrations.Migration):
    dependencies = [("workplan", "0002_rules")]

    operations = [migrations.RunSQL([WAITS], UNDONE)]
