"""What a tenant feels of an attack on the daemon: the latency of one request after the other, during each attack and alone.

The attacks are those of tests/daemon/hostile_test.cpp, from another address of loopback. Alone is measured before and after each, in the
same run, so that the ratio is not another machine's or another minute's. Bounded; what is opened is closed.
"""

import argparse
import contextlib
import http.client
import itertools
import json
import pathlib
import resource
import socket
import statistics
import tempfile
import threading
import time

import daemon

LIST = """[operator]
name = "Benchmark"
url = "https://lists.example.org/"
[[blocklist]]
id = "bench"
name = "Benchmark"
zone = "bench.bl"
subjects = ["ip4"]
severity = "low"
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam source" }]
"""
DNS_PORT = 15399
BESIDE = "127.0.0.3"
TOKENS = 50


def latencies(port, tokens, seconds):
    """Milliseconds of one GET after the other, on one connection that is kept; `tokens` takes turns, as each may ask so often only."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(BESIDE, 0))
    took, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        connection.request("GET", "/v1/subjects", headers={"Authorization": "Bearer " + next(tokens)})
        answer = connection.getresponse()
        answer.read()
        took.append(1000 * (time.perf_counter() - began))
        if answer.status != 200:
            raise SystemExit(f"bench: the neighbour was answered {answer.status}")
        time.sleep(0.005)  # a script, not a flood; and within its rate
    connection.close()
    return took


def connected(port, source):
    return socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))


def head(line, token, more=""):
    return f"{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{more}\r\n".encode()


def held(stack, port, octets, count, network):
    """Connections that have sent this and stay."""
    for n in range(count):
        with contextlib.suppress(OSError):  # the daemon may refuse them, or end them
            one = stack.enter_context(contextlib.closing(connected(port, f"127.0.{network}.{n % 16 + 1}")))
            one.sendall(octets)


def again_and_again(stack, port, octets, source, threads):
    """Whole requests, one after the other, until the stack ends."""
    stop = threading.Event()

    def work():
        while not stop.is_set():
            with contextlib.suppress(OSError), contextlib.closing(connected(port, source)) as one:
                one.sendall(octets)
                one.recv(65536)

    workers = [threading.Thread(target=work) for _ in range(threads)]

    def end():
        stop.set()
        for w in workers:
            w.join()

    stack.callback(end)
    for w in workers:
        w.start()


def attacks(port, token):
    fields = ("{" + ",".join(f'"{n}":1' for n in range(87_000)) + "}").encode()
    wrong = head("POST /v1/subjects", token, f"Content-Type: application/json\r\nContent-Length: {len(fields)}\r\n") + fields
    chunked = head("POST /v1/subjects", token, "Transfer-Encoding: chunked\r\n")
    return {
        "64 bodies that never come": lambda stack: held(stack, port, chunked, 64, 4),
        "900 connections that say nothing": lambda stack: held(stack, port, b"", 900, 5),
        "87,000 unknown fields, again and again": lambda stack: again_and_again(stack, port, wrong, "127.0.6.1", 2),
        "guesses at tokens": lambda stack: again_and_again(stack, port, head("GET /v1/subjects", "olt_" + "a" * 49), "127.0.7.1", 4),
    }


def told(name, alone, during):
    def of(values, part):
        return statistics.quantiles(values, n=100)[part - 1]

    print(f"  {name:40}  median {of(during, 50):7.2f} ms, alone {of(alone, 50):6.2f}: x {of(during, 50) / of(alone, 50):5.2f}"
          f"   p99 {of(during, 99):7.2f} ms, alone {of(alone, 99):6.2f}: x {of(during, 99) / of(alone, 99):5.2f}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--build", required=True)
    options.add_argument("--seconds", type=float, default=5)
    args = options.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    program = str(pathlib.Path(args.build).resolve() / "offlist")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = daemon.configured(folder, folder / "offlist.db", DNS_PORT, LIST, "")
        accounts = [daemon.command(program, config, "account", "create", "--name", who, "--email", "a@example.org")
                    for who in ("Attackers", "Neighbours")]
        admin = daemon.command(program, config, "token", "create", "--role", "admin")
        with daemon.responding(args.build, DNS_PORT, listed_every=2), daemon.serving(program, config, folder) as (_, port):
            staff = daemon.Client(port, [admin])
            bad, *good = [staff.post("/v1/tokens", {"role": "customer", "account": accounts[n > 0], "name": "bench"})["token"]
                          for n in range(1 + TOKENS)]
            beside = itertools.cycle(good)
            print(json.dumps({"seconds": args.seconds, "asks": "GET /v1/subjects"}))
            for attack, begin in attacks(port, bad).items():
                alone = latencies(port, beside, args.seconds / 2)
                with contextlib.ExitStack() as stack:
                    begin(stack)
                    during = latencies(port, beside, args.seconds)
                alone += latencies(port, beside, args.seconds / 2)
                told(attack, alone, during)


if __name__ == "__main__":
    main()
