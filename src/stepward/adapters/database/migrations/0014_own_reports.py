import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard, guard_insert


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor, table = editor.connection.vendor, "stepward_ownreport"
    for statement in (*guard(vendor, table), *guard_insert(vendor, table, ("id",))):
        editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('stepward', '0013_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnReport',
            fields=[
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('signs', models.CharField(blank=True, max_length=400)),
                ('began', models.CharField(blank=True, max_length=400)),
                ('taken', models.CharField(blank=True, max_length=400)),
                ('words', models.CharField(blank=True, max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
