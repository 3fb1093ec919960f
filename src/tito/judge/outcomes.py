"""What a check's error means: the one place where outcomes are decided. Runs inside the process that judges."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from tinytorch.checks import CheckFailed
from tito.judge.asked import asked, met_none
from tito.judge.cells import described, message, mro_names
from tito.judge.plan import Step
from tito.results import Outcome

_CARD = 1000  # characters of a line of the card
_NOTHING = "None: did the function return something?"
_STUB = re.compile(r"exercise ([A-Za-z_][\w.-]{0,63}):", re.ASCII)
_BREAK = re.compile(r" *[^\S ]\s*")  # white space that is more than spaces
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # Unicode's categories of what moves a cursor or turns a line around


def decided(error: BaseException | None, *, step: Step, where: str) -> dict[str, Any]:
    """The fields of a CheckResult for the check `step` that ended with `error`, or without one."""
    if error is None:
        return {"outcome": Outcome.PASSED}
    try:
        outcome, card = _told(error, step, where)
    except Exception as problem:  # the border: telling of an error must not end the run that it is a result of
        outcome, card = Outcome.CRASHED, {"error": f"Error: it cannot be told ({type(problem).__name__})"}
    return {"outcome": outcome, **{name: harmless(text[:_CARD]) for name, text in card.items()}}


def harmless(text: str, *, lines: bool = False) -> str:
    """Text that may be the student's own as one line, or as lines: nothing in it moves a cursor, turns a line around,
    looks like a line of the tool's, or could not be written down."""
    text = text if lines else _BREAK.sub(" ", text).strip()  # spaces stay: they may be what is wrong
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(letter: str) -> str:
    if letter in "\n\t" or unicodedata.category(letter) not in _UNSEEN:
        return letter
    return letter.encode("unicode_escape").decode()


def _told(error: BaseException, step: Step, where: str) -> tuple[Outcome, dict[str, str]]:
    if isinstance(error, CheckFailed):
        names = ("call", "got", "expected", "difference", "why")
        return Outcome.FAILED, {name: str(getattr(error, name)) for name in names}
    if stub := waiting_for(error):
        return Outcome.NOT_ATTEMPTED, {"waits_for": "" if stub == step.exercise else stub}
    if isinstance(error, AssertionError) and where.startswith(("check", "hidden")):
        return Outcome.FAILED, {"why": message(error)}
    got = {"got": _NOTHING} if met_none(message(error), where) else {}
    return Outcome.CRASHED, {**asked(error, step.label), **got, "error": described(error), "where": where}


def waiting_for(error: BaseException) -> str:
    """The exercise whose stub raised `error`; empty if it is no stub."""
    names = getattr(error, "class_names", None) or mro_names(error)
    found = _STUB.match(message(error)) if "NotImplementedError" in names else None
    return found[1] if found else ""
