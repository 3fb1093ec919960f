"""What the numbers were measured on: names, versions, and the machine's own speed on two plain tasks."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

PACKAGES = ("tinytorch", "numpy", "torch", "autograd", "tinygrad", "tokenizers", "tiktoken", "click")
SETTINGS = ("OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")


def describe() -> dict[str, object]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        **{name.lower().strip("_"): os.environ.get(name, "not set") for name in SETTINGS},
        "sgemm_gflops": round(sgemm_gflops(), 1),
        "bandwidth_gb_per_s": round(bandwidth(), 1),
    }


def sgemm_gflops(size: int = 1024) -> float:
    """Float32 matrix product of (size, size): 2 * size**3 operations."""
    import numpy as np

    a = np.ones((size, size), np.float32)
    return 2 * size**3 / _best(lambda: a @ a) / 1e9


def bandwidth(megabytes: int = 128) -> float:
    """GB/s of a copy that no cache holds: every byte is read once and written once."""
    import numpy as np

    source = np.ones(megabytes * 2**20, np.uint8)
    target = np.empty_like(source)
    return 2 * source.nbytes / _best(lambda: np.copyto(target, source)) / 1e9


def _best(work: Callable[[], object], *, tries: int = 5) -> float:
    times = []
    for _ in range(tries):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")  # Linux; elsewhere platform knows
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()
