"""A scheduler and workers of Dask in processes of their own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

STARTING = 60
"""Seconds that a process may take until it is there."""


class Processes:
    """Ended with the test, whatever they do."""

    def __init__(self, folder: Path, tls: tuple[str, ...] = ()) -> None:
        """``tls``: options of both commands."""
        self._folder = folder
        self._tls = tls
        self._all: list[subprocess.Popen[bytes]] = []
        self.port = free_port()
        self.address = f"{'tls' if tls else 'tcp'}://127.0.0.1:{self.port}"

    def scheduler(self) -> subprocess.Popen[bytes]:
        file = self._folder / "scheduler.json"
        file.unlink(missing_ok=True)
        options = ("--host", self.address.removesuffix(f":{self.port}"), "--port", str(self.port))
        process = self._start("scheduler", *options, "--scheduler-file", str(file))
        deadline = time.monotonic() + STARTING
        while not (file.exists() and file.stat().st_size and json.loads(file.read_text())):
            assert process.poll() is None, "the scheduler has ended"
            assert time.monotonic() < deadline, "the scheduler does not start"
            time.sleep(0.05)
        return process

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """One without a nanny: what kills it, kills what trains."""
        number = len(self._all)
        process = self._start(
            *("worker", self.address, "--nthreads", "1", "--no-nanny", "--memory-limit", "0"),
            *("--local-directory", str(self._folder / "workers"), *options),
        )
        log, deadline = self._folder / f"worker-{number}.log", time.monotonic() + STARTING
        while b"Registered to" not in log.read_bytes():
            assert process.poll() is None, "the worker has ended"
            assert time.monotonic() < deadline, "the worker does not start"
            time.sleep(0.05)
        return process

    def end(self) -> None:
        for process in self._all:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{command[0]}-{len(self._all)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard", *self._tls],
                cwd=ROOT,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self._all.append(process)
        return process


@contextlib.contextmanager
def processes(folder: Path, tls: tuple[str, ...] = ()) -> Iterator[Processes]:
    started = Processes(folder, tls)
    try:
        yield started
    finally:
        started.end()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
