"""A filter of system calls: what a notebook never needs and a kernel's weak spots are made of is refused.

Written as classic BPF here, because a binding would need a system library and compile the same program in every fork;
this one is made once and loaded by one call. A refused call fails with EPERM, as if forbidden, or with ENOSYS, as if
the kernel did not have it, where libraries know another way. Calls newer than this list do not exist inside.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable, Iterator, Mapping

from tito.sandbox import kernel

_ARCHITECTURES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_NEWEST = 450  # the last call that was looked at for this list
_X32 = 0x4000_0000  # numbers of a second, rarely tested interface on x86_64

_Numbers = Mapping[str, tuple[int | None, int | None]]  # x86_64, aarch64; None where it is not there

_NUMBERS: _Numbers = {
    # other processes' memory and state
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "migrate_pages": (256, 238),
    "move_pages": (279, 239), "set_mempolicy_home_node": (450, 450),
    # wide surfaces of the kernel
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "personality": (135, 92), "modify_ldt": (154, None), "lookup_dcookie": (212, 18),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "inotify_init": (253, None), "inotify_init1": (294, 26),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    # the machine
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "clock_adjtime": (305, 266), "adjtimex": (159, 171), "acct": (163, 89), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "syslog": (103, 116), "iopl": (172, None), "ioperm": (173, None),
    "uselib": (134, None), "sysfs": (139, None), "vhangup": (153, 58), "nfsservctl": (180, 42),
    # the network: only pairs of sockets, and nothing to connect them with
    "socket": (41, 198), "bind": (49, 200), "connect": (42, 203), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242),
    # memory that no limit counts, and mailboxes between processes
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180),
    "mq_unlink": (241, 181), "flock": (73, 32),
}  # fmt: skip

# Where no namespace keeps the program apart: it must stay in its group and leave others' files and processes be.
_SHARED: _Numbers = {
    "setsid": (112, 157), "setpgid": (109, 154), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None),
    "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None),
    "futimesat": (261, None), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "truncate": (76, 45),
}  # fmt: skip

_CLONE, _CLONE3, _SOCKETPAIR, _PRLIMIT = (56, 220), 435, (53, 199), (302, 261)
_IOCTL, _FCNTL = (16, 29), (72, 25)
_SIGNALLING: _Numbers = {"kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131)}
_QUEUEING: _Numbers = {"rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240)}
_NAMESPACES = 0x7E02_0000  # flags of clone
_LOCKING = (5, 6, 7, 36, 37, 38, 1024, 1025, 1026)  # F_GETLK ... F_NOTIFY: others who have the file open hear of it
_TERMINAL = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into somebody's terminal
_OWNER, _SIGNALS = (0x8901, 0x8902), (8, 10, 15)  # F_SETOWN, F_SETSIG and their like: having the kernel signal others
_AF_UNIX, _SOCK_STREAM, _KINDS = 1, 1, 0xF

_LOAD, _EQUALS, _ABOVE, _SOME_BITS, _RETURN, _AND = 0x20, 0x15, 0x25, 0x45, 0x06, 0x54
_ALLOW, _KILL, _ERROR = 0x7FFF_0000, 0x8000_0000, 0x0005_0000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_FILTER_MODE, _SECCOMP = 2, 22


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


_Line = tuple[int, int, int, int]  # code, jump if true, jump if false, constant


def program(*, shared: bool = False, signals: bool = True, machine: str = "") -> bytes:
    """The filter for this machine. `shared`: no namespaces around it; `signals`: others are out of reach anyway."""
    machine = machine or os.uname().machine
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no system call filter for {machine}")
    column = list(_ARCHITECTURES).index(machine)
    lines = [
        *_right_architecture(machine),
        *((_EQUALS, 0, 1, _CLONE3), _refuse(errno.ENOSYS)),
        *((_ABOVE, 0, 1, _NEWEST), _refuse(errno.ENOSYS)),
        *_refused(_column(_NUMBERS, column)),
        *(_refused(_column(_SHARED, column)) if shared else ()),
        *_arguments(column),
        *(_own_only([_PRLIMIT[column]], own=0) if shared else ()),
        *(() if signals else _own_only(_column(_SIGNALLING, column), own=os.getpid())),
        *(() if signals else _refused(_column(_QUEUEING, column))),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def load(filter_: bytes) -> None:
    """For good, for this process and all it starts. Needs no_new_privileges."""
    wanted = _Program(len(filter_) // 8, filter_)  # named, so that it lives until the kernel has read it
    kernel.prctl(_SECCOMP, _FILTER_MODE, ctypes.addressof(wanted))


def _column(table: _Numbers, column: int) -> list[int]:
    return [number for row in table.values() if (number := row[column]) is not None]


def _right_architecture(machine: str) -> Iterator[_Line]:
    yield from ((_LOAD, 0, 0, _ARCHITECTURE), (_EQUALS, 1, 0, _ARCHITECTURES[machine]), (_RETURN, 0, 0, _KILL))
    yield (_LOAD, 0, 0, _NUMBER)
    if machine == "x86_64":
        yield from ((_SOME_BITS, 0, 1, _X32), (_RETURN, 0, 0, _KILL))


def _refuse(number: int) -> _Line:
    return (_RETURN, 0, 0, _ERROR | number)


def _refused(numbers: Iterable[int]) -> Iterator[_Line]:
    for number in numbers:
        yield from ((_EQUALS, 0, 1, number), _refuse(errno.EPERM))


def _arguments(column: int) -> Iterator[_Line]:
    """Calls that are refused by what they are asked. Each block reloads the number for the next."""
    yield from _when(_CLONE[column], [(_LOAD, 0, 0, _argument(0)), (_SOME_BITS, 0, 1, _NAMESPACES)])
    yield from _when(_SOCKETPAIR[column], [(_LOAD, 0, 0, _argument(0)), (_EQUALS, 1, 0, _AF_UNIX)])
    kind = [(_LOAD, 0, 0, _argument(1)), (_AND, 0, 0, _KINDS), (_EQUALS, 1, 0, _SOCK_STREAM)]
    yield from _when(_SOCKETPAIR[column], kind)
    for call, requests in ((_IOCTL, _TERMINAL), (_IOCTL, _OWNER), (_FCNTL, _SIGNALS), (_FCNTL, _LOCKING)):
        for request in requests:
            yield from _when(call[column], [(_LOAD, 0, 0, _argument(1)), (_EQUALS, 0, 1, request)])


def _own_only(numbers: Iterable[int], *, own: int) -> Iterator[_Line]:
    """The first argument must be this process."""
    for number in numbers:
        yield from _when(number, [(_LOAD, 0, 0, _argument(0)), (_EQUALS, 1, 0, own)])


def _when(number: int, test: list[_Line]) -> Iterator[_Line]:
    """Refuse call `number` if the last line of `test` falls through to the next."""
    yield (_EQUALS, 0, len(test) + 2, number)
    yield from (*test, _refuse(errno.EPERM), (_LOAD, 0, 0, _NUMBER))


def _argument(index: int) -> int:
    """Where its lower half lies (both machines are little-endian); the calls above take 32 bits."""
    return _ARGUMENTS + 8 * index
