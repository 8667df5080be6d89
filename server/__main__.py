"""`python -m server …` and `xiaohao …`: the command line over the configured app."""

import sys

from flask.cli import FlaskGroup

from server.app import create_app
from server.postgres_programs import DatabaseUnavailable


def main() -> None:
    """Run a command; a database that cannot be had is said in one line."""
    try:
        FlaskGroup(create_app=create_app, add_default_commands=False, name="xiaohao")()
    except DatabaseUnavailable as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
