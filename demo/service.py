"""The demo's second part: the daemon watches a list on loopback while an address is put on it and taken off again; then
the third one, paid removals (orders.py).

The schedule is in seconds where a real one is in hours. Everything is in a temporary directory that is gone at the end.
"""
import contextlib
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import orders

HERE = pathlib.Path(__file__).resolve().parent
ZONE = "live.demo.example"
SUBJECT = "192.0.2.25"
HEAD = "$SOA 1 ns.demo.example hostmaster.demo.example 0 600 300 86400 1\n$TTL 1\n127.0.0.2 :127.0.0.2:Test point\n"
LINE = "{} :127.0.0.2:Sent mail to a trap, see https://demo.example/?ip=$\n"
SECOND_SUBJECT = "192.0.2.26"
STEP_LIMIT_S = 40
CONFIG = """[store]
url = "sqlite:offlist.db"
[http]
listen = "127.0.0.1:{port}"
[resolver]
servers = ["127.0.0.1:{resolver}"]
[lists]
directory = "{lists}"
[sweep]
interval = "4s"                  # 6h unless said
listed_interval = "2s"           # 15m
confirm_after = "1s"             # 10m
confirm_of = 2
allow_special_addresses = true   # the demo's addresses are set aside for documentation
[delisting]
clean_answers = 3
spacing = "2s"                   # 30m unless said
hold_window = "3s"               # 24h
hard_cap = "2m"                  # 30d
claim_timeout = "1m"             # 8h
[prices]
file = "{prices}"
[payments]
public_url = "http://127.0.0.1:{port}"
[gateways.stripe]
url = "{gateways}"               # https://api.stripe.com unless said: this one is the sandbox of the tests
secret_key = "file:stripe_key"
webhook_secret = "file:stripe_webhook"
[log]
level = "warning"
"""


class ServiceError(Exception):
    """Told to the person in one line."""


class Service:
    """The running daemon, and its REST interface as curl would see it."""

    error = ServiceError

    def __init__(self, offlist, directory, port):
        self.offlist, self.config, self.port = offlist, str(directory / "offlist.toml"), port

    def command(self, *words):
        """Runs an offlist command before the user's eyes; what it printed."""
        print("\n$ " + shlex.join(["offlist", *words]), flush=True)
        done = subprocess.run([self.offlist, *words, "--config", self.config], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              check=False, text=True)
        if done.returncode:
            raise ServiceError(f"offlist {words[0]} ended with status {done.returncode}")
        print(done.stdout, end="", flush=True)
        return done.stdout.strip()

    def get(self, path, token=None):
        """Status and JSON of one GET; (0, None) when nobody answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as refused:
            return refused.code, None
        except OSError:
            return 0, None

    def show(self, path, token):
        print(f"\n$ curl -s -H 'Authorization: Bearer {token}' 'http://127.0.0.1:{self.port}{path}'", flush=True)
        status, body = self.get(path, token)
        if status != 200:
            raise ServiceError(f"GET {path} was answered with {status}")
        print(json.dumps(body, indent=2, ensure_ascii=False), flush=True)
        return body

    def post(self, path, token, body, key=None):
        """One POST before the user's eyes; the JSON of its answer."""
        text = json.dumps(body)
        with_key = f" -H 'Idempotency-Key: {key}'" if key else ""
        print(f"\n$ curl -s -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json'{with_key} "
              f"-d {shlex.quote(text)} 'http://127.0.0.1:{self.port}{path}'", flush=True)
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=text.encode())
        request.add_header("Authorization", "Bearer " + token)
        request.add_header("Content-Type", "application/json")
        if key:
            request.add_header("Idempotency-Key", key)
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                answer = json.load(reply)
        except urllib.error.HTTPError as refused:
            raise ServiceError(f"POST {path} was answered with {refused.code}: {refused.read().decode()}") from None
        print(json.dumps(answer, indent=2, ensure_ascii=False), flush=True)
        return answer

    def wait(self, what, done):
        """Asks again until it is so; the daemon works by the real clock."""
        deadline = time.monotonic() + STEP_LIMIT_S
        while time.monotonic() < deadline:
            if done():
                return
            time.sleep(0.2)
        raise ServiceError(f"{what} did not happen within {STEP_LIMIT_S} s")


