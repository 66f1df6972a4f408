from django.db import migrations, models

from governance.append_only import append_only_still


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_notices_by_mail")]
    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="review_year",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        append_only_still("governance_auditentry"),
    ]
