"""The Linux system calls that Python's library does not offer, by ctypes. Each raises OSError and says what failed."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from pathlib import Path

NEW_MOUNTS = 0x0002_0000
NEW_HOSTNAME = 0x0400_0000
NEW_IPC = 0x0800_0000
NEW_USERS = 0x1000_0000
NEW_PIDS = 0x2000_0000
NEW_NETWORK = 0x4000_0000

NO_SETUID, NO_DEVICES, NO_PROGRAMS = 2, 4, 8  # mount flags
BIND, RECURSIVE, PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2

READ_ONLY = 1  # mount attributes, see mount_setattr(2)
PLAIN_FILES = 2 | 4  # neither set-uid programs nor devices
_AT_RECURSIVE, _AT_FDCWD = 0x8000, -100

READ_EVERYTHING = 2  # CAP_DAC_READ_SEARCH

_DEATH_SIGNAL, _DUMPABLE, _KEEP_CAPABILITIES, _BOUNDING_DROP = 1, 4, 8, 24  # prctl(2)
_SUBREAPER, _NO_NEW_PRIVILEGES, _AMBIENT, _AMBIENT_RAISE = 36, 38, 47, 2
_SYSCALL_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_SYSCALL_MOUNT_SETATTR = 442
_CAPABILITIES_VERSION = 0x2008_0522


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(number: int, *arguments: object, what: str) -> int:
    return checked(_libc().syscall(ctypes.c_long(number), *arguments), what)


def unshare(flags: int) -> None:
    checked(_libc().unshare(flags), "making namespaces")


def join_namespace(descriptor: int, kind: int) -> None:
    checked(_libc().setns(descriptor, kind), "joining a namespace")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    done = _libc().mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode())
    checked(done, f"mounting {target}")


def unmount(target: str) -> None:
    checked(_libc().umount2(target.encode(), _DETACH), f"unmounting {target}")


def pivot_root(new: str, old: str) -> None:
    number = _SYSCALL_PIVOT_ROOT[os.uname().machine]
    syscall(number, new.encode(), old.encode(), what="changing the root folder")


def set_mount(target: str, attributes: int, *, recursive: bool = False) -> None:
    """Add attributes to a mount, and to all below it if recursive."""
    request = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    flags = _AT_RECURSIVE if recursive else 0
    place = (ctypes.c_int(_AT_FDCWD), target.encode(), ctypes.c_uint(flags))
    syscall(
        _SYSCALL_MOUNT_SETATTR, *place, request, ctypes.c_size_t(ctypes.sizeof(request)), what=f"protecting {target}"
    )


def new_users(inside: int, *, more: int = 0, own: str = "/proc/self") -> None:
    """A new user namespace (and `more` that belong to it): this process is `inside` there, nobody else is anything.

    `own`: where this process is in a /proc that can be written.
    """
    uid, gid = os.geteuid(), os.getegid()
    dumpable()  # else /proc/self is not ours after a change of user
    unshare(NEW_USERS | more)
    for file, text in (("uid_map", f"{inside} {uid} 1"), ("setgroups", "deny"), ("gid_map", f"{inside} {gid} 1")):
        Path(own, file).write_text(text)


def become(uid: int, *, keep: tuple[int, ...] = ()) -> None:
    """Be another user for good. Capabilities in `keep` stay, also over exec."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    prctl(_KEEP_CAPABILITIES, int(bool(keep)))
    os.setresuid(uid, uid, uid)
    if keep:
        _set_capabilities(keep)
    dumpable()


def drop_capabilities(*, keep: tuple[int, ...] = ()) -> None:
    for number in range(64):
        if number not in keep and _libc().prctl(_BOUNDING_DROP, ctypes.c_ulong(number), 0, 0, 0) < 0:
            break  # past the last one that this kernel knows, or not ours to drop
    _set_capabilities(keep)
    for number in keep:
        prctl(_AMBIENT, _AMBIENT_RAISE, number)


def _set_capabilities(keep: tuple[int, ...]) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    mask = sum(1 << number for number in keep)
    data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)  # effective, permitted, inheritable; twice 32
    checked(_libc().capset(header, data), "dropping capabilities")


def no_new_privileges() -> None:
    prctl(_NO_NEW_PRIVILEGES, 1)


def die_with_parent(signal: int) -> None:
    prctl(_DEATH_SIGNAL, signal)


def dumpable() -> None:
    prctl(_DUMPABLE, 1)


def adopt_orphans() -> None:
    prctl(_SUBREAPER, 1)


def prctl(option: int, *values: int) -> None:
    filled = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    checked(_libc().prctl(option, *filled), f"prctl {option}")
