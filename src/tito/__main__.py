"""`python -m tito`, for machines whose PATH does not know `tito`."""

from tito.cli.main import run

run()
