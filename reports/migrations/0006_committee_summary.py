from django.db import migrations, models

KINDS = [
    ("assurance-review", "Assurance review"),
    ("local-code", "Local Code of corporate governance"),
    ("ags", "Annual Governance Statement"),
    ("action-plan", "Action plan"),
    ("monitoring-report", "Action monitoring report"),
    ("committee-summary", "Summary for the committee"),
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_number_texts")]
    operations = [
        migrations.AlterField(
            model_name=model, name="kind", field=models.CharField(choices=KINDS, max_length=20)
        )
        for model in ("publication", "approval", "historicalapproval", "signature", "historicalsignature")
    ]
