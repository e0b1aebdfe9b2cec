"""Delistings ordered over REST: the daemon with SQLite, wrk with 64 connections, each order another listing with a key of its own.

Nothing is bypassed: token, rate limits, Idempotency-Key, quote, hold, job, task, history, notice, audit; only the list demands nothing that
DNS must be asked. The listings are written into the store before the daemon starts; the monitor goes on meanwhile.
"""

import argparse
import ipaddress
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import daemon

FIRST = int(ipaddress.ip_address("45.0.0.0"))
HEALTHY = 1  # of list_state
PER_CUSTOMER = 500  # orders; a token may ask 600 times a minute
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
[blocklist.removal]
method = "web-form"
url = "https://lists.example.org/remove"
"""


def fill(file, customers, orders):
    """Customers, their addresses and an open listing of each. Even addresses: the responder lists every second one."""
    db = sqlite3.connect(file, isolation_level=None)
    now = int(time.time())
    address = "printf('45.%d.%d.%d', s / 65536, s / 256 % 256, s % 256)"
    key = f"'0' || '00000000000000000000ffff' || printf('%08x', {FIRST} + s)"
    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1) "
    ours = f"(SELECT i, 2 * i AS s, 1 + i % {customers} AS account FROM n)"
    db.execute("BEGIN")
    db.execute(numbers + "INSERT INTO account (name, email, state, created_at) SELECT 'customer ' || i, 'post@example.org', 'active', ?2"
               " FROM n", (customers, now))
    db.execute(numbers + f"""INSERT INTO subject (account, text, kind, label, first_key, last_key, created_at)
        SELECT account, {address}, 0, '', {key}, {key}, ?2 FROM {ours}""", (orders, now))
    db.execute(numbers + f"""INSERT INTO listing (account, subject, subject_key, kind, blocklist, scope, phase, live, confirmed, state,
            agreeing, counted, resolver, counted_at, ask_again, verified_at, first_seen_at, opened_at)
        SELECT account, {address}, {key}, 0, 'bench', 0, 1, 1, 1, 2, 0, 0, 0, ?2 - 900, 0, ?2, ?2 - 900, ?2 - 600 FROM {ours}""",
               (orders, now))
    db.execute("INSERT INTO list_health (blocklist, kind, state, why, at) VALUES ('bench', 0, ?, '', ?)", (HEALTHY, now - 900))
    db.execute("COMMIT")
    db.close()


def customers_of(port, admin, count):
    """Their tokens, with money for every order."""
    first = daemon.Client(port, [admin])
    staff = daemon.Client(port, [first.post("/v1/tokens", {"role": "staff", "name": f"bench {n}"})["token"] for n in range(1 + count // 200)])
    admins = daemon.Client(port, [first.post("/v1/tokens", {"role": "admin", "name": f"bench {n}"})["token"] for n in range(1 + count // 500)])
    tokens = []
    for n in range(1, count + 1):
        tokens.append(admins.post("/v1/tokens", {"role": "customer", "account": f"acc_{n}", "name": "bench"})["token"])
        staff.post(f"/v1/accounts/acc_{n}/transfers", {"amount": PER_CUSTOMER * 3500, "reason": "benchmark"})
    return tokens


def order_script(folder, tokens):
    script = folder / "orders.lua"
    script.write_text("""local tokens, n = %s, -1
function request()
    n = n + 1
    local s = 2 * n
    local body = string.format('{"subject":"45.%%d.%%d.%%d","blocklist":"bench","expected_fee":3500}', math.floor(s / 65536), math.floor(s / 256) %% 256, s %% 256)
    return wrk.format('POST', '/v1/delistings', {['Authorization'] = 'Bearer ' .. tokens[n %% #tokens + 1],
        ['Content-Type'] = 'application/json', ['Idempotency-Key'] = 'order-' .. n}, body)
end
""" % daemon.lua_list(tokens))
    return script


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def jobs_in(file):
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    every, held = db.execute("SELECT COUNT(*), SUM(state = 'held') FROM delisting").fetchone()
    db.close()
    return every, held or 0


def run(args, folder):
    program, store = str(pathlib.Path(args.build) / "offlist"), folder / "offlist.db"
    config = daemon.configured(folder, store, args.dns_port, LIST, f"""
[prices]
file = "{pathlib.Path('prices.toml').resolve()}"
[sweep]
interval = "20m"
""")
    admin = daemon.command(program, config, "token", "create", "--role", "admin")
    fill(store, args.customers, args.customers * PER_CUSTOMER)
    with daemon.responding(args.build, args.dns_port, listed_every=2), daemon.serving(program, config, folder) as (child, port):
        script = order_script(folder, customers_of(port, admin, args.customers))
        used = cpu_seconds(child.pid)
        told = daemon.wrk(script, port, args.connections, args.seconds)
        used = cpu_seconds(child.pid) - used
    report(args, told, used, *jobs_in(store))
    done = subprocess.run([program, "ledger", "verify", "--config", str(config)], capture_output=True, text=True)
    print("  " + done.stdout.strip().replace("\n", "\n  "))
    if done.returncode != 0:
        sys.exit("bench: the books do not balance")


def report(args, told, used, jobs, held):
    answers, seconds = re.search(r"(\d+) requests in ([\d.]+)s", told).groups()
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    if refused or jobs < int(answers) or held != jobs:
        sys.exit(f"bench: {jobs} jobs, {held} held, and wrk says:\n{told}")
    tail = {share: re.search(rf"{share}%\s+(\S+)", told)[1] for share in (50, 99)}
    print(f"{int(answers) / float(seconds):.0f} orders/s over REST with {args.connections} connections, {1e6 * used / jobs:.0f} us of the"
          f" daemon's CPU each; answered in {tail[50]} (median), {tail[99]} (99 %)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--folder", help="where the store is made (beside the program: /tmp may be memory)")
    parser.add_argument("--customers", type=int, default=250, help=f"each with {PER_CUSTOMER} listings (250)")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--dns-port", type=int, default=5399)
    args = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="orders-", dir=args.folder or args.build)).resolve()
    try:
        run(args, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
