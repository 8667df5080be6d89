"""调度: once a month each unit reports of every measure it owes; the office sees who has not, and what stands still."""
