#!/usr/bin/env python3
"""A small world for the browser: three lists, of which one is dead, a daemon, the sandbox of the gateways, customers whose texts
are hostile, and staff.

usage: world.py OFFLIST [SITE]

Prints one line of JSON: "url", "log", "sandbox", "accounts", "tokens", and "links" that sign each person in, once. Then each line of
standard input directs it, and is answered by a line: {"live": [subjects]}, {"names": [domains]} (what stands on a list),
{"mail": [domains]} (who takes mail), {"link": "E-MAIL"} (one more link for a person), {"signal": "KILL"} (or STOP, CONT: to the
daemon, and its end is awaited after KILL), {"start": true} (once more, at the same address). It ends when its input does. SITE: a folder
with pages to serve instead of the program's own ([console] directory).
"""
import contextlib
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "demo"))
import servers  # noqa: E402
import zones  # noqa: E402

LIMIT_S = 45
ZONE, DEAD_ZONE, NAMES_ZONE, MAIL_ZONE = zones.LIVE_ZONE, "dead.demo.example", "names.demo.example", "shop.example"
HOSTILE = "<img src=x onerror=\"window.hurt=1\"> see https://demo.example/?ip=$"
TURNED = "\u202egnp.txt\u202c \u05e9\u05dc\u05d5\u05dd <script>window.hurt=1</script>"
SUBJECTS = [("192.0.2.25", "<img src=x onerror=window.hurt=1>"), ("192.0.2.26", "\u05e9\u05dc\u05d5\u05dd mail \u05e2\u05d5\u05dc\u05dd"),
            ("198.51.100.0/28", "Example Ltd pool " + "x" * 120), ("shop.example", ""), ("mail.shop.example", ""), ("192.0.2.27", ""),
            ("192.0.2.28", ""), ("192.0.2.29", "")]
LISTED = ["192.0.2.25", "192.0.2.26"]
CONFIG = """[store]
url = "sqlite:offlist.db"
[http]
listen = "127.0.0.1:{port}"
[resolver]
servers = ["127.0.0.1:{resolver}"]
timeout = "300ms"
[lists]
directory = "lists.d"
[sweep]
interval = "4s"
listed_interval = "2s"
confirm_after = "1s"
confirm_of = 2
allow_special_addresses = true
[accounts]
prove_control = false
[service]
public_url = "http://localhost:{port}"
[console]
name = "Example <Host>"
accent = "#0b6b5d"
support_url = "https://host.example/support"
terms_url = "https://host.example/terms"
{directory}
[delisting]
clean_answers = 2
spacing = "1s"
hold_window = "2s"
hard_cap = "10m"
grace = "2s"
claim_timeout = "2m"
[prices]
file = "{prices}"
[gateways.stripe]
url = "{gateways}"
secret_key = "file:stripe_key"
webhook_secret = "file:stripe_webhook"
"""
LISTS = """[operator]
name = "Demo operator <b>"
url = "https://demo.example/"
"""
LIST = """[[blocklist]]
id = "{id}"
name = "{name}"
zone = "{zone}"
subjects = ["{kind}"]
severity = "high"
enabled = true
answers = [{{ match = "127.0.0.2", verdict = "listed", means = "sent mail to a trap" }}]
scope = "{scope}"
[blocklist.removal]
method = "web-form"
url = "https://demo.example/remove?ip={{subject}}"
deadline = "{deadline}"
requires = [{requires}]
"""


def on_live(subjects):
    texts = {"192.0.2.25": HOSTILE, "192.0.2.26": TURNED}
    return zones.live([]) + "".join(f"{each} :127.0.0.2:{texts.get(each, 'Sent mail to a trap')}\n" for each in subjects)


def on_names(domains):
    head = zones.live([]).replace("127.0.0.2 :", "test :", 1)
    return head + "".join(f"{each} :127.0.0.2:Advertised in spam: $\n" for each in domains)


def taking_mail(domains):
    head = "$SOA 1 ns.demo.example hostmaster.demo.example 0 600 300 86400 1\nabout TXT \"the shop\"\n"
    names = {each: "@" if each == MAIL_ZONE else each.removesuffix("." + MAIL_ZONE) for each in domains}
    return head + "".join(f"{name} 1 MX 10 {each}.\n" for each, name in names.items())


def put(folder, zone, text):
    """rbldnsd looks once a second; renamed into its place, for half a file is half a zone. Its user may read it."""
    new = folder / "zones" / (zone + ".new")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o644)
    new.replace(folder / "zones" / zone)


def write(folder):
    (folder / "lists.d").mkdir()
    text = LISTS
    for name, zone, kind, scope, deadline, requires in (
            ("live", ZONE, "ip4", "ip", "6s", ""), ("dead", DEAD_ZONE, "ip4", "ip", "10s", ""),
            ("names", NAMES_ZONE, "domain", "domain", "2m", '"an e-mail from an address at the domain", "the site is clean"')):
        text += LIST.format(id=f"demo-{name}", name=f"Demo {name} list", zone=zone, kind=kind, scope=scope, deadline=deadline,
                            requires=requires)
    (folder / "lists.d" / "demo.toml").write_text(text, encoding="utf-8")
    (folder / "zones").mkdir()
    (folder / "zones").chmod(0o755)
    put(folder, ZONE, on_live(LISTED))
    put(folder, NAMES_ZONE, on_names([]))
    put(folder, MAIL_ZONE, taking_mail([]))
    for name, secret in (("stripe_key", "sk_test_sandbox"), ("stripe_webhook", "whsec_sandbox")):  # which the sandbox knows
        (folder / name).write_text(secret, encoding="ascii")
        (folder / name).chmod(0o600)


