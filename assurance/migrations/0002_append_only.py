from django.db import migrations

from governance.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("assurance", "0001_initial")]
    operations = [append_only("assurance_signedcontent", "assurance_signoff", "assurance_signoffvoid")]
