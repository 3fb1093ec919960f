"""What became of a notebook's checks or a milestone's program: shared by the student's `module test` and by grading.

A Report is made by `tito.judge`, stored and passed on as versioned JSON, and turned into words by the command line and
the feedback pages. Nothing reads a result back out of printed text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

REPORT_VERSION = 1
VERDICT_VERSION = 1


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"  # the check compared values and they differ
    CRASHED = "crashed"  # the student's code raised something the check did not expect
    NOT_ATTEMPTED = "not attempted"  # a stub that nobody has replaced stands in the way
    TIMED_OUT = "timed out"
    WITHHELD = "withheld"  # it passed, and its points wait for a person: see `tito.judge.by_heart`


@dataclass(frozen=True)
class CheckResult:
    """One check cell. `name` is its grade id: "check-add" (visible) or "hidden-add"."""

    name: str
    exercise: str
    outcome: Outcome
    max_points: float
    hidden: bool = False
    call: str = ""  # what was called, as the student would type it
    got: str = ""
    expected: str = ""
    difference: str = ""  # where the first difference is
    why: str = ""  # one line: why the expected value matters
    error: str = ""  # "ValueError: shapes ..." when CRASHED
    where: str = ""  # "exercise add, line 7: return a + c" when CRASHED
    waits_for: str = ""  # NOT_ATTEMPTED: the exercise whose stub was met, if it is another one
    output: str = ""  # what the student's code printed meanwhile, cut
    seconds: float = 0.0
    compared: tuple[int, ...] = ()  # how often each of its expectations ran, where a grader counts that

    @property
    def points(self) -> float:
        return self.max_points if self.outcome is Outcome.PASSED else 0.0


@dataclass(frozen=True)
class CellError:
    """An ungraded or exercise cell that raised; the run went on."""

    cell: str  # grade id or cell id
    error: str
    where: str = ""


@dataclass(frozen=True)
class Report:
    module: str  # "01_tensor"
    checks: tuple[CheckResult, ...]
    cell_errors: tuple[CellError, ...] = ()
    remarks: tuple[str, ...] = ()  # duplicated, missing, edited cells and the like, in words
    seed: str = ""
    sandbox: str = "none"  # name of what confined the run
    seconds: float = 0.0
    version: int = field(default=REPORT_VERSION)

    @property
    def passed(self) -> bool:
        return all(check.outcome is Outcome.PASSED for check in self.checks)

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        return sum(check.max_points for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Report:
        if raw.get("version") != REPORT_VERSION:
            raise ValueError(f"report version {raw.get('version')!r}, expected {REPORT_VERSION}")
        checks = tuple(_check_result(check) for check in raw["checks"])
        errors = tuple(CellError(**e) for e in raw["cell_errors"])
        rest = {"module": raw["module"], "seed": raw["seed"], "sandbox": raw["sandbox"], "seconds": raw["seconds"]}
        return cls(checks=checks, cell_errors=errors, remarks=tuple(raw["remarks"]), **rest)


def _check_result(raw: dict[str, Any]) -> CheckResult:
    kinds = {"outcome": Outcome(raw["outcome"]), "compared": tuple(raw.get("compared", ()))}
    return CheckResult(**{**raw, **kinds})


@dataclass(frozen=True)
class Finding:
    """One thing that a milestone's gate has computed from what the program handed in."""

    what: str
    got: str
    wanted: str
    passed: bool


@dataclass(frozen=True)
class Verdict:
    """What became of a milestone's program. Only `findings` decide; `reports` are the program's own words."""

    script: str  # "02_rosenblatt_trained"
    findings: tuple[Finding, ...]
    reports: tuple[dict[str, float], ...] = ()  # step, of, and values such as the training loss, in their order
    error: str = ""  # "ValueError: shapes ..." when it crashed or timed out
    where: str = ""
    output: str = ""  # what it printed, cut
    seed: int = 0
    seconds: float = 0.0
    version: int = field(default=VERDICT_VERSION)

    @property
    def passed(self) -> bool:
        return bool(self.findings) and not self.error and all(finding.passed for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"passed": self.passed}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Verdict:
        if raw.get("version") != VERDICT_VERSION:
            raise ValueError(f"verdict version {raw.get('version')!r}, expected {VERDICT_VERSION}")
        findings = tuple(Finding(**finding) for finding in raw["findings"])
        rest = {key: raw[key] for key in ("script", "error", "where", "output", "seed", "seconds")}
        return cls(findings=findings, reports=tuple(raw["reports"]), **rest)
