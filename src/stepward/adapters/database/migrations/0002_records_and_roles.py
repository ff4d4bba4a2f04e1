from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from stepward.adapters.database.append_only import guard

TABLE = "stepward_protocolapproval"
ROLES = ("allergist", "pharmacist")


def keep(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in guard(editor.connection.vendor, TABLE):
        editor.execute(statement)


def name_roles(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for role in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [("stepward", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(keep), migrations.RunPython(name_roles)]
