import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard, guard_insert

KEPT = {
    "stepward_reportdraft": (("id",),),
    "stepward_reportversion": (("id",), ("session", "number")),
    "stepward_reportmark": (("id",),),
}


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    for table, unique in KEPT.items():
        for statement in (*guard(vendor, table), *guard_insert(vendor, table, *unique)):
            editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('stepward', '0012_courses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReactedSession',
            fields=[
                ('session', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('entries', models.PositiveIntegerField()),
                ('aware_at', models.DateTimeField(db_index=True, null=True)),
            ],
            options={
                'ordering': ['-aware_at', 'session'],
            },
        ),
        migrations.CreateModel(
            name='ReportDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('answers', models.TextField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ReportMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('number', models.PositiveIntegerField()),
                ('deed', models.CharField(max_length=120)),
                ('paper', models.CharField(blank=True, max_length=120)),
                ('words', models.CharField(blank=True, max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('number', models.PositiveIntegerField()),
                ('turn', models.CharField(max_length=120)),
                ('answers', models.TextField()),
                ('entries', models.PositiveIntegerField()),
                ('roles', models.CharField(blank=True, max_length=400)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('sha256', models.CharField(max_length=64)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['session', 'number'],
                'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='a_version_of_a_report_once')],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
