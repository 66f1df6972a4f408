"""The steps of a document from release to final publication."""

from django.urls import path

from reports.views import steps

STEPS = "cycles/<year:year>/documents/<slug:kind>/steps/"

urlpatterns = [
    path(STEPS, steps.steps, name="steps"),
    path(f"{STEPS}publish-draft/", steps.steps_publish_draft, name="steps-publish-draft"),
    path(f"{STEPS}approve/", steps.steps_approve, name="steps-approve"),
    path(f"{STEPS}void-approval/", steps.steps_void, name="steps-void"),
    path(f"{STEPS}amend/", steps.steps_amend, name="steps-amend"),
    path(f"{STEPS}confirm/", steps.steps_confirm, name="steps-confirm"),
    path(f"{STEPS}sign/", steps.steps_sign, name="steps-sign"),
    path(f"{STEPS}record-signature/", steps.steps_record_signature, name="steps-record-signature"),
    path(f"{STEPS}signatures/<int:signature>/scan/", steps.steps_scan, name="steps-scan"),
    path(f"{STEPS}publish/", steps.steps_publish, name="steps-publish"),
    path(f"{STEPS}adopt/", steps.steps_adopt, name="steps-adopt"),
    path(f"{STEPS}publish-code/", steps.steps_publish_code, name="steps-publish-code"),
]
