"""What each side notes for itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from committees.keeping import guards

RULES = """
CREATE FUNCTION workplan_sidenote_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM workplan_actionitem i JOIN workplan_workplan p ON p.id = i.workplan_id
        JOIN committees_side s ON s.committee_id = p.committee_id
        WHERE i.id = NEW.item_id AND s.id = NEW.side_id
    ) THEN
        PERFORM workplan_refuse('sidenote_of_one_committee', 'a side notes on items of its committee');
    END IF;
    NEW.recorded_at := keeping_now();
    RETURN NEW;
END
$$;
CREATE TRIGGER sidenote_rules BEFORE INSERT ON workplan_sidenote
    FOR EACH ROW EXECUTE FUNCTION workplan_sidenote_rules();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('workplan', '0011_packs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SideNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_name', models.CharField(max_length=200, verbose_name='name when recorded')),
                ('recorded_role', models.CharField(blank=True, max_length=40, verbose_name='role when recorded')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('text', models.TextField(verbose_name='text')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workplan.actionitem', verbose_name='action item')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                ('side', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.side', verbose_name='side')),
            ],
            options={
                'verbose_name': 'note of a side',
                'verbose_name_plural': 'notes of sides',
                'ordering': ['item_id', '-recorded_at', '-id'],
                'indexes': [models.Index(fields=['item', 'side', '-recorded_at'], name='note_of_a_side')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='sidenote_says_something')],
            },
        ),
        guards.append_only("workplan_sidenote"),
        migrations.RunSQL([RULES], ["DROP FUNCTION IF EXISTS workplan_sidenote_rules CASCADE"]),
    ]
