import sys
from pathlib import Path

import pytest

from cnn.memory import free_memory

MEMORY_INFO = "MemTotal: 8000000 kB\nMemFree: 100 kB\nMemAvailable: 4000 kB\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return root


def group(folder: str, most: str, used: int, cache: int = 0) -> dict[str, str]:
    """The files of a control group of version 2."""
    return {
        f"{folder}/memory.max": f"{most}\n",
        f"{folder}/memory.current": f"{used}\n",
        f"{folder}/memory.stat": f"anon 7\nactive_file {cache}\ninactive_file {cache}\n",
    }


def test_without_a_limit_it_is_what_the_computer_has(tmp_path: Path) -> None:
    assert free_memory(write(tmp_path, {"proc/meminfo": MEMORY_INFO})) == 4_096_000


def test_files_in_memory_count_as_free(tmp_path: Path) -> None:
    write(tmp_path, {"proc/meminfo": MEMORY_INFO, "proc/self/cgroup": "0::/lab\n"})
    write(tmp_path, group("sys/fs/cgroup/lab", "1000000", 900_000, cache=50_000))
    assert free_memory(tmp_path) == 200_000


def test_a_group_around_that_of_the_process_may_leave_less(tmp_path: Path) -> None:
    write(tmp_path, {"proc/meminfo": MEMORY_INFO, "proc/self/cgroup": "0::/pod/lab\n"})
    write(tmp_path, group("sys/fs/cgroup/pod/lab", "max", 10))
    write(tmp_path, group("sys/fs/cgroup/pod", "30000", 10_000))
    assert free_memory(tmp_path) == 20_000


def test_groups_of_the_first_version_are_read(tmp_path: Path) -> None:
    folder = "sys/fs/cgroup/memory/lab"
    files = {
        "proc/self/cgroup": "5:cpu:/other\n4:memory:/lab\n0::/\n",
        f"{folder}/memory.limit_in_bytes": "1000",
        f"{folder}/memory.usage_in_bytes": "900",
        f"{folder}/memory.stat": "active_file 1\ntotal_active_file 30\ntotal_inactive_file 20\n",
    }
    assert free_memory(write(tmp_path, files)) == 150


def test_a_group_that_is_over_its_limit_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"proc/self/cgroup": "0::/\n"} | group("sys/fs/cgroup", "1000", 1200))
    assert free_memory(tmp_path) == 0


def test_other_systems_do_not_tell(tmp_path: Path) -> None:
    assert free_memory(tmp_path) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_this_computer_tells() -> None:
    free = free_memory()
    assert free is not None
    assert free > 50_000_000
