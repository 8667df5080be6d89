"""The web application around the processes: pages, API, data and commands."""
