import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard, guard_insert

TABLES = ("stepward_chosenway", "stepward_statedfact")


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    for table in TABLES:
        for statement in (*guard(vendor, table), *guard_insert(vendor, table, ("id",))):
            editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('stepward', '0011_following'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenWay',
            fields=[
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('change', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=400)),
                ('protocol', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('sha256', models.CharField(max_length=64)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='StatedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('field', models.CharField(max_length=120)),
                ('words', models.CharField(max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
