import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SharedPlan',
            fields=[
                ('id', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('protocol', models.CharField(max_length=120)),
                ('drug', models.CharField(max_length=120)),
                ('target', models.CharField(max_length=120)),
                ('bag_volume', models.CharField(blank=True, max_length=120)),
                ('final_rate', models.CharField(blank=True, max_length=120)),
                ('pump_increment', models.CharField(blank=True, max_length=120)),
                ('start', models.CharField(blank=True, max_length=120)),
                ('title', models.CharField(blank=True, max_length=400)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=400, unique=True)),
                ('is_demonstration', models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name='ProtocolApproval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('protocol_id', models.CharField(db_index=True, max_length=120)),
                ('version', models.CharField(max_length=120)),
                ('file_sha256', models.CharField(max_length=64)),
                ('role', models.CharField(max_length=120)),
                ('deed', models.CharField(max_length=120)),
                ('number', models.PositiveSmallIntegerField()),
                ('person_name', models.CharField(max_length=400)),
                ('approved_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['approved_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('file_sha256', 'role', 'number'), name='one_act_of_a_role_on_a_file')],
            },
        ),
        migrations.CreateModel(
            name='Pump',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=400)),
                ('increment', models.CharField(max_length=120)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pumps', to='stepward.unit')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'name'), name='pump_once_in_a_unit')],
            },
        ),
    ]
