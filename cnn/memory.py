"""How much memory is left, for what would otherwise end the whole process."""

from collections.abc import Iterator
from pathlib import Path


def free_memory(root: Path = Path("/")) -> int | None:
    """Bytes that may still be allocated, or ``None`` on a system that does not tell (not Linux).

    The least that the computer and the control groups (version 1 or 2) of this process leave:
    containers and Community Cloud set their limits by such groups. ``root`` holds ``proc`` and
    ``sys``.
    """
    left = list(_left_by_groups(root))
    try:
        lines = (root / "proc/meminfo").read_text().splitlines()
        left += [1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    except (OSError, ValueError, IndexError):
        pass
    return max(0, min(left)) if left else None


def _left_by_groups(root: Path) -> Iterator[int]:
    for group in _groups(root):
        for limit, usage in (
            ("memory.max", "memory.current"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes"),
        ):
            try:
                most, used = int((group / limit).read_text()), int((group / usage).read_text())
                yield most - used + _file_cache(group)
            except (OSError, ValueError):  # another version, or no limit ("max")
                continue


def _groups(root: Path) -> Iterator[Path]:
    """The control groups of this process that concern memory, and those around them."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            mount = root / "sys/fs/cgroup" / controllers
            group = mount / path.lstrip("/")
            yield from [each for each in (group, *group.parents) if each.is_relative_to(mount)]


def _file_cache(group: Path) -> int:
    """Bytes of files in memory: the kernel drops them before it ends a process."""
    values = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
    return sum(
        int(values.get(f"total_{kind}", values.get(kind, 0)))
        for kind in ("active_file", "inactive_file")
    )
