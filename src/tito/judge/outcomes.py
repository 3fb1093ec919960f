"""What a check's error means: the one place where outcomes are decided. Runs inside the process that judges."""

from __future__ import annotations

import re
from typing import Any

from tinytorch.checks import CheckFailed
from tito.judge.asked import asked, met_none
from tito.judge.cells import described, message, mro_names
from tito.judge.plan import Step
from tito.results import Outcome

_CARD = 1000  # characters of a line of the card
_NOTHING = "None: did the function return something?"
_STUB = re.compile(r"exercise ([\w.-]+):")


def decided(error: BaseException | None, *, step: Step, where: str) -> dict[str, Any]:
    """The fields of a CheckResult for the check `step` that ended with `error`, or without one."""
    if error is None:
        return {"outcome": Outcome.PASSED}
    if isinstance(error, CheckFailed):
        card = {name: str(getattr(error, name))[:_CARD] for name in ("call", "got", "expected", "difference", "why")}
        return {"outcome": Outcome.FAILED, **card}
    if stub := waiting_for(error):
        return {"outcome": Outcome.NOT_ATTEMPTED, "waits_for": "" if stub == step.exercise else stub}
    if isinstance(error, AssertionError) and where.startswith(("check", "hidden")):
        return {"outcome": Outcome.FAILED, "why": message(error)}
    card = {name: text[:_CARD] for name, text in asked(error, step.label).items()}
    got = {"got": _NOTHING} if met_none(message(error), where) else {}
    return {"outcome": Outcome.CRASHED, **card, **got, "error": described(error), "where": where}


def waiting_for(error: BaseException) -> str:
    """The exercise whose stub raised `error`; empty if it is no stub."""
    names = getattr(error, "class_names", None) or mro_names(error)
    found = _STUB.match(message(error)) if "NotImplementedError" in names else None
    return found[1] if found else ""