def put(zone_file, text):
    """rbldnsd looks once a second; renamed into its place, for half a file is half a zone."""
    new = zone_file.with_suffix(".new")
    new.write_text(text, encoding="ascii")
    new.replace(zone_file)


@contextlib.contextmanager
def sandbox(port):
    """The gateways of the tests; their URL. `port` is where their webhooks go."""
    program = HERE.parent / "tests" / "gateways" / "fake_gateways.py"
    process = subprocess.Popen([sys.executable, "-B", str(program), "--webhooks", f"http://127.0.0.1:{port}"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True)
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def running(offlist, directory, resolver, port, gateways):
    lists = HERE / "service" / "lists.d"
    prices = HERE.parent / "prices.toml"
    # the secrets that the sandbox knows
    for name, secret in (("stripe_key", "sk_test_sandbox"), ("stripe_webhook", "whsec_sandbox")):
        (directory / name).write_text(secret + "\n", encoding="ascii")
    (directory / "offlist.toml").write_text(
        CONFIG.format(port=port, resolver=resolver, lists=lists, prices=prices, gateways=gateways), encoding="utf-8")
    daemon = subprocess.Popen([offlist, "serve", "--config", str(directory / "offlist.toml")], stdin=subprocess.DEVNULL)
    service = Service(offlist, directory, port)
    try:
        service.wait("the start of the daemon", lambda: daemon.poll() is not None or service.get("/healthz")[0] == 200)
        if daemon.poll() is not None:
            raise ServiceError(f"offlist serve ended with status {daemon.returncode}")
        yield service
        daemon.send_signal(signal.SIGTERM)
        if daemon.wait(STEP_LIMIT_S):
            raise ServiceError(f"offlist serve ended with status {daemon.returncode}")
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()


def tour(service, zone_file):
    account = service.command("account", "create", "--name", "Example Ltd", "--email", "ops@shop.example")
    customers = os.path.relpath(HERE / "service" / "customers.csv")
    service.command("import", customers, "--account", account)
    token = service.command("token", "create", "--role", "customer", "--account", account, "--expires", "1h")
    service.wait("readiness", lambda: service.get("/readyz")[0] == 200)

    def items(state):
        return ((service.get(f"/v1/listings?state={state}", token)[1]) or {}).get("items", [])

    print(f"\nThe daemon is ready. Now {SUBJECT} gets on the list; the listing counts once a second answer confirms it ...", flush=True)
    put(zone_file, HEAD + LINE.format(SUBJECT))
    service.wait("the listing", lambda: items("open"))
    service.show("/v1/listings?state=open", token)
    print(f"\nNow {SUBJECT} is taken off again; that is confirmed as well ...", flush=True)
    put(zone_file, HEAD)
    service.wait("the end of the listing", lambda: items("closed"))
    listing = items("closed")[0]["id"]
    print("\nIts history, with the evidence of each change:", flush=True)
    service.show(f"/v1/listings/{listing}", token)
    return account, token


def show(offlist, served, free_port):
    """`served` starts a name server (demo.served)."""
    print("\nThe second part: the same as a service, with intervals of seconds instead of hours.", flush=True)
    with contextlib.ExitStack() as stack:
        directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="offlist-demo-")))
        zones = directory / "zones"
        zones.mkdir()
        for each in (directory, zones):
            each.chmod(0o755)  # rbldnsd reads the zone as its own user
        zone_file = zones / "live"
        put(zone_file, HEAD)
        user = [] if os.getuid() else ["-u", "rbldns"]
        port = stack.enter_context(served(
            lambda at: ["rbldnsd", "-n", "-q", "-c", "1", *user, "-w", str(zones), "-b", f"127.0.0.1/{at}", f"{ZONE}:ip4set:live"],
            directory / "rbldnsd.log", "2.0.0.127." + ZONE))
        listen = free_port()
        gateways = stack.enter_context(sandbox(listen))
        service = stack.enter_context(running(offlist, directory, port, listen, gateways))
        account, token = tour(service, zone_file)
        orders.tour(service, account, token, SUBJECT, SECOND_SUBJECT,
                    lambda subjects: put(zone_file, HEAD + "".join(LINE.format(each) for each in subjects)))
