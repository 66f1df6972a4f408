import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0003_single_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('subject', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('html', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('unknown', 'Not known whether sent')], default='waiting', max_length=8)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='governance_mail_due')],
            },
        ),
        migrations.CreateModel(
            name='MailedNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mailed', to='governance.notice')),
                ('mail', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='governance.outgoingmail')),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='once_key',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='before_finished',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='mail_choice',
            field=models.CharField(choices=[('at_once', 'At once, one e-mail for each'), ('daily', 'Once a day, all in one e-mail'), ('never', 'Never: I look in the app')], default='daily', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('once_key', ''), _negated=True), fields=('recipient', 'once_key'), name='governance_notice_told_once'),
        ),
    ]
