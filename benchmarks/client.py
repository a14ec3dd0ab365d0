"""The client: requests over connections that are kept open, in a process of its own.

Reads one order a line, answers one line: `{"port", "requests": [hex, ...], "clients", "seconds"}` gives the
milliseconds of every request and the seconds it all took.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections import deque
from typing import Any


class Connection:
    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body; opened again when the server closed it in between."""
        try:
            self.socket.sendall(request)
            return self._answer()
        except (ConnectionError, IndexError):
            self.socket.close()
            self.socket = self._open()
            self.socket.sendall(request)
            return self._answer()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), timeout=120)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _answer(self) -> tuple[int, bytes, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        parts, have = [body], len(body)
        while have < length:
            parts.append(self._more())
            have += len(parts[-1])
        return int(head.split(b" ", 2)[1]), head, b"".join(parts)

    def _more(self) -> bytes:
        received = self.socket.recv(1 << 18)
        if not received:
            raise ConnectionError
        return received


def run(port: int, requests: deque[bytes], clients: int, seconds: float) -> dict[str, Any]:
    """Until the time is over or the requests are used up; a single request is asked again and again."""
    times: list[float] = []
    wrong: list[int] = []
    again = len(requests) == 1
    ends = time.perf_counter() + seconds

    def ask_and_ask() -> None:
        connection = Connection(port)
        while time.perf_counter() < ends:
            try:
                request = requests[0] if again else requests.popleft()
            except IndexError:
                return
            started = time.perf_counter()
            status, _head, _body = connection.ask(request)
            times.append((time.perf_counter() - started) * 1000)
            if status not in (200, 302):
                wrong.append(status)

    threads = [threading.Thread(target=ask_and_ask) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"times": times, "took": time.perf_counter() - started, "wrong": wrong}


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        requests = deque(bytes.fromhex(request) for request in order["requests"])
        answer = run(order["port"], requests, order["clients"], order["seconds"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
