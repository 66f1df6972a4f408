from django.db import migrations

from governance.append_only import append_only_still


class Migration(migrations.Migration):
    dependencies = [("assurance", "0005_assurance_of_others")]
    operations = [append_only_still("assurance_signedcontent", "assurance_signoff", "assurance_signoffvoid")]
