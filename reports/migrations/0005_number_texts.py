import hashlib
import json

from django.db import migrations

from governance.audit import canonical_json


def number_texts(apps, schema_editor):
    """What was given out so far had one text for each number: the check code covers all but the control block."""
    Publication = apps.get_model("reports", "Publication")
    for publication in Publication.objects.only("pk", "number", "content").iterator():
        content = json.loads(publication.content)
        body = {key: value for key, value in content.items() if key != "control"}
        publication.version = publication.number
        publication.text_digest = hashlib.sha256(canonical_json(body).encode()).hexdigest()
        publication.save(update_fields=["version", "text_digest"])


class Migration(migrations.Migration):

    dependencies = [("reports", "0004_approvals_and_states")]
    operations = [migrations.RunPython(number_texts, migrations.RunPython.noop)]
