"""A decision on a case: agree, or return it to a step it has walked and say why."""

from collections.abc import Mapping
from typing import Any

from workflows.forms import field as ask
from workflows.forms.circumstances import Circumstances
from workflows.forms.form import Form


class DecisionForm(Form):
    """What every signature may do: agree with the words proposed (`opinion`), or return the case with a reason."""

    start_at = ask.pick("退回到", "return_steps", needed=False, decision=True)

    def refusals(self, data: Mapping[str, Any], case: Circumstances) -> dict[str, str]:
        """A return needs words of its own: the proposed ones say that all is well."""
        agreed = self.fields["opinion"].metadata["default"]
        return (
            {"opinion": "退回的,请写明理由。"} if data.get("start_at") and data["opinion"] == agreed else {}
        )
