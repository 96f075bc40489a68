from django.db import migrations

# Every prospect asks about these two one day (seed 001).
STANDARD = ("How problems are handled", "Quality of support")


def add_standard_topics(apps, schema_editor):
    topics = apps.get_model("customers", "Topic").objects
    for name in STANDARD:
        if not topics.filter(name__iexact=name).update(is_standard=True):
            topics.create(name=name, is_standard=True)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_know_the_customer")]
    operations = [migrations.RunPython(add_standard_topics, migrations.RunPython.noop)]
