import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stepward.shells.web.settings")
_application = get_asgi_application()

from stepward.shells.web.gate import Gate  # noqa: E402 - settings are read from the environment above

application = Gate(_application)
