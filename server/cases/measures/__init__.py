"""Measures (措施): their units, signatures, inspections and what was reached before this system was in use."""
