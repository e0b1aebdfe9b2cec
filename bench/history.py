"""The history over REST: ten million stored changes in SQLite, read through the daemon's HTTP server while a sweep writes.

The store is made by the program and filled by SQLite itself within the program's schema; the newest listings are open, and the name
server of the benchmark does not list most of them, so that the sweep has thousands of changes to write while the queries run. Everything is
deleted at the end.
"""

import argparse
import ipaddress
import pathlib
import random
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time

import daemon

FIRST = int(ipaddress.ip_address("45.0.0.0"))
ADDRESSES, ACCOUNTS, LISTS = 50_000, 1000, 60
OPEN = 20_000  # listings at the end of the history that are not over
DAY = 86_400
SPAN = 730 * DAY  # what the history covers, up to now
MOST_DISK = 10 << 30

EVIDENCE = """json_object('verdict', '%s', 'codes', json_array('127.0.0.4'), 'meanings',
    json_array('XBL: infected or exploited host'), 'texts', json_array('https://lists.example.org/lookup?ip=' || subject),
    'ttl', 300, 'resolver', '127.0.0.1:53', 'definition', '0123456789abcdef', 'asked_at', %s)"""
# id, what, from_state, to_state, moment, which listings; each pass is apart from the others, as time would lay them
PASSES = [
    ("suspected", 0, 1, "first_seen_at", "1", "listed"),
    ("opened", 1, 2, "opened_at", "opened_at IS NOT NULL", "listed"),
    ("dismissed", 1, 0, "closed_at", "phase = 3", "clean"),
    ("clearing", 2, 3, "closed_at - 660", "phase = 2", "clean"),
    ("closed", 3, 0, "closed_at", "phase = 2", "clean"),
]


def fill(file, listings):
    """Bulk inserts within the schema; the indexes are made afterwards, as VACUUM would."""
    db = sqlite3.connect(file, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000", "temp_store=FILE", "foreign_keys=OFF"):
        db.execute("PRAGMA " + pragma)
    indexes = db.execute("""SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
        AND tbl_name IN ('listing', 'listing_change')""").fetchall()
    now = int(time.time())
    key = f"'0' || '00000000000000000000ffff' || printf('%08x', {FIRST} + s)"
    numbers = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) "
    address = f"printf('45.%d.%d.%d', s / 65536, s / 256 % 256, s % 256)"
    db.execute("BEGIN")
    for name, _ in indexes:
        db.execute(f"DROP INDEX {name}")
    db.execute(numbers + "INSERT INTO account (name, email, state, created_at) SELECT 'customer ' || i, 'post@example.org', 'active', ?"
               " FROM n", (ACCOUNTS, now - SPAN))
    db.execute(numbers + f"""INSERT INTO subject (account, text, kind, label, first_key, last_key, created_at)
        SELECT 1 + s % {ACCOUNTS}, {address}, 0, '', {key}, {key}, ? FROM (SELECT i AS s FROM n)""", (ADDRESSES, now - SPAN))
    # 7919 is prime: neighbours in time are neighbours nowhere else. One in eight was never confirmed.
    db.execute(numbers.replace("?", "?2") + f"""INSERT INTO listing (account, subject, subject_key, kind, blocklist, scope, phase, live, confirmed, state,
            agreeing, counted, resolver, counted_at, ask_again, verified_at, first_seen_at, opened_at, closed_at)
        SELECT 1 + s % {ACCOUNTS}, {address}, {key}, 0, 'l' || i % {LISTS}, 0, phase, phase = 1, phase < 3, CASE phase WHEN 1 THEN 2 ELSE 0 END,
            0, 0, 0, seen, 0, ?1 - 900, seen, CASE WHEN phase < 3 THEN seen + 660 END,
            CASE WHEN phase = 2 THEN MIN(seen + 7200 + i * 104729 % (30 * {DAY}), ?1 - 60) WHEN phase = 3 THEN seen + 900 END
        FROM (SELECT i, i * 7919 % {ADDRESSES} AS s, ?1 - {SPAN} + CAST(i * 1.0 * ({SPAN} - 2 * {DAY}) / ?2 AS INTEGER) AS seen,
            CASE WHEN i >= ?2 - {OPEN} THEN 1 WHEN i % 8 = 5 THEN 3 ELSE 2 END AS phase FROM n)""", (now, listings))
    for what, before, after, at, which, verdict in PASSES:
        db.execute(f"""INSERT INTO listing_change (listing, account, at, what, from_state, to_state, evidence)
            SELECT id, account, {at}, '{what}', {before}, {after}, {EVIDENCE % (verdict, at)} FROM listing WHERE {which}""")
    for _, sql in indexes:
        db.execute(sql)
    db.execute("COMMIT")
    changes, = db.execute("SELECT COUNT(*) FROM listing_change").fetchone()
    db.execute("PRAGMA journal_mode=WAL")
    db.close()
    return changes


def definitions():
    text = '[operator]\nname = "Benchmark"\nurl = "https://lists.example.org/"\n'
    for n in range(LISTS):
        text += f"""[[blocklist]]
id = "l{n}"
name = "List {n}"
zone = "l{n}.bl"
subjects = ["ip4"]
severity = "low"
answers = [{{ match = "127.0.0.2", verdict = "listed", means = "spam source" }}]
[blocklist.removal]
method = "none"
"""
    return text


