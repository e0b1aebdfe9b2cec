#!/usr/bin/env python3
"""The demo's sweep through real rbldnsd and unbound, compared question by question with the data that rbldnsd serves.

usage: demo_test.py OFFLIST
"""
import ipaddress
import json
import pathlib
import random
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
sys.path.insert(0, str(DEMO))
import demo  # noqa: E402
import zones  # noqa: E402

LIST_OF = {"spam.demo.example": "demo-spam", "ranges.demo.example": "demo-ranges", "bits.demo.example": "demo-bits",
           "six.demo.example": "demo-six", "domains.demo.example": "demo-domains", "known.demo.example": "demo-known-senders"}
SICK = ("demo-lists-the-world", "demo-silent")
LIMIT_S = 280


def inventory():
    """The subjects of inventory.txt: IPv4 addresses, IPv6 addresses (of a sampled range the first /64's network), domains."""
    ip4, ip6, names = set(), set(), set()
    for line in (DEMO / "inventory.txt").read_text(encoding="utf-8").splitlines():
        text = line.split("#")[0].strip()
        if not text:
            continue
        try:
            network = ipaddress.ip_network(text)
        except ValueError:
            names.add(text.encode("idna").decode())
            continue
        if network.version == 4:
            ip4.update(network)
        elif network.prefixlen >= 112:
            ip6.update(network)
        else:
            ip6.update(each.network_address for each in network.subnets(new_prefix=64))
    return ip4, ip6, names


def code_of(subject, content):
    """What a zone with this content answers about the subject, or None. The longest match wins."""
    best = (-1, None)
    for line in content:
        item, _, value = line.partition(" :")
        code = value.split(":")[0]
        if isinstance(subject, str):
            if item == subject or item.startswith(".") and (subject == item[1:] or subject.endswith(item)):
                best = max(best, (len(item), code))
        else:
            network = ipaddress.ip_network(item)
            if network.version == subject.version and subject in network:
                best = max(best, (network.prefixlen, code))
    return best[1]


def sampled(subject):
    """Of a sampled range any address of a /64 will do: all of them are told as its network."""
    try:
        address = ipaddress.ip_address(subject)
    except ValueError:
        return subject
    if address.version == 6 and address in ipaddress.ip_network("2001:db8:77::/52"):
        return ipaddress.ip_network((address, 64), strict=False).network_address
    return address


class DemoTest(unittest.TestCase):
    maxDiff = None
    offlist = ""

    @classmethod
    def setUpClass(cls):
        with demo.name_servers() as resolver:
            done = subprocess.run(
                [cls.offlist, "sweep", "--json", "--config", str(DEMO / "offlist.toml"), "--lists", str(DEMO / "lists.d"),
                 "--resolver", resolver, str(DEMO / "inventory.txt")],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
        cls.status, cls.errors = done.returncode, done.stderr
        said = [json.loads(line) for line in done.stdout.splitlines()]
        cls.findings, cls.summary = said[:-1], (said or [{}])[-1].get("summary")
        cls.ip4, cls.ip6, cls.names = inventory()

    def told(self, verdict):
        return {(str(sampled(each["subject"])), each["blocklist"], *each["codes"]) for each in self.findings if
                each["verdict"] == verdict}

    def served(self, wanted):
        found = set()
        for zone, kind, content in zones.ZONES:
            if zone in wanted:
                subjects = {"ip6trie": self.ip6, "dnset": self.names}.get(kind, self.ip4)
                lines = content(random.Random(f"{zones.SEED} {zone}"))
                found |= {(str(each), LIST_OF[zone], code) for each in subjects if (code := code_of(each, lines))}
        return found

    def test_it_ends_with_the_status_of_a_listing(self):
        self.assertEqual(2, self.status, self.errors)

    def test_exactly_what_is_served_is_listed(self):
        expected = self.served(set(LIST_OF) - {"known.demo.example"})
        self.assertGreater(len(expected), 50)
        self.assertEqual(expected, self.told("listed"))

    def test_the_whitelist_only_informs(self):
        self.assertEqual(self.served({"known.demo.example"}), self.told("informational"))

    def test_only_the_two_sick_lists_are_unknown_and_they_are_for_every_subject(self):
        unknown = [(each["subject"], each["blocklist"], each["reason"]) for each in self.findings if each["verdict"] == "unknown"]
        self.assertEqual({(str(each), sick, "list_unhealthy") for each in self.ip4 for sick in SICK}, set(unknown))
        self.assertEqual(2 * len(self.ip4), len(unknown))

    def test_a_listing_comes_with_its_evidence(self):
        for each in self.findings:
            if each["verdict"] == "listed":
                self.assertTrue(each["text"] and each["meanings"] and each["resolver"] and each["asked_at"], each)

    def test_the_summary_adds_up(self):
        self.assertEqual(len(self.ip4) + len(self.ip6) + len(self.names), self.summary["subjects"])
        self.assertEqual(6 * len(self.ip4) + len(self.ip6) + len(self.names), self.summary["questions"])
        self.assertEqual(self.summary["questions"],
                         sum(self.summary[each] for each in ("listed", "informational", "clean", "unknown")))
        self.assertEqual({"unhealthy"}, {self.summary["blocklists"][sick]["health"] for sick in SICK})


class ServiceTest(unittest.TestCase):
    """The second and third part of the demo, twice, for they must leave nothing behind."""

    def test_it_shows_a_listing_come_and_go_and_two_removals_paid_for(self):
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-B", "-c", "import sys; sys.path.insert(0, sys.argv[1]); import demo, service; "
                 "service.show(sys.argv[2], demo.served, demo.free_port)", str(DEMO), DemoTest.offlist],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
            for expected in ("olt_", '"subject": "192.0.2.25"', '"state": "open"', '"state": "closed"', '"history"', "$ curl -s -H",
                             '"state": "awaiting_funds"', '"debit": "gateway:stripe"', '"state": "succeeded"', '"state": "failed"',
                             '"code": "credit_back"', "the books balance"):
                self.assertIn(expected, done.stdout)


if __name__ == "__main__":
    DemoTest.offlist = sys.argv.pop(1)
    unittest.main()
