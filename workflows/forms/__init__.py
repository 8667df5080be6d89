"""The forms of the process: one marshmallow schema per user task, named by the diagram's property `form`."""

from workflows.forms.case_group import AppointForm, MemberVisitForm, ResolveForm
from workflows.forms.closing import (
    AnnounceForm,
    ApplyForm,
    EndNoticeForm,
    FileForm,
    PublishNoticeForm,
    VerifyForm,
)
from workflows.forms.form import Form
from workflows.forms.handling import InvestigateForm, PlanForm, RectifyForm, ReportForm
from workflows.forms.intake import AssignForm, RegisterForm, SignForForm
from workflows.forms.review import CheckForm, ExplainForm, ReviewForm, VisitForm

FORMS: dict[str, type[Form]] = {
    form.__name__: form
    for form in (
        RegisterForm,
        AssignForm,
        SignForForm,
        InvestigateForm,
        ReportForm,
        PlanForm,
        RectifyForm,
        AppointForm,
        MemberVisitForm,
        ResolveForm,
        ReviewForm,
        CheckForm,
        VisitForm,
        ExplainForm,
        PublishNoticeForm,
        EndNoticeForm,
        ApplyForm,
        VerifyForm,
        FileForm,
        AnnounceForm,
    )
}

__all__ = ["FORMS", "Form"]
