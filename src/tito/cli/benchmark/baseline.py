"""tito benchmark baseline: this machine, and the student's package beside plain NumPy."""

from __future__ import annotations

import click

from tito.cli import output
from tito.cli.options import json_option
from tito.learn import baseline, workspace
from tito.learn.baseline import ROUNDS, Baseline, Timed


@click.command(name="baseline")
@click.option(
    "--rounds", type=click.IntRange(min=1), default=ROUNDS, show_default=True, help="More for a noisy machine."
)
@json_option
def command(rounds: int, as_json: bool) -> int:
    """Time this machine, and fixed kernels of your package beside plain NumPy on it.

    Yours and NumPy take turns on one thread; NumPy is 100, so scores over the same kernels compare between machines.
    Exit code 1: a kernel did not run or gave other numbers than NumPy.

    \b
    Example:
      tito benchmark baseline
    """
    here = workspace.find()
    found = baseline.measure(here, rounds=rounds, saying=lambda name: output.note(f"measuring: {name} ..."))
    kept = baseline.save(here, found)
    if as_json:
        output.emit_json(found.to_json())
    else:
        output.say(f"{output.bold('baseline')}   {here.root}")
        _show(found)
        output.say(f"saved      {here.relative(kept)}   (nothing leaves this machine)")
    return 1 if any(kernel.problem for kernel in found.kernels) else 0


def _show(found: Baseline) -> None:
    gemm, copied, call = map(found.typical, ("sgemm_gflops", "bandwidth_gb_per_s", "python_call_ns"))
    output.say(f"machine    {found.machine['processor']}, {found.machine['cores']} cores")
    output.say(f"           {gemm:.1f} GFLOP/s in a float32 matrix product, one thread")
    output.say(f"           {copied:.1f} GB/s copied, {call:.0f} ns for a Python call")
    if found.kernels:
        output.say()
        output.table(["kernel", "yours", "NumPy", "NumPy = 100"], [_row(kernel) for kernel in found.kernels])
        output.say()
    if found.score is not None:
        count = len(found.counted)
        output.say(f"score      {found.score:.0f} over {count} kernel{'s' * (count != 1)} (plain NumPy here is 100)")
    elif not any(kernel.problem for kernel in found.kernels):
        output.say("No module that a kernel needs is completed yet, so only the machine was measured.")


def _row(kernel: Timed) -> tuple[str, str, str, str]:
    if kernel.waits_for:
        return kernel.name, output.dim(f"waits for {', '.join(kernel.waits_for)}"), "", ""
    if kernel.problem:
        return kernel.name, output.bad(kernel.problem), "", ""
    return kernel.name, _time(kernel.yours), _time(kernel.numpy), f"{100 * kernel.speed:.0f}"


def _time(seconds: tuple[float, ...]) -> str:
    from statistics import median

    typical = median(seconds)
    return f"{typical * 1e3:.2f} ms" if typical >= 1e-3 else f"{typical * 1e6:.1f} µs"
