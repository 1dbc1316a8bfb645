"""An S3 of this machine that answers errors: moto's server, and one before it that refuses at times."""

import hashlib
import http.client
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

EVERY = 5  # of so many requests one is refused with 503, to be tried again


class Store:
    """The bucket "archive". broken: requests whose address holds this get 500 always."""

    def __init__(self, port: int, behind: int) -> None:
        self.broken, self.asked, self.refused = "", 0, 0
        self.environment = {
            "AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none", "AWS_DEFAULT_REGION": "us-east-1",
            "FSSPEC_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        }  # fmt: skip
        import s3fs

        # past the one that refuses
        self._files = s3fs.S3FileSystem(
            key="none", secret="none", endpoint_url=f"http://127.0.0.1:{behind}", use_listings_cache=False
        )
        self._files.mkdir("archive")

    def fill(self, folder: str, photos: Path) -> None:
        """Put all photos into it."""
        self._files.put(str(photos) + "/", f"archive/{folder}/", recursive=True)

    def digests(self, folder: str) -> dict[str, str]:
        """Of every file there but the manifest, by its name below the folder."""
        names = [name for name in self._files.find(f"archive/{folder}") if not name.endswith(".sqlite")]
        return {
            name.removeprefix(f"archive/{folder}/"): hashlib.sha256(self._files.cat_file(name)).hexdigest()
            for name in names
        }


@contextmanager
def served() -> Iterator[Store]:
    """The server while it is needed."""
    port = _free_port()
    behind = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    holder: list[Store] = []

    class Refusing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            store = holder[0]
            store.asked += 1
            if store.broken and store.broken in self.path:
                return self._answer(500, b"<Error><Code>InternalError</Code></Error>")
            if store.asked % EVERY == 0:
                store.refused += 1
                return self._answer(503, b"<Error><Code>SlowDown</Code></Error>")
            link = http.client.HTTPConnection("127.0.0.1", port)
            link.request(self.command, self.path, body, dict(self.headers))
            found = link.getresponse()
            return self._answer(found.status, found.read(), dict(found.getheaders()))

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            length = (headers or {}).get("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                if name.lower() not in (
                    "content-length",
                    "transfer-encoding",
                    "connection",
                    "date",
                    "server",
                ):
                    self.send_header(name, value)
            self.send_header("Content-Length", length if self.command == "HEAD" else str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        _answers(port)
        holder.append(Store(server.server_port, port))
        yield holder[0]
    finally:
        server.shutdown()
        behind.kill()
        behind.wait()


def _free_port() -> int:
    """A port of this machine that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> None:
    """Wait until the server does."""
    import time

    for _ in range(600):
        try:
            link = http.client.HTTPConnection("127.0.0.1", port)
            link.request("GET", "/")
            link.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("moto's server did not start")
