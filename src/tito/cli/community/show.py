"""How a profile and its counts look in a terminal."""

from __future__ import annotations

from tito.cli import output
from tito.learn.community import Found, Profile, Stats

NOT_JOINED = "You have not joined, and need not.\nnext   tito community join"


def profile(found: Profile) -> None:
    said = found.said()
    output.table(["", ""], [(label, said.get(label, output.dim("not said"))) for label in vars(found)])


def stats(found: Stats) -> None:
    rows = [
        ("course", found.course),
        ("started", found.started.partition("T")[0] or output.dim("not yet")),
        ("modules completed", f"{len(found.completed)} of {found.modules}"),
        ("checkpoints passed", str(len(found.checkpoints))),
        ("checks that pass", str(found.checks)),
        ("hints taken", str(found.hints)),
        ("baseline", _score(found)),
    ]
    output.table(["", ""], rows)


def remark(found: Found) -> None:
    if found.remark:
        output.note(f"note: {found.remark}")


def _score(found: Stats) -> str:
    if found.baseline is None:
        return output.dim("not measured yet: tito benchmark baseline")
    score, over = found.baseline["score"], found.baseline["over"]
    return "the machine only" if score is None else f"{score:.0f} over {', '.join(over)}"
