"""Forms of 公示销号: the notice before closure, the application, the city's verification, the filing."""

from workflows.forms.field import day, number, pick, text, yes_no
from workflows.forms.form import Form

NOTICE_DAYS = 5  # working days; 汶上 publishes 5, others 7 to 10


class PublishNoticeForm(Form):
    """办结(拟销号)公示: where the county made the result public, from when and for how long."""

    notice_on = day("公示开始日期", needed=True)
    notice_days = number("公示期(工作日)", needed=True, least=NOTICE_DAYS, most=30, default=NOTICE_DAYS)
    notice_place = text("公示地点或网址", needed=True, limit=300)


class EndNoticeForm(Form):
    """公示期满: what came in during the notice and how it was answered."""

    objections = number("收到异议(件)", needed=True, least=0, most=1000, default=0)
    objections_answer = text("异议及答复情况", long=True, limit=4000, hint="有异议的必须写明答复")


class ApplyForm(Form):
    """销号申请审签: the unit's principal signs the application composed from the record (plan line 35)."""

    start_at = pick("退回到", "return_steps", needed=False, decision=True)
    opinion = text("审签意见", needed=True, limit=1000, default="同意申请销号。")


class VerifyForm(Form):
    """市级复核: on paper, or on site for 重点, 重复 and 不满意."""

    start_at = pick("退回到", "return_steps", needed=False, decision=True)
    on_site = yes_no("复核方式", yes="现场复核", no="书面复核")
    verified_on = day("复核日期", needed=True)
    opinion = text("复核意见", needed=True, limit=1000, default="经复核,符合销号条件。")


class FileForm(Form):
    """领导小组销号备案: one filing number for all cases of the list (plan line 45)."""

    filing_no = text("备案号", needed=True, limit=60, hint="一个备案号可含多件")
    filed_on = day("备案日期", needed=True)


class AnnounceForm(Form):
    """销号结果公开: where and when the strike-off was made public."""

    announced_on = day("公开日期", needed=True)
    announced_place = text("公开地点或网址", needed=True, limit=300)
