"""Chapter 2: the daemon watches an address get on a list and off it again."""
import os
import pathlib
import time

import zones
from daemon import Caller
from page import Column, clock

TITLE = "A listing comes and goes"
CUSTOMERS = pathlib.Path(__file__).resolve().parent / "service" / "customers.csv"
SUBJECT = "192.0.2.25"
COLUMNS = [Column("UTC"), Column("what happens", shrinks=True), Column("the list's answer", spare=1)]
MEANING = {"suspected": "one answer is no proof", "opened": "a later answer confirms it", "clearing": "one answer is no proof",
           "closed": "a later answer confirms it"}


def answer(evidence):
    if not evidence:
        return ""
    return f"{', '.join(evidence['codes'])}: {', '.join(evidence['meanings'])}" if evidence["codes"] else "no entry"


def set_listed(daemon, subjects):
    """Exactly these addresses are on the list now; when."""
    zones.put(daemon.list_file, zones.live(subjects))
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    daemon.folder.keep("list", f"# {moment}: the list's data, {daemon.list_file.name}, is now\n{daemon.list_file.read_text()}")
    return moment


def customer_of(daemon, lives):
    """An account with its subjects, and its token."""
    account = daemon.command("account", "create", "--name", "Example Ltd", "--email", "ops@shop.example")
    daemon.command("import", os.path.relpath(CUSTOMERS), "--account", account)
    token = daemon.command("token", "create", "--role", "customer", "--account", account, "--expires", lives, secret=True)
    return account, Caller(daemon.folder, "customer", token)


def tell(page, daemon, customer):
    page.text(f"The daemon, `offlist serve`, asks again and again: here every few seconds, else every six hours. We put a customer's "
              f"{SUBJECT} on a list and take it off again.")
    page.line()
    daemon.wait("the first answers", "/readyz", None, lambda _: True)
    put_on = set_listed(daemon, [SUBJECT])
    opened = daemon.wait("the listing", "/v1/listings?state=open", customer, lambda reply: reply["items"])["items"][0]
    taken_off = set_listed(daemon, [])
    path = f"/v1/listings/{opened['id']}"
    listing = daemon.wait("its end", path, customer, lambda reply: reply["state"] == "closed")

    rows = [(each["at"], f"{each['change']}: {MEANING.get(each['change'], each['to'])}", answer(each["evidence"]),
             {"opened": "alarm", "closed": "well"}.get(each["change"])) for each in listing["history"]]
    at = next((number for number, row in enumerate(rows) if row[0] >= taken_off and row[1].startswith("cl")), len(rows))
    rows.insert(at, (taken_off, f"(we take {SUBJECT} off the list)", "", "faint"))
    rows.insert(0, (put_on, f"(we put {SUBJECT} on the list)", "", "faint"))
    page.table(COLUMNS, [[clock(moment), (what, style), said] for moment, what, said, style in rows])
    page.source(daemon.folder.newest)
    page.text(f"This history of listing {listing['id']} on {listing['blocklist']} is kept. Customers read it over REST, or a webhook tells "
              f"them. One wrong answer opens nothing and closes nothing.")
