"""The measures of the demonstration: each brought to where a real city would be, by records and by its own chain."""
