"""Arguments and options that several commands share."""

from __future__ import annotations

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print a versioned JSON report instead of text.")
yes_option = click.option("--yes", "-y", is_flag=True, help="Answer every question with yes.")
module_argument = click.argument("module", metavar="MODULE")
