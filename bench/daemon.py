"""What the benchmarks of the daemon share: `offlist serve` on a free port beside the responder, a client of its REST, and wrk.

Everything is on loopback, bounded, and ended by process id.
"""

import contextlib
import http.client
import itertools
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

STARTS_WITHIN = 120  # seconds; ten million changes are read at a start


class Client:
    """One connection that is kept, and tokens that take turns: each may ask so often a minute only."""

    def __init__(self, port, tokens):
        self.connection, self.tokens = http.client.HTTPConnection("127.0.0.1", port, timeout=30), itertools.cycle(tokens)

    def ask(self, method, path, status, body=None):
        headers = {"Authorization": "Bearer " + next(self.tokens), "Content-Type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status != status:
            sys.exit(f"bench: {method} {path}: {answer.status} {said[:300]}")
        return said

    def get(self, path):
        return self.ask("GET", path, 200)

    def post(self, path, body):
        return json.loads(self.ask("POST", path, 201, body))


def configured(folder, store, dns_port, lists, sections):
    """The configuration's file: of a daemon on a free port, with these lists and what else `sections` say."""
    (folder / "lists.d").mkdir()
    (folder / "lists.d" / "bench.toml").write_text(lists)
    config = folder / "offlist.toml"
    config.write_text(f"""[store]
url = "sqlite:{store}"
[http]
listen = "127.0.0.1:0"
[resolver]
servers = ["127.0.0.1:{dns_port}"]
[lists]
directory = "{folder}/lists.d"
{sections}""")
    return config


def command(program, config, *words):
    """The last word that `offlist WORDS` prints."""
    done = subprocess.run([program, *words, "--config", config], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {words}: {done.stderr}")
    return done.stdout.split()[-1]


def ended(child):
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(60)
        except subprocess.TimeoutExpired:
            child.kill()


def ready(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def port_of(daemon, log):
    """Once it is ready."""
    port = None
    for _ in range(10 * STARTS_WITHIN):
        if daemon.poll() is not None:
            sys.exit("bench: the daemon ended: " + log.read_text()[-2000:])
        said = re.search(r"serves at 127\.0\.0\.1:(\d+)", log.read_text())
        if said and ready(port := int(said[1])):
            return port
        time.sleep(0.1)
    sys.exit("bench: the daemon is not ready: " + log.read_text()[-2000:])


@contextlib.contextmanager
def responding(build, port, listed_every, seconds=3000):
    child = subprocess.Popen([str(pathlib.Path(build) / "responder"), str(port), "--listed-every", str(listed_every),
                              "--seconds", str(seconds)], stdout=subprocess.DEVNULL)
    try:
        yield child
    finally:
        ended(child)


@contextlib.contextmanager
def serving(program, config, folder):
    """The daemon's process and port."""
    log = folder / "log"
    with open(log, "wb") as told:
        child = subprocess.Popen([program, "serve", "--config", str(config)], stderr=told)
    try:
        yield child, port_of(child, log)
    finally:
        ended(child)


def wrk(script, port, connections, seconds):
    """What it tells, as text. `script` is in Lua."""
    done = subprocess.run(["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency",
                           "--script", str(script), f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True)
    return done.stdout


def lua_list(texts):
    return "{" + ",".join(f"'{t}'" for t in texts) + "}"
