"""Normal forms of what offices really write: regions, types, verdicts, numbers, dates; nothing raises."""

from workflows.normal.dates import find_date, read_date
from workflows.normal.numbers import (
    PetitionNumber,
    find_batch,
    read_batch,
    read_channel,
    read_number,
    received_on,
)
from workflows.normal.outcomes import COMPLETIONS, VERDICTS, read_completion, read_verdict
from workflows.normal.regions import UNIT_NAMES, read_regions
from workflows.normal.spelling import fold, is_blank, tight
from workflows.normal.types import TYPES, read_types

__all__ = [
    "COMPLETIONS",
    "TYPES",
    "UNIT_NAMES",
    "VERDICTS",
    "PetitionNumber",
    "find_batch",
    "find_date",
    "fold",
    "is_blank",
    "read_batch",
    "read_channel",
    "read_completion",
    "read_date",
    "read_number",
    "read_regions",
    "read_types",
    "read_verdict",
    "received_on",
    "tight",
]
