"""The filter itself, for both machines that it is written for: run by a small interpreter of classic BPF."""

from __future__ import annotations

import errno
import os
import struct

import pytest

from tito.sandbox import seccomp

ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOWED, KILLED = 0x7FFF0000, 0x80000000
REFUSED, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
COMMON = {
    "x86_64": {"read": 0, "write": 1, "mmap": 9, "execve": 59, "fork": 57, "getrandom": 318, "futex": 202},
    "aarch64": {"read": 63, "write": 64, "mmap": 222, "execve": 221, "getrandom": 278, "futex": 98},
}
MACHINES = sorted(COMMON)


def decision(program: bytes, number: int, *arguments: int, architecture: int) -> int:
    """What the kernel would do with a call."""
    filled = [*arguments, *[0] * 6][:6]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, architecture, 0, *filled)
    lines = list(struct.iter_unpack("=HBBI", program))
    at, value = 0, 0
    while True:
        code, if_true, if_false, constant = lines[at]
        at += 1
        if code == 0x06:
            return constant
        if code == 0x20:
            (value,) = struct.unpack_from("<I", data, constant)
        elif code == 0x54:
            value &= constant
        else:
            holds = {0x15: value == constant, 0x25: value > constant, 0x45: bool(value & constant)}[code]
            at += if_true if holds else if_false


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return request.param


def ask(machine: str, number: int, *arguments: int, **options: bool) -> int:
    program = seccomp.program(machine=machine, **options)
    return decision(program, number, *arguments, architecture=ARCHITECTURE[machine])


def number(machine: str, pair: tuple[int | None, int | None]) -> int | None:
    return pair[list(ARCHITECTURE).index(machine)]


def test_what_every_program_needs_is_allowed(machine: str) -> None:
    assert {name: ask(machine, at, shared=True) for name, at in COMMON[machine].items()} == dict.fromkeys(
        COMMON[machine], ALLOWED
    )


def test_every_listed_call_is_refused(machine: str) -> None:
    for name, pair in seccomp._NUMBERS.items():
        if (at := number(machine, pair)) is not None:
            assert ask(machine, at) == REFUSED, name


def test_without_namespaces_more_is_refused(machine: str) -> None:
    for name, pair in seccomp._SHARED.items():
        if (at := number(machine, pair)) is not None:
            assert (ask(machine, at), ask(machine, at, shared=True)) == (ALLOWED, REFUSED), name


def test_calls_newer_than_the_list_do_not_exist(machine: str) -> None:
    assert {ask(machine, at) for at in (435, 451, 470, 1000)} == {UNKNOWN}
    assert ask(machine, 436) == ALLOWED  # close_range


def test_another_architecture_is_the_end(machine: str) -> None:
    program = seccomp.program(machine=machine)
    other = next(value for name, value in ARCHITECTURE.items() if name != machine)
    assert decision(program, 0, architecture=other) == KILLED
    assert decision(program, 0, architecture=0x40000003) == KILLED  # 32 bits on x86


def test_the_second_interface_of_x86_64_is_the_end() -> None:
    assert ask("x86_64", 0x40000000 | 59) == KILLED


def test_clone_makes_threads_and_processes_but_no_namespaces(machine: str) -> None:
    clone = {"x86_64": 56, "aarch64": 220}[machine]
    assert ask(machine, clone, 0x11) == ask(machine, clone, 0x3D0F00) == ALLOWED
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert ask(machine, clone, flag | 0x11) == REFUSED


def test_only_stream_pairs_of_local_sockets(machine: str) -> None:
    pair = {"x86_64": 53, "aarch64": 199}[machine]
    assert ask(machine, pair, 1, 1 | 0x80000) == ALLOWED  # SOCK_CLOEXEC
    assert ask(machine, pair, 1, 2) == ask(machine, pair, 1, 5) == ask(machine, pair, 16, 1) == REFUSED


def test_terminals_are_not_typed_into_and_nobody_is_signalled_through_files(machine: str) -> None:
    ioctl, fcntl = {"x86_64": (16, 72), "aarch64": (29, 25)}[machine]
    assert ask(machine, ioctl, 0, 0x5401) == ask(machine, fcntl, 3, 1) == ALLOWED
    for call, request in ((ioctl, 0x5412), (ioctl, 0x541C), (ioctl, 0x8901), (fcntl, 8), (fcntl, 10), (fcntl, 15)):
        assert ask(machine, call, 0, request) == REFUSED


def test_where_landlock_does_not_keep_signals_in_the_filter_does(machine: str) -> None:
    kill, queue = {"x86_64": (62, 129), "aarch64": (129, 138)}[machine]
    assert ask(machine, kill, os.getpid(), 9, shared=True, signals=False) == ALLOWED
    for target in (os.getppid(), 0, 0xFFFFFFFF):
        assert ask(machine, kill, target, 9, shared=True, signals=False) == REFUSED
    assert ask(machine, queue, os.getpid(), 9, shared=True, signals=False) == REFUSED


def test_other_processes_limits_are_not_changed_without_namespaces(machine: str) -> None:
    limits = {"x86_64": 302, "aarch64": 261}[machine]
    assert ask(machine, limits, 0, shared=True) == ALLOWED
    assert ask(machine, limits, 4711, shared=True) == REFUSED


def test_an_unknown_machine_has_no_filter() -> None:
    with pytest.raises(OSError, match="no system call filter for riscv64"):
        seccomp.program(machine="riscv64")
