"""Eight clients with raw sockets: the requests are built beforehand, so that the client costs next to nothing."""

import multiprocessing
import socket
import time
from dataclasses import dataclass
from typing import Any

Requests = list[bytes]


@dataclass(frozen=True)
class Measured:
    """Requests per second over all clients, the 95th percentile in milliseconds, how many, how many not 200/204."""

    per_s: float
    p95_ms: float
    requests: int
    failures: int


def _answer(connection: socket.socket) -> int:
    """Read one HTTP answer with a Content-Length; returns its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(min(left, 1 << 20)))
    return int(head.split(b" ", 2)[1])


def _client(port: int, requests: Requests, until: float, results: Any) -> None:
    times, failures, sent = [], 0, 0
    connection = socket.create_connection(("127.0.0.1", port))
    while time.perf_counter() < until and (sent < len(requests) or not requests[0].startswith(b"POST")):
        begun = time.perf_counter()
        try:
            connection.sendall(requests[sent % len(requests)])
            failures += _answer(connection) not in (200, 204)
        except (ConnectionError, OSError):
            connection = socket.create_connection(("127.0.0.1", port))
            continue
        times.append(time.perf_counter() - begun)
        sent += 1
    results.put((times, failures))


def measure(port: int, clients: list[Requests], seconds: float) -> Measured:
    """Let each client send its requests round and round (a POST only once each) for `seconds`."""
    results: Any = multiprocessing.Queue()
    begun = time.perf_counter()
    workers = [
        multiprocessing.Process(target=_client, args=(port, requests, begun + seconds, results)) for requests in clients
    ]
    for worker in workers:
        worker.start()
    gathered = [results.get(timeout=seconds + 60) for _ in workers]
    passed = time.perf_counter() - begun
    for worker in workers:
        worker.join()
    times = sorted(moment for each, _ in gathered for moment in each)
    return Measured(
        per_s=round(len(times) / passed, 1),
        p95_ms=round(1000 * times[int(len(times) * 0.95)], 1) if times else 0.0,
        requests=len(times),
        failures=sum(failed for _, failed in gathered),
    )
