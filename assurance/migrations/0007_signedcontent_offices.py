from django.db import migrations, models

from governance.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("assurance", "0006_no_truncate")]
    operations = [
        migrations.AddField(
            model_name="signedcontent",
            name="offices",
            field=models.CharField(blank=True, default="", max_length=100),
            preserve_default=False,
        ),
        append_only("assurance_signedcontent"),
    ]
