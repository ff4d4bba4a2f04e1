from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard, guard_insert

TABLE = "stepward_sessioncard"


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    for statement in (*guard(vendor, TABLE), *guard_insert(vendor, TABLE, ("id",))):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('stepward', '0008_people_and_cards'),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('plan_hash', models.CharField(max_length=64)),
                ('words', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
