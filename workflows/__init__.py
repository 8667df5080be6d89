"""The course of petitions (信访件) and measures (措施) as drawn in BPMN and DMN, and the engine that walks it.

Nothing here knows Flask, SQLAlchemy or the server: a process speaks to its case through
`workflows.case.Case`.
Only `engine`, `model`, `codec` and `deploy` touch SpiffWorkflow.
"""