def asked(url, token, body=None):
    """The JSON of an answer; None when there is none yet."""
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode(), headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as reply:
            return json.loads(reply.read())
    except urllib.error.HTTPError as refused:
        sys.exit(f"world: {url} {body}: {refused.code} {refused.read().decode()}")
    except (urllib.error.URLError, OSError):
        return None


def settle(url, admin, invited):
    """Accounts, subjects, people and tokens, by REST: a command costs a second of its own where it is built with ASan."""
    def account(name):
        return asked(f"{url}/v1/accounts", admin, {"name": name, "email": "ops@shop.example"})["id"]

    def person(email, role, where=None):
        body = {"email": email, "role": role, **({"account": where} if where else {})}
        return asked(f"{url}/v1/people", admin, body)["link"]

    def token(role, where=None):
        body = {"role": role, "name": "the test", **({"account": where} if where else {})}
        return asked(f"{url}/v1/tokens", admin, body)["token"]

    own, other = account("Example Ltd"), account("Newcomer Ltd")
    for subject, label in SUBJECTS:
        asked(f"{url}/v1/subjects", admin, {"account": own, "subject": subject, "label": label})
    links = {"customer": invited("jane@shop.example", "owner", own), "spare": person("jane@shop.example", "owner", own),
             "newcomer": person("joe@new.example", "owner", other), "viewer": person("vera@shop.example", "viewer", own),
             "sam": person("sam@host.example", "staff"), "sue": person("sue@host.example", "staff")}
    return {"links": links, "tokens": {"customer": token("customer", own), "staff": token("staff")},
            "accounts": {"customer": own, "newcomer": other}}


def wait(what, process, done):
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        if done():
            return
        time.sleep(0.1)
    sys.exit(f"world: waited in vain for {what}; status of the daemon: {process.poll()}")


def direct(folder, command, daemon, start):
    """Does what the lines of standard input say."""
    writes = {"live": (ZONE, on_live), "names": (NAMES_ZONE, on_names), "mail": (MAIL_ZONE, taking_mail)}
    for line in sys.stdin:
        answer = {}
        for what, value in json.loads(line).items():
            if what in writes:
                zone, text = writes[what]
                put(folder, zone, text(value))
            elif what == "link":
                answer["link"] = command("person", "link", value)
            elif what == "signal":
                daemon.send_signal(getattr(signal, "SIG" + value))
                if value == "KILL":
                    daemon.wait(LIMIT_S)
            elif what == "start":
                daemon = start()
        print(json.dumps(answer), flush=True)


def main():
    offlist = str(pathlib.Path(sys.argv[1]).resolve())
    site = f'directory = "{pathlib.Path(sys.argv[2]).resolve()}"' if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory(prefix="offlist-console-") as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        folder.chmod(0o711)
        write(folder)

        def command(*words):
            return subprocess.run([offlist, *words, "--config", "offlist.toml"], cwd=folder, check=True, stdout=subprocess.PIPE,
                                  text=True, timeout=LIMIT_S).stdout.strip()

        def invited(email, role, account=None):
            where = ["--account", account] if account else []
            return command("person", "invite", "--email", email, "--role", role, *where)

        served = [f"{ZONE}:ip4set:{ZONE}", f"{NAMES_ZONE}:dnset:{NAMES_ZONE}", f"{MAIL_ZONE}:generic:{MAIL_ZONE}"]
        resolver, _ = stack.enter_context(servers.rbldnsd(folder / "zones", served, folder / "rbldnsd.log", 1))
        port = stack.enter_context(servers.reserved_port())
        url, log = f"http://127.0.0.1:{port}", folder / "offlist.log"
        sandbox = stack.enter_context(servers.sandbox(url, folder / "sandbox.log"))
        (folder / "offlist.toml").write_text(
            CONFIG.format(port=port, resolver=resolver, directory=site, prices=ROOT / "prices.toml", gateways=sandbox), encoding="utf-8")

        def start():
            daemon = stack.enter_context(servers.program([offlist, "serve", "--config", "offlist.toml"], log, cwd=folder))
            wait("the daemon", daemon, lambda: asked(f"{url}/healthz", ""))
            return daemon

        daemon = start()
        admin = command("token", "create", "--role", "admin")
        story = settle(url, admin, invited)
        wait("two listings", daemon,
             lambda: len(asked(f"{url}/v1/listings?state=open", admin)["items"]) == len(LISTED))
        print(json.dumps({"url": f"http://localhost:{port}", "log": str(log), "sandbox": sandbox, **story}), flush=True)
        direct(folder, command, daemon, start)


if __name__ == "__main__":
    main()
