"""Walls from the kernel's namespaces, built by bubblewrap: no network, no other processes, no files but those listed.

Inside there are the interpreter, numpy, the paths a caller lists (read-only, at their own places) and a small temporary
folder. Started by root, the program runs as a user of its own: limits on processes do not hold for root, and the
interpreter may lie in a home folder that only root can open. Started by an ordinary user, it runs in a user namespace
in which no other can be made.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from tito.sandbox import enter
from tito.sandbox.process import Running, launch
from tito.sandbox.protocol import Limits, SelfTest
from tito.sandbox.trial import trial

OLDEST = (0, 8)  # has sized temporary folders and can forbid further user namespaces
INSTALL = "sudo apt-get install bubblewrap"
ALLOW = "let programs make namespaces (a container needs --privileged; see the kernel's sysctl *userns*)"
_DYNAMIC_USERS = range(61184, 65520)  # systemd's range for users that exist only while something runs
_SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")


class Bubblewrap:
    name = "bubblewrap"

    @cached_property
    def python(self) -> tuple[str, ...]:
        """The base interpreter without site-packages; what a program imports it finds through PYTHONPATH."""
        return (os.path.realpath(sys.executable), "-S", "-s", "-P")

    def start(
        self,
        argv: Sequence[str],
        *,
        limits: Limits,
        read_only: Sequence[Path] = (),
        pass_fds: Sequence[int] = (),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: bytes = b"",
    ) -> Running:
        command = [*self._walls(limits, read_only), "--chdir", str(cwd or "/tmp"), "--", *self._entrance(limits), *argv]
        return launch(command, env={**_ENVIRONMENT, **(env or {})}, stdin=stdin, pass_fds=pass_fds)

    def self_test(self) -> SelfTest:
        if not sys.platform.startswith("linux"):
            return SelfTest(ok=False, reasons=("bubblewrap needs Linux",))
        version = _version()
        if version is None:
            return SelfTest(ok=False, reasons=("bubblewrap is not installed",), then=INSTALL)
        if version < OLDEST:
            found, wanted = (".".join(map(str, v)) for v in (version, OLDEST))
            return SelfTest(ok=False, reasons=(f"bubblewrap {found} is too old, {wanted} is needed",), then=INSTALL)
        return replace(trial(self), then=ALLOW)

    def _walls(self, limits: Limits, read_only: Sequence[Path]) -> list[str]:
        size = str(limits.file_mb * enter.MB)
        scratch = [["--perms", "1777", "--size", size, "--tmpfs", place] for place in ("/tmp", "/dev/shm")]
        return [
            *("bwrap", "--die-with-parent", "--new-session", "--hostname", "sandbox"),
            *("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try"),
            *_privileges(),
            *("--proc", "/proc", "--dev", "/dev"),
            *(word for words in scratch for word in words),  # first: what follows may itself lie in a temporary folder
            *_binds([*_runtime(), Path(enter.__file__), *read_only]),
            *("--remount-ro", "/dev", "--remount-ro", "/"),
        ]

    def _entrance(self, limits: Limits) -> list[str]:
        uid = str(secrets.choice(_DYNAMIC_USERS)) if os.geteuid() == 0 else "-"
        return [self.python[0], "-I", "-S", enter.__file__, json.dumps(asdict(limits)), uid]


_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def runtime_path() -> Path:
    """The folder that numpy lies in: to be put on PYTHONPATH inside."""
    spec = find_spec("numpy")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("numpy is not installed")
    return Path(spec.origin).parent.parent


def _privileges() -> list[str]:
    """Root keeps for `enter` what it needs to become somebody else; anybody else gets a user namespace."""
    if os.geteuid() == 0:
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]


def _runtime() -> Iterator[Path]:
    """What an interpreter with numpy reads, and no more of this machine."""
    yield from map(Path, _SYSTEM)
    base = Path(sys.base_prefix)
    yield from (Path(os.path.realpath(sys.executable)), base / "lib", base / "lib64")
    yield from (runtime_path() / name for name in ("numpy", "numpy.libs"))


def _binds(paths: Sequence[Path]) -> Iterator[str]:
    for folder in dict.fromkeys(parent for path in paths for parent in reversed(path.parents)):
        yield from ("--perms", "0755", "--dir", str(folder))  # left to itself bwrap makes them for root only
    for path in paths:
        if path.is_symlink() and path.parent == Path("/"):
            yield from ("--symlink", str(path.readlink()), str(path))  # /lib on a system with one /usr
        elif path.exists():
            yield from ("--ro-bind", str(path), str(path))


def _version() -> tuple[int, ...] | None:
    if shutil.which("bwrap") is None:
        return None
    text = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, check=False, timeout=10).stdout
    return tuple(map(int, re.findall(r"\d+", text)[:2]))
