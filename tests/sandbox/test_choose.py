"""Which sandbox is used, for root and for anybody else, and what is said when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tito.errors import NoSandbox
from tito.sandbox import choose as choosing
from tito.sandbox.bubblewrap import Bubblewrap, runtime_path
from tito.sandbox.plain import Plain
from tito.sandbox.protocol import Limits, SelfTest

SOURCE = Path(__file__).parents[2] / "src"
NOBODY = 65534

PROGRAM = """
import sys
sys.path[:0] = sys.argv[1:]
from tito.sandbox.bubblewrap import Bubblewrap
print(Bubblewrap().self_test())
"""


def test_bubblewrap_holds_here() -> None:
    assert Bubblewrap().self_test().ok


def test_bubblewrap_holds_for_an_ordinary_user(tmp_path_factory) -> None:
    place = readable(tmp_path_factory.mktemp("user"))
    argv = [ordinary_python(), "-S", "-P", "-c", PROGRAM, str(place)]
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    clean = {"env": {"PATH": "/usr/bin:/bin"}, "cwd": "/", "timeout": 60, **user}
    ran = subprocess.run(argv, capture_output=True, text=True, check=False, **clean)
    assert ran.stdout.startswith("SelfTest(ok=True, reasons=()"), ran.stdout + ran.stderr


def readable(place: Path) -> Path:
    """A copy of the tool and numpy that every user can read; the interpreter's own may lie in root's home."""
    shutil.copytree(SOURCE / "tito", place / "tito")
    shutil.copytree(runtime_path() / "numpy", place / "numpy")
    for folder in (place, *place.parents[:-1]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o755)
    return place


def ordinary_python() -> str:
    """This interpreter, or where only root can open it, the system's."""
    own = Path(os.path.realpath(sys.executable))
    open_to_all = all(folder.stat().st_mode & 0o001 for folder in own.parents)
    return str(own) if open_to_all or os.geteuid() != 0 else "/usr/bin/python3"


def test_plain_never_passes_for_a_sandbox() -> None:
    assert not Plain().self_test().ok


def test_without_a_sandbox_the_one_line_that_installs_it_is_told(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    choosing._tried.cache_clear()
    with pytest.raises(NoSandbox) as told:
        choosing.choose()
    choosing._tried.cache_clear()
    assert told.value.then == "sudo apt-get install bubblewrap"
    assert "bubblewrap is not installed" in told.value.got


def test_a_sandbox_that_does_not_hold_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(Bubblewrap, "self_test", lambda self: SelfTest(ok=False, reasons=("a wall is missing",)))
    choosing._tried.cache_clear()
    with pytest.raises(NoSandbox, match="nothing on this machine confines"):
        choosing.choose()
    choosing._tried.cache_clear()


class Open(Bubblewrap):
    """A sandbox with a hole: everything can be read."""

    name = "open"

    def _walls(self, limits: Limits, read_only: object) -> list[str]:
        walls = super()._walls(limits, [])
        return [*walls, "--ro-bind", "/tmp", "/tmp"]


def test_the_self_test_finds_a_hole() -> None:
    from tito.sandbox.trial import trial

    assert trial(Open()).reasons == ("files outside can be read",)


def test_plain_sets_limits_and_cleans_up(tmp_path) -> None:
    program = "import os, resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0], os.getcwd())"
    with Plain().start([*Plain().python, "-c", program], limits=Limits(memory_mb=4096)) as process:
        core, folder = process.stdout.read().decode().split()
    assert core == "0"
    assert not Path(folder).exists()
