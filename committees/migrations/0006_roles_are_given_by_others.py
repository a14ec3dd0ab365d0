from django.db import migrations

# Whoever gives a role, changes it or takes it away writes its history; of their own nobody does.
# A command has no user, so the first administrator is made by one.
RULE = """
ALTER TABLE committees_historicalmembership ADD CONSTRAINT membership_not_of_oneself
    CHECK (history_user_id <> user_id);
"""
UNDO = "ALTER TABLE committees_historicalmembership DROP CONSTRAINT membership_not_of_oneself;"


class Migration(migrations.Migration):
    dependencies = [("committees", "0005_more_is_reserved")]
    operations = [migrations.RunSQL(RULE, UNDO)]
