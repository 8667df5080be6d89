"""What comes in: assignment lists and published tables, read into rows that say where a case would start."""
