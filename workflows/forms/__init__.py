"""The forms of the processes: marshmallow schemas, named by the property `form` of the user tasks.

Most serve one step; 公示期满 asks the same of a petition and of a measure, 销号备案 of a problem too.
"""

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
from workflows.forms.measure import (
    AdvanceForm,
    ApprovePlanForm,
    ChooseUnitsForm,
    CollectForm,
    CountyCheckForm,
    ImplementationPlanForm,
    SelfCheckForm,
)
from workflows.forms.review import CheckForm, ExplainForm, ReviewForm, VisitForm
from workflows.forms.striking_off import (
    AcceptForm,
    ConfirmProblemForm,
    ExamineForm,
    PublishMeasureForm,
    UpkeepForm,
)

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
        ChooseUnitsForm,
        ImplementationPlanForm,
        ApprovePlanForm,
        AdvanceForm,
        SelfCheckForm,
        CollectForm,
        CountyCheckForm,
        AcceptForm,
        PublishMeasureForm,
        ExamineForm,
        UpkeepForm,
        ConfirmProblemForm,
    )
}

__all__ = ["FORMS", "Form"]
