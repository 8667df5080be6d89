"""The course of a petition case (信访件) as drawn in BPMN and DMN, and the engine that walks it.

Nothing here knows Flask, SQLAlchemy or the server: a process speaks to its case through
`workflows.case.Case`.
Only `engine`, `model`, `codec` and `deploy` touch SpiffWorkflow.
"""
