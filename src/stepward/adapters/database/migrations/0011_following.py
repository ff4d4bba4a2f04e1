import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard, guard_insert

KEPT = {
    "stepward_givingon": (("id",),),
    "stepward_dosenote": (("id",),),
    "stepward_dosestruckout": (("id",), ("note",)),
    "stepward_drugstopped": (("id",), ("session",)),
}


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    for table, unique in KEPT.items():
        for statement in (*guard(vendor, table), *guard_insert(vendor, table, *unique)):
            editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('stepward', '0010_station_deeds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DoseNote',
            fields=[
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('amount', models.CharField(blank=True, max_length=120)),
                ('product', models.CharField(blank=True, max_length=120)),
                ('route', models.CharField(blank=True, max_length=120)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['given_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DoseStruckOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(max_length=120, unique=True)),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('reason', models.CharField(max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DrugStopped',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('session', models.CharField(max_length=120, unique=True)),
                ('reason', models.CharField(max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='FinishedSession',
            fields=[
                ('session', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('drug', models.CharField(max_length=120)),
                ('is_completed', models.BooleanField()),
                ('over_at', models.DateTimeField(db_index=True)),
                ('dose_ended_at', models.DateTimeField(null=True)),
                ('is_reduced', models.BooleanField()),
                ('is_asked', models.BooleanField()),
                ('step', models.IntegerField(null=True)),
                ('entries', models.IntegerField()),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stepward.patient')),
            ],
            options={
                'ordering': ['-over_at', 'session'],
            },
        ),
        migrations.CreateModel(
            name='GivingOn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('session', models.CharField(db_index=True, max_length=120)),
                ('mode', models.CharField(max_length=120)),
                ('interval', models.CharField(blank=True, max_length=120)),
                ('window', models.CharField(blank=True, max_length=120)),
                ('half_life', models.CharField(blank=True, max_length=120)),
                ('half_lives', models.CharField(blank=True, max_length=120)),
                ('cap', models.CharField(blank=True, max_length=120)),
                ('is_set_by_physician', models.BooleanField()),
                ('amount', models.CharField(blank=True, max_length=120)),
                ('product', models.CharField(blank=True, max_length=120)),
                ('route', models.CharField(blank=True, max_length=120)),
                ('volume', models.CharField(blank=True, max_length=120)),
                ('rate', models.CharField(blank=True, max_length=120)),
                ('warn_before', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OutcomeRow',
            fields=[
                ('session', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('patient', models.CharField(max_length=120)),
                ('drug', models.CharField(max_length=120)),
                ('protocol', models.CharField(max_length=120)),
                ('phenotype', models.CharField(max_length=120)),
                ('started_at', models.DateTimeField(db_index=True)),
                ('ending', models.CharField(max_length=120)),
                ('reactions', models.IntegerField()),
                ('brown', models.IntegerField(null=True)),
                ('step', models.IntegerField(null=True)),
                ('steps', models.IntegerField()),
                ('has_epinephrine', models.BooleanField()),
                ('planned_minutes', models.IntegerField(null=True)),
                ('minutes', models.IntegerField(null=True)),
                ('overdue_vitals', models.IntegerField()),
                ('made', models.FloatField(null=True)),
                ('wasted', models.FloatField(null=True)),
            ],
            options={
                'ordering': ['started_at', 'session'],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
