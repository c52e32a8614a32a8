"""What can be wrong with a trial before a call is made. What goes wrong in a call is kept with its answer."""

from typing import ClassVar

from catalog.errors import ShortlistError


class TrialError(ShortlistError):
    """A trial cannot be made as asked."""

    code: ClassVar[str] = "trial"


class EndpointsError(TrialError):
    """endpoints.yml does not read as it must, or lacks what was asked for."""

    code = "bad_endpoints"


class PromptsError(TrialError):
    """A set of prompts does not read as it must."""

    code = "bad_prompts"


class RunFileError(TrialError):
    """A file of a run cannot be read."""

    code = "bad_run"


class BudgetError(TrialError):
    """A budget cannot be kept, as nobody knows a price."""

    code = "no_budget"
