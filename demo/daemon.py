"""`offlist serve` with intervals of seconds where real ones are hours, its commands, and its REST interface as curl sees it."""
import contextlib
import json
import pathlib
import shlex
import subprocess
import time
import urllib.error
import urllib.request

import servers
import zones
from trouble import DemoError

HERE = pathlib.Path(__file__).resolve().parent
STEP_LIMIT_S = 60
COMMAND_LIMIT_S = 120
STOP_LIMIT_S = 30  # [service] drain is 20 s
CONFIG = """[store]
url = "sqlite:store/offlist.db"
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
grace = "2s"                     # 1h
claim_timeout = "1m"             # 8h
[prices]
file = "{prices}"
[payments]
public_url = "http://127.0.0.1:{port}"
[gateways.stripe]
url = "{gateways}"               # https://api.stripe.com unless said: this one is the sandbox of the tests
secret_key = "file:tokens/stripe_key"
webhook_secret = "file:tokens/stripe_webhook"
"""
# No proxy of the environment: all of this is on loopback.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def command(folder, argv, name, statuses=(0,), shown=None, secret=False, whole=False):
    """What an offlist command prints. Kept under this name: with the command, or only the output as a whole. The output of one
    that prints a secret is not kept."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True, timeout=COMMAND_LIMIT_S)
    well = done.returncode in statuses
    if whole and well:
        kept = folder.whole(name, done.stdout)
    else:
        kept = folder.keep(name, f"$ {shlex.join(shown or argv)}\n{done.stderr}{'(not kept)' if secret else done.stdout}")
    if not well:
        raise DemoError(f"offlist {argv[1]} ended with status {done.returncode}, not {' or '.join(map(str, statuses))}", kept)
    return done.stdout


class Caller:
    """Somebody with a token. It is in a file as the header that curl sends (-H @FILE), so that no list of processes shows it."""

    def __init__(self, folder, name, token):
        self.name, self.header = name, "Bearer " + token
        self.file = folder.secret(f"{name}.header", "Authorization: " + self.header)


class Daemon:
    def __init__(self, folder, offlist, port, list_file):
        self.folder, self.offlist, self.process, self.list_file = folder, offlist, None, list_file
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder.log("offlist")
        self.config = folder.path / "offlist.toml"

    def command(self, *words, secret=False):
        return command(self.folder, [self.offlist, *words, "--config", str(self.config)], "offlist " + " ".join(words[:2]),
                       shown=["offlist", *words], secret=secret).strip()

    def send(self, method, path, caller=None, body=None, key=None):
        """Status and text of an answer; (0, reason) when there is none."""
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode())
        headers = {"Authorization": caller and caller.header, "Content-Type": body is not None and "application/json",
                   "Idempotency-Key": key}
        for name, value in headers.items():
            if value:
                request.add_header(name, value)
        try:
            with OPENER.open(request, timeout=10) as reply:
                return reply.status, reply.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        except OSError as silent:
            return 0, str(silent)

    def keep(self, method, path, caller, body, key, status, text):
        curl = curl_of(self.url + path, caller, body, key)
        with contextlib.suppress(ValueError):
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        name = f"{caller.name if caller else 'anybody'} {method.lower()} {path.partition('?')[0].removeprefix('/v1')}"
        return self.folder.keep(name, f"$ {curl}\n{status}\n{text}")

    def ask(self, method, path, caller=None, body=None, key=None):
        """The JSON of a good answer; any other one is the end of the demo."""
        status, text = self.send(method, path, caller, body, key)
        kept = self.keep(method, path, caller, body, key, status, text)
        if not 200 <= status < 300:
            raise DemoError(f"{method} {path} was answered with {status}: {text.strip()[:200]}", self.log if not status else kept)
        return json.loads(text)

    def get(self, path, caller):
        return self.ask("GET", path, caller)

    def post(self, path, caller, body, key=None):
        return self.ask("POST", path, caller, body, key)

    def wait(self, what, path, caller, done):
        """Asks again until done(answer), since the daemon works by the real clock; that answer."""
        began = time.monotonic()
        while True:
            status, text = self.send("GET", path, caller)
            answer = json.loads(text) if status == 200 else None
            if answer is not None and done(answer):
                self.keep("GET", path, caller, None, None, status, text)
                return answer
            waited = time.monotonic() - began
            if self.process.poll() is not None:
                raise DemoError(f"offlist serve ended with status {self.process.returncode}", self.log)
            if waited > STEP_LIMIT_S:
                self.keep("GET", path, caller, None, None, status, text)
                raise DemoError(f"waited {STEP_LIMIT_S} s for {what}, in vain", self.log)
            self.folder.page.status(f"waiting for {what}, {waited:.0f} s")
            time.sleep(0.2)


def curl_of(url, caller, body=None, key=None):
    words = ["curl", "-s"]
    if caller:
        words += ["-H", f"@{caller.file}"]
    if key:
        words += ["-H", f"Idempotency-Key: {key}"]
    if body is not None:
        words += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
    return shlex.join([*words, url])


@contextlib.contextmanager
def running(daemon):
    """The daemon within; it has to end well afterwards."""
    with servers.program([daemon.offlist, "serve", "--config", str(daemon.config)], daemon.log, cwd=daemon.folder.path) as process:
        daemon.process = process
        daemon.wait("the daemon", "/healthz", None, lambda _: True)
        yield
        daemon.folder.page.status("the daemon finishes what it is doing")
        if status := servers.end(process, STOP_LIMIT_S):
            raise DemoError(f"offlist serve ended with status {status} when it was stopped", daemon.log)


@contextlib.contextmanager
def prepared(folder, offlist):
    """A daemon that does not run yet, with the list that it is to watch and its payment gateway, which do."""
    with contextlib.ExitStack() as stack:
        directory = folder.zones("live")
        file = directory / zones.LIVE_ZONE
        zones.put(file, zones.live([]))
        resolver, _ = stack.enter_context(servers.rbldnsd(directory, [f"{zones.LIVE_ZONE}:ip4set:{zones.LIVE_ZONE}"],
                                                          folder.log("rbldnsd-live"), look_every_s=1))
        port = stack.enter_context(servers.reserved_port())
        gateways = stack.enter_context(servers.sandbox(f"http://127.0.0.1:{port}", folder.log("gateways")))
        for name, secret in (("stripe_key", "sk_test_sandbox"), ("stripe_webhook", "whsec_sandbox")):  # which the sandbox knows
            folder.secret(name, secret)
        daemon = Daemon(folder, offlist, port, file)
        daemon.config.write_text(CONFIG.format(port=port, resolver=resolver, lists=HERE / "service" / "lists.d",
                                               prices=HERE.parent / "prices.toml", gateways=gateways), encoding="utf-8")
        yield daemon
