from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="publication",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assurance-review", "Assurance review"),
                    ("local-code", "Local Code of corporate governance"),
                    ("ags", "Annual Governance Statement"),
                    ("action-plan", "Action plan"),
                    ("monitoring-report", "Action monitoring report"),
                ],
                max_length=20,
            ),
        ),
    ]
