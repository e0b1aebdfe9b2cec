#!/usr/bin/env python3
"""A small world for the browser: two lists, of which one is dead, a daemon, and customers whose texts are hostile.

usage: world.py OFFLIST     prints one line of JSON ({"url", "log", "customer", "newcomer", "spare"}: links that sign each of them in,
once), and ends when its input does
"""
import json
import pathlib
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
ZONE, DEAD_ZONE = zones.LIVE_ZONE, "dead.demo.example"
HOSTILE = "<img src=x onerror=\"window.hurt=1\"> see https://demo.example/?ip=$"
TURNED = "\u202egnp.txt\u202c \u05e9\u05dc\u05d5\u05dd <script>window.hurt=1</script>"
SUBJECTS = [("192.0.2.25", "<img src=x onerror=window.hurt=1>"), ("192.0.2.26", "\u05e9\u05dc\u05d5\u05dd mail \u05e2\u05d5\u05dc\u05dd"),
            ("198.51.100.0/28", "Example Ltd pool " + "x" * 120), ("shop.example", "")]
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
"""
LISTS = """[operator]
name = "Demo operator <b>"
url = "https://demo.example/"
"""
LIST = """[[blocklist]]
id = "{id}"
name = "{name}"
zone = "{zone}"
subjects = ["ip4"]
severity = "high"
enabled = true
answers = [{{ match = "127.0.0.2", verdict = "listed", means = "sent mail to a trap" }}]
scope = "ip"
[blocklist.removal]
method = "web-form"
url = "https://demo.example/remove?ip={{subject}}"
deadline = "10s"
"""


def write(folder):
    (folder / "lists.d").mkdir()
    text = LISTS + LIST.format(id="demo-live", name="Demo live list", zone=ZONE)
    text += LIST.format(id="demo-dead", name="Demo dead list", zone=DEAD_ZONE)
    (folder / "lists.d" / "demo.toml").write_text(text, encoding="utf-8")
    rows = "".join('%s,"%s"\n' % (subject, label.replace('"', '""')) for subject, label in SUBJECTS)
    (folder / "subjects.csv").write_text("subject,label\n" + rows, encoding="utf-8")
    data = zones.live([]) + f"192.0.2.25 :127.0.0.2:{HOSTILE}\n192.0.2.26 :127.0.0.2:{TURNED}\n"
    (folder / "zones").mkdir()
    (folder / "zones").chmod(0o755)
    (folder / "zones" / ZONE).write_text(data, encoding="utf-8")
    (folder / "zones" / ZONE).chmod(0o644)


def asked(url, token):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + token} if token else {})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as reply:
            return json.loads(reply.read())
    except (urllib.error.URLError, OSError):
        return None


def wait(what, process, done):
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end and process.poll() is None:
        if done():
            return
        time.sleep(0.1)
    sys.exit(f"world: waited in vain for {what}; status of the daemon: {process.poll()}")


def main():
    offlist = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="offlist-console-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o711)
        write(folder)

        def command(*words):
            return subprocess.run([offlist, *words, "--config", "offlist.toml"], cwd=folder, check=True, stdout=subprocess.PIPE,
                                  text=True, timeout=LIMIT_S).stdout.strip()

        def customer(called):
            account = command("account", "create", "--name", called, "--email", "ops@shop.example")
            return account, command("token", "create", "--role", "customer", "--account", account)

        def invited(email, account):
            return command("person", "invite", "--email", email, "--role", "owner", "--account", account)

        with servers.rbldnsd(folder / "zones", [f"{ZONE}:ip4set:{ZONE}"], folder / "rbldnsd.log") as (resolver, _), \
                servers.reserved_port() as port:
            (folder / "offlist.toml").write_text(CONFIG.format(port=port, resolver=resolver), encoding="utf-8")
            account, token = customer("Example Ltd")
            command("import", "subjects.csv", "--account", account)
            other, _ = customer("Newcomer Ltd")
            links = {"customer": invited("jane@shop.example", account), "newcomer": invited("joe@new.example", other)}
            links["spare"] = command("person", "link", "jane@shop.example")
            url, log = f"http://127.0.0.1:{port}", folder / "offlist.log"
            with servers.program([offlist, "serve", "--config", "offlist.toml"], log, cwd=folder) as daemon:
                wait("two listings", daemon,
                     lambda: len((asked(f"{url}/v1/listings?state=open", token) or {"items": []})["items"]) == 2)
                print(json.dumps({"url": f"http://localhost:{port}", "log": str(log), **links}), flush=True)
                sys.stdin.read()


if __name__ == "__main__":
    main()
