"""What can be found in one language of an item, a statement or a body; filled by the next migration."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workplan", "0005_fixtures_sent")]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.BigIntegerField(null=True, verbose_name='body')),
                ('part', models.CharField(blank=True, choices=[('narrative', 'Progress'), ('reason', 'Reason'), ('next_step', 'Next step')], max_length=9, verbose_name='part')),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hant', '繁體中文'), ('zh-hans', '简体中文')], max_length=7, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
                ('folded', models.TextField(verbose_name='text as it is compared')),
                ('words', django.contrib.postgres.search.SearchVectorField(verbose_name='words')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workplan.actionitem', verbose_name='action item')),
                ('update', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workplan.progressupdate', verbose_name='statement')),
            ],
            options={
                'verbose_name': 'text to search',
                'verbose_name_plural': 'texts to search',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['words'], name='searchtext_words')],
                'constraints': [models.UniqueConstraint(fields=('item', 'update', 'body', 'part', 'language'), name='searchtext_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('body', None), ('item__isnull', False)), models.Q(('body__isnull', False), ('item', None), ('update', None)), _connector='OR'), name='searchtext_of_an_item_or_a_body')],
            },
        ),
    ]
