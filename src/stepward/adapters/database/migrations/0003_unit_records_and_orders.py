import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard, guard_insert

KEPT = {
    "stepward_unitrecord": (("id",), ("kind", "key", "version")),
    "stepward_unitrecordapproval": (("id",), ("record_id",)),
    "stepward_unitrecordwithdrawal": (("id",), ("record_id",)),
    "stepward_preparationorder": (("id",),),
    "stepward_preparationdeed": (("id",), ("order_id", "number")),
}
KEPT_BEFORE = {"stepward_protocolapproval": (("id",), ("file_sha256", "role", "number"))}
ROLES = ("prescriber", "technician", "nurse", "charge nurse", "coordinator", "auditor", "administrator")


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    for table, unique in KEPT.items():
        for statement in (*guard(vendor, table), *guard_insert(vendor, table, *unique)):
            editor.execute(statement)
    for table, unique in KEPT_BEFORE.items():
        for statement in guard_insert(vendor, table, *unique):
            editor.execute(statement)


def name_roles(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for role in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=role)


class Migration(migrations.Migration):

    dependencies = [
        ('stepward', '0002_records_and_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Patient',
            fields=[
                ('id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('family_name', models.CharField(max_length=400)),
                ('given_names', models.CharField(max_length=400)),
                ('identifier', models.CharField(max_length=120, unique=True)),
                ('born_on', models.DateField()),
                ('is_invented', models.BooleanField()),
            ],
            options={
                'ordering': ['family_name', 'given_names', 'identifier'],
            },
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='branch_volume',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='carrier',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='common_volume',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='line_set',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='primed_with',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='stock',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='sharedplan',
            name='syringe_increment',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.CreateModel(
            name='PreparationOrder',
            fields=[
                ('id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('product_key', models.CharField(max_length=120)),
                ('product_version', models.CharField(max_length=120)),
                ('line_set', models.CharField(blank=True, max_length=120)),
                ('common_volume', models.CharField(blank=True, max_length=120)),
                ('branch_volume', models.CharField(blank=True, max_length=120)),
                ('primed_with', models.CharField(blank=True, max_length=120)),
                ('carrier', models.CharField(blank=True, max_length=120)),
                ('start_at', models.DateTimeField(null=True)),
                ('overfill', models.CharField(blank=True, max_length=120)),
                ('diluent', models.CharField(blank=True, max_length=400)),
                ('storage', models.CharField(blank=True, max_length=400)),
                ('asked_by_name', models.CharField(max_length=400)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stepward.patient')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='stepward.sharedplan')),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='UnitRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=120)),
                ('version', models.PositiveIntegerField()),
                ('content', models.TextField()),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('author_name', models.CharField(max_length=400)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'key', 'version'],
            },
        ),
        migrations.CreateModel(
            name='UnitRecordApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='approval', to='stepward.unitrecord')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='UnitRecordWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=400)),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='stepward.unitrecord')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PreparationDeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('solution', models.PositiveSmallIntegerField()),
                ('bag', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(max_length=120)),
                ('detail', models.TextField()),
                ('person_name', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='stepward.preparationorder')),
            ],
            options={
                'ordering': ['order', 'number'],
                'constraints': [models.UniqueConstraint(fields=('order', 'number'), name='a_deed_of_an_order_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='deeds_count_from_1')],
            },
        ),
        migrations.AddConstraint(
            model_name='unitrecord',
            constraint=models.UniqueConstraint(fields=('kind', 'key', 'version'), name='a_version_of_a_unit_record_once'),
        ),
        migrations.RunPython(keep),
        migrations.RunPython(name_roles),
    ]
