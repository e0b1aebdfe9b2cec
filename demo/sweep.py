"""Chapter 1: a sweep of inventory.txt through real name servers, two of whose lists cannot be believed."""
import json
import os
import pathlib

import daemon
import servers
from page import Column
from trouble import DemoError

TITLE = "A sweep: what is listed, and which lists can be believed"
HERE = pathlib.Path(__file__).resolve().parent
LISTED = 2  # the exit status when something is listed
SHOWN_SUBJECT = "198.18.64.17"
COLUMNS = [Column("blocklist", shrinks=True), Column("what it lists", spare=3), Column("health"), Column("listed", right=True),
           Column("informational", right=True, spare=2), Column("clean", right=True, spare=1), Column("unknown", right=True)]


def grouped(number):
    return f"{number:,}"


def settings(resolver):
    here = os.path.relpath(HERE)
    return ["--config", f"{here}/offlist.toml", "--lists", f"{here}/lists.d", "--resolver", resolver]


def swept(page, folder, offlist, resolver):
    """The sweep's findings and its summary. Twice the same sweep: in the words for people, and as JSON."""
    inventory = os.path.relpath(HERE / "inventory.txt")
    page.status("asking")
    daemon.command(folder, [offlist, "sweep", *settings(resolver), inventory], "offlist sweep", statuses=[LISTED])
    page.status("asking once more, for JSON")
    said = daemon.command(folder, [offlist, "sweep", "--json", *settings(resolver), inventory], "sweep.jsonl", statuses=[LISTED],
                          whole=True)
    lines = [json.loads(line) for line in said.splitlines()]
    return lines[:-1], lines[-1]["summary"]


def definitions(folder, offlist):
    """What the lists say of themselves, by id."""
    said = daemon.command(folder, [offlist, "lists", "list", "--json", "--lists", f"{os.path.relpath(HERE)}/lists.d"], "lists.jsonl",
                          whole=True)
    return {each["id"]: each for each in map(json.loads, said.splitlines())}


def table(page, summary, lists):
    rows = []
    for name, told in sorted(summary["blocklists"].items(), key=lambda each: (each[1]["health"] != "healthy", each[0])):
        well = told["health"] == "healthy"
        rows.append([name, lists[name]["name"], (told["health"], "well" if well else "doubt"),
                     (grouped(told["listed"]), "alarm" if told["listed"] else None), grouped(told["informational"]),
                     grouped(told["clean"]), (grouped(told["unknown"]), None if well else "doubt")])
    page.table(COLUMNS, rows)


def one_listing(page, findings, lists):
    found = [each for each in findings if each["subject"] == SHOWN_SUBJECT and each["verdict"] == "listed"]
    if not found:
        raise DemoError(f"the sweep found no listing of {SHOWN_SUBJECT}, which stands on a list")
    one = found[0]
    removal = lists[one["blocklist"]]["removal"]
    first = "".join(f" (first: {demand})" for demand in removal.get("requires", []))
    page.text(f"Each listing has evidence and a free way off. {one['subject']}, {', '.join(one['meanings'])}:")
    page.point(f"{one['blocklist']}, {', '.join(one['codes'])}: \"{' '.join(one['text'])}\"")
    page.point(removal["url"].replace("{subject}", one["subject"]) + first)


def tell(page, folder, offlist):
    page.text("Mail servers ask blocklists, over DNS, whether a sender is known for spam. A hosting company wants to know what of its own "
              "is listed: `offlist sweep` asks every list about everything, through unbound; rbldnsd serves the lists.")
    page.line()
    page.status("starting rbldnsd and unbound")
    with servers.lists_and_resolver(folder.zones("sweep"), folder.log) as resolver:
        lists = definitions(folder, offlist)
        findings, summary = swept(page, folder, offlist, resolver)
    table(page, summary, lists)
    page.source(folder.newest)
    sick = {name: told for name, told in summary["blocklists"].items() if told["health"] != "healthy"}
    page.text(f"{grouped(summary['subjects'])} addresses and domains, {grouped(summary['questions'])} questions in "
              f"{summary['elapsed_ms'] / 1000:.1f} s, {grouped(summary['listed'])} listings. Before it believes a list, offlist tests it "
              f"with entries whose answer is known. {len(sick)} of {len(summary['blocklists'])} lists failed, so "
              f"{grouped(sum(told['unknown'] for told in sick.values()))} questions are unknown, neither listed nor clean:")
    for name, told in sick.items():
        page.point(f"{name}: {told['why']}")
    one_listing(page, findings, lists)
