"""Under which settings is the program measured? Its own, with the floors' addresses beside its pages."""

from refprogram.settings import *  # noqa: F403, TID251 - a settings file, and the only other one there may be
from refprogram.settings import INSTALLED_APPS as OURS  # noqa: TID251
from refprogram.settings import STATIC_ROOT as STATIC_FILES  # noqa: TID251
from refprogram.settings import STORAGES as STORED  # noqa: TID251

INSTALLED_APPS = [*OURS, "bench"]
ROOT_URLCONF = "bench.urls"
# Plain names of static files: a lookup in a table less a file, and nothing needs to be collected first.
STORAGES = {**STORED, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_FILES.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
