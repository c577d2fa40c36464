"""The way to a scheduler of Dask: one that is there already, or one of this process's own."""

import atexit
import logging
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from distributed import Client, LocalCluster

LOCAL = "local"
"""In place of an address: a worker of this machine's own, in a process beside the pages."""

TIMEOUT = 5.0
"""Seconds to wait for a scheduler."""

PROJECT = Path(__file__).resolve().parent.parent.parent

log = logging.getLogger(__name__)


def connection(address: str) -> Callable[[], Client]:
    """What connects to the scheduler at an address such as ``tcp://scheduler:8786``, or to a worker
    of this machine's own.

    Encryption is set up by Dask's own settings, for addresses that begin with ``tls://``.
    """
    return local_worker if address == LOCAL else lambda: connect(address)


def connect(address: str) -> Client:
    """
    Raises:
        OSError: the scheduler cannot be reached.
    """
    # A client that finds nobody leaves a thread behind, and there is a try each second.
    url = urlsplit(address)
    socket.create_connection((url.hostname or "", url.port or 0), TIMEOUT).close()
    return Client(address, timeout=TIMEOUT, set_as_default=False, name="cnn-lab")


def local_worker() -> Client:
    """Starts a scheduler in this process, and a worker in another one, which ends with this one.

    Not by ``LocalCluster`` alone: its processes would run the app's script again, which Streamlit
    makes the main module.
    """
    cluster = LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=logging.ERROR
    )
    scratch = tempfile.mkdtemp(prefix="cnn-worker-")
    worker = subprocess.Popen(
        [
            *(sys.executable, "-m", "dask", "worker", cluster.scheduler_address),
            *("--nthreads", "1", "--memory-limit", "0", "--no-dashboard"),
            *("--local-directory", scratch),
        ],
        cwd=PROJECT,
        env=os.environ | {"DASK_LOGGING__DISTRIBUTED": "warning"},
    )
    atexit.register(worker.terminate)
    return Client(cluster, timeout=TIMEOUT, set_as_default=False, name="cnn-lab")
