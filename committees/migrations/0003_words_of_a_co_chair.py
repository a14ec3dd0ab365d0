from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0002_guards'),
    ]

    operations = [
        migrations.AlterField(
            model_name='cochair',
            name='name_en',
            field=models.CharField(max_length=120, verbose_name='full name, English'),
        ),
        migrations.AlterField(
            model_name='cochair',
            name='name_zh_hans',
            field=models.CharField(blank=True, max_length=120, verbose_name='full name, Simplified Chinese'),
        ),
        migrations.AlterField(
            model_name='cochair',
            name='name_zh_hant',
            field=models.CharField(blank=True, max_length=120, verbose_name='full name, Traditional Chinese'),
        ),
        migrations.AlterField(
            model_name='cochair',
            name='title_en',
            field=models.CharField(max_length=200, verbose_name='office held, English'),
        ),
        migrations.AlterField(
            model_name='cochair',
            name='title_zh_hans',
            field=models.CharField(blank=True, max_length=200, verbose_name='office held, Simplified Chinese'),
        ),
        migrations.AlterField(
            model_name='cochair',
            name='title_zh_hant',
            field=models.CharField(blank=True, max_length=200, verbose_name='office held, Traditional Chinese'),
        ),
        migrations.AlterField(
            model_name='historicalcochair',
            name='name_en',
            field=models.CharField(max_length=120, verbose_name='full name, English'),
        ),
        migrations.AlterField(
            model_name='historicalcochair',
            name='name_zh_hans',
            field=models.CharField(blank=True, max_length=120, verbose_name='full name, Simplified Chinese'),
        ),
        migrations.AlterField(
            model_name='historicalcochair',
            name='name_zh_hant',
            field=models.CharField(blank=True, max_length=120, verbose_name='full name, Traditional Chinese'),
        ),
        migrations.AlterField(
            model_name='historicalcochair',
            name='title_en',
            field=models.CharField(max_length=200, verbose_name='office held, English'),
        ),
        migrations.AlterField(
            model_name='historicalcochair',
            name='title_zh_hans',
            field=models.CharField(blank=True, max_length=200, verbose_name='office held, Simplified Chinese'),
        ),
        migrations.AlterField(
            model_name='historicalcochair',
            name='title_zh_hant',
            field=models.CharField(blank=True, max_length=200, verbose_name='office held, Traditional Chinese'),
        ),
    ]
