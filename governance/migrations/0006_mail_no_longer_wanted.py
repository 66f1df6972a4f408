from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("governance", "0005_review_of_an_entry")]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Failed"),
                    ("unknown", "Not known whether sent"),
                    ("stopped", "No longer wanted"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
    ]