def stamp(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def queries(rng):
    """By name: what makes one path. All of them are different each time, so that no page of the store is warm by design."""
    def subject():
        return str(ipaddress.ip_address(FIRST + rng.randrange(ADDRESSES)))

    def period(days):
        begins = time.time() - rng.uniform(0.02, 0.98) * SPAN
        return f"from={stamp(begins)}&to={stamp(begins + days * DAY)}"

    def account():
        return f"account=acc_{1 + rng.randrange(ACCOUNTS)}"

    def blocklist():
        return f"blocklist=l{rng.randrange(LISTS)}"

    return {
        "of a subject": lambda: f"/v1/listings?subject={subject()}",
        "of an account in a month": lambda: f"/v1/listings?{account()}&{period(30)}",
        "of an account in a day": lambda: f"/v1/listings?{account()}&{period(1)}",
        "of an account, list and state": lambda: f"/v1/listings?{account()}&{blocklist()}&state=closed",
        "of a list in a day": lambda: f"/v1/listings?{blocklist()}&{period(1)}",
        "of all in an hour": lambda: f"/v1/listings?{period(1 / 24)}",
        "of a /24": lambda: f"/v1/listings?subject={ipaddress.ip_network(subject() + '/24', strict=False)}",
        "of a /16 (all there is)": lambda: "/v1/listings?subject=45.0.0.0/16",
        "the newest page": lambda: "/v1/listings",
    }


def changes_stored(file):
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    count, = db.execute("SELECT MAX(id) FROM listing_change").fetchone()
    db.close()
    return count


def timed(client, path):
    """In milliseconds."""
    start = time.perf_counter()
    client.get(path)
    return 1000 * (time.perf_counter() - start)


def measure(client, file, times):
    rng = random.Random(5782)
    before, began = changes_stored(file), time.time()
    worst = 0
    for name, make in queries(rng).items():
        took = sorted(timed(client, make()) for _ in range(times))
        median = statistics.median(took)
        worst = max(worst, median)
        print(f"  {name:32} median {median:7.2f} ms   95 % {took[int(0.95 * times)]:7.2f} ms   slowest {took[-1]:7.2f} ms", flush=True)
    print(f"  the sweep wrote {changes_stored(file) - before} changes in these {time.time() - began:.0f} s")
    print(f"  slowest median {worst:.2f} ms, goal < 10 ms: {'kept' if worst < 10 else 'MISSED'}")


def load(port, tokens, folder, seconds, connections):
    rng = random.Random(321)
    make = queries(rng)
    paths = [make["of a subject"]() for _ in range(4000)]
    script = folder / "wrk.lua"
    script.write_text("local tokens, paths, n = %s, %s, 0\nfunction request()\n n = n + 1\n"
                      " return wrk.format('GET', paths[n %% #paths + 1], {Authorization = 'Bearer ' .. tokens[n %% #tokens + 1]})\nend\n"
                      % (daemon.lua_list(tokens), daemon.lua_list(paths)))
    told = daemon.wrk(script, port, connections, seconds)
    print("  " + "\n  ".join(line for line in told.splitlines() if re.search(r"50%|99%|Requests/sec|Non-2xx|requests in", line)))


def run(args, folder):
    program = str(pathlib.Path(args.build) / "offlist")
    store = pathlib.Path(args.store).resolve() if args.store else folder / "offlist.db"
    config = daemon.configured(folder, store, args.dns_port, definitions(), """
[sweep]
interval = "1h"
listed_interval = "5m"
confirm_after = "1m"
""")
    admin = daemon.command(program, config, "token", "create", "--role", "admin")
    began = time.time()
    changes = changes_stored(store) if args.store else fill(store, args.listings)
    size = store.stat().st_size
    print(f"{changes / 1e6:.2f} million changes in {size / 2**30:.2f} GiB, made in {time.time() - began:.0f} s", flush=True)
    if size > MOST_DISK:
        sys.exit("bench: the store is larger than it should be")
    with daemon.responding(args.build, args.dns_port, listed_every=100), daemon.serving(program, config, folder) as (_, port):
        print(f"the daemon is ready {time.time() - began:.0f} s after the filling began")
        staff = daemon.Client(port, [admin])
        tokens = [staff.post("/v1/tokens", {"role": "staff", "name": f"bench {n}"})["token"] for n in range(args.tokens)]
        print("one after another, each another page of at most 100 listings:", flush=True)
        measure(daemon.Client(port, tokens), store, args.times)
        for connections in (1, 16):
            print(f"wrk, {connections} connections, the listings of random subjects:", flush=True)
            load(port, tokens, folder, args.seconds, connections)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release")
    parser.add_argument("--listings", type=int, default=2_800_000, help="four changes each, mostly (2,800,000: ten million)")
    parser.add_argument("--times", type=int, default=300, help="requests of each kind (300)")
    parser.add_argument("--seconds", type=int, default=10, help="of each wrk run (10)")
    parser.add_argument("--tokens", type=int, default=200, help="that take turns, because of the limit of each (200)")
    parser.add_argument("--dns-port", type=int, default=5399)
    parser.add_argument("--store", help="a store that an earlier run has kept, instead of a new one")
    parser.add_argument("--keep", action="store_true", help="do not delete the store")
    args = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="offlist-bench-"))
    try:
        run(args, folder)
    finally:
        if args.keep:
            print(f"kept in {folder}")
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
