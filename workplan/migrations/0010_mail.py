"""Letters to people, and the rules of their states."""

import datetime
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from committees.keeping import guards

RULES = Path(__file__).with_name("mail_0010.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0005_more_is_reserved'),
        ('workplan', '0009_rounds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('address', models.CharField(max_length=254, verbose_name='address at that time')),
                ('kind', models.CharField(choices=[('digest', 'what is to hand in')], max_length=10, verbose_name='kind')),
                ('day', models.DateField(verbose_name='of the day')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hant', '繁體中文'), ('zh-hans', '简体中文')], max_length=7, verbose_name='language')),
                ('subject', models.CharField(max_length=200, verbose_name='subject')),
                ('body', models.TextField(verbose_name='text')),
                ('asked_name', models.CharField(blank=True, max_length=200, verbose_name='name when sent again')),
                ('state', models.CharField(choices=[('queued', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('unknown', 'not known whether it was sent'), ('failed', 'not sent')], default='queued', max_length=8, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('queued_at', models.DateTimeField(verbose_name='queued at')),
                ('sending_at', models.DateTimeField(blank=True, null=True, verbose_name='last attempt at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='what the mail server said')),
                ('settled_name', models.CharField(blank=True, max_length=200, verbose_name='name when settled')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent again by')),
                ('committee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='committees.committee', verbose_name='committee')),
                ('resend_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resent', to='workplan.mail', verbose_name='sends again')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
                ('to_user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to')),
            ],
            options={
                'verbose_name': 'letter',
                'verbose_name_plural': 'letters',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'sent'), _negated=True), fields=['state'], name='mail_not_over')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'digest'), ('resend_of', None)), fields=('to_user', 'day'), name='mail_one_digest_a_day'), models.UniqueConstraint(fields=('resend_of',), name='mail_sent_again_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state__in', ['queued', 'sending'])), models.Q(models.Q(('state__in', ['queued', 'sending']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='mail_settled_when_over'), models.CheckConstraint(condition=models.Q(models.Q(('subject__regex', '[\\r\\n]'), _negated=True), models.Q(('address__regex', '[\\r\\n]'), _negated=True)), name='mail_headers_are_one_line'), models.CheckConstraint(condition=models.Q(('day__range', (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))), ('day', None), _connector='OR'), name='mail_day_in_reach', violation_error_message='A date lies between the years 1990 and 2100.')],
            },
        ),
        guards.version_stepped("workplan_mail"),
        # A list of one statement is sent as it is; RunSQL would take percent signs for parameters.
        migrations.RunSQL([RULES], ["DROP FUNCTION IF EXISTS workplan_mail_rules CASCADE"]),
    ]
