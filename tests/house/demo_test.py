#!/usr/bin/env python3
"""The demo, run as people run it: the story that it tells, its folder, --stay, --verbose and what it says when it fails.

usage: demo_test.py OFFLIST

Three runs go on at once, as they may: one as it is, one with --stay and --verbose, and one whose daemon does not start. What the
sweep found is compared question by question with the data that rbldnsd served.
"""
import contextlib
import ipaddress
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo"
sys.path.insert(0, str(DEMO))
import zones  # noqa: E402

LIST_OF = {"spam.demo.example": "demo-spam", "ranges.demo.example": "demo-ranges", "bits.demo.example": "demo-bits",
           "six.demo.example": "demo-six", "domains.demo.example": "demo-domains", "known.demo.example": "demo-known-senders"}
SICK = ("demo-lists-the-world", "demo-silent")
LIMIT_S = 280
MOST_LINES = 80
OFFLIST = ""
CLEAN_UP = contextlib.ExitStack()
TOKEN = re.compile(r"olt_\w{20}")


def limit(what):
    """Yields until it is so long that a test has failed."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        yield
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come within {LIMIT_S} s")


class Run:
    """One run of the demo. Its TMPDIR is its own, so its folder and its processes are known by it."""

    def __init__(self, offlist, *options):
        self.base = pathlib.Path(CLEAN_UP.enter_context(tempfile.TemporaryDirectory(prefix="dt")))
        self.base.chmod(0o755)  # rbldnsd reads below it as its own user
        self.paths = [self.base / name for name in ("stdout", "stderr")]
        environment = dict(os.environ, TMPDIR=str(self.base), COLUMNS="80", http_proxy="http://127.0.0.1:9/")
        environment.pop("NO_COLOR", None)
        with open(self.paths[0], "wb") as out, open(self.paths[1], "wb") as errors:
            self.process = subprocess.Popen([sys.executable, "-B", str(DEMO / "demo.py"), str(offlist), *options], cwd=ROOT,
                                            env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        CLEAN_UP.callback(self.end)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(LIMIT_S)

    def wait(self):
        return self.process.wait(LIMIT_S)

    def says(self, text):
        for _ in limit(repr(text)):
            if text in " ".join(self.out.split()):
                return
            if self.process.poll() is not None:
                raise AssertionError(f"the demo ended before it said {text!r}:\n{self.out}{self.errors}")

    @property
    def out(self):
        return self.paths[0].read_text(encoding="utf-8")

    @property
    def errors(self):
        return self.paths[1].read_text(encoding="utf-8")

    @property
    def folder(self):
        found = list(self.base.glob("offlist-demo-*"))
        assert len(found) == 1, found
        return found[0]

    def left(self):
        """The processes that have this run's environment."""
        mark, found = f"TMPDIR={self.base}".encode(), []
        for each in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if mark in (each / "environ").read_bytes().split(b"\0"):
                    found.append((each.name, (each / "cmdline").read_bytes()))
            except OSError:
                pass  # it has ended, or is somebody else's
        return found

    def rows(self, header):
        """The cells of the table that begins with this header, and the file of the folder that it is from."""
        lines = self.out.splitlines()
        at = next(number for number, line in enumerate(lines) if re.match(rf"  {header}\b", line))
        table = []
        for line in lines[at + 1:]:
            if found := re.fullmatch(r"  from (\S+)", line):
                return table, self.folder / found[1]
            table.append(re.split(r"\s{2,}", line.strip()))
        raise AssertionError(f"the table {header} does not say where it is from")


def answer_in(file):
    """The JSON of a kept answer: a line for the command, one for the status, then the body."""
    return json.loads(file.read_text(encoding="utf-8").split("\n", 2)[2])


def failing(command):
    """A program that is offlist, but for this command."""
    directory = pathlib.Path(CLEAN_UP.enter_context(tempfile.TemporaryDirectory(prefix="dt")))
    program = directory / "offlist"
    program.write_text(f'#!/bin/sh\nif [ "$1" = {command} ]; then echo "the disk is on fire" >&2; exit 3; fi\nexec "{OFFLIST}" "$@"\n',
                       encoding="utf-8")
    program.chmod(0o755)
    return program


class Runs:
    """The three that everybody looks at."""
    plain = stays = fails = None


def setUpModule():
    Runs.plain = Run(OFFLIST)
    Runs.stays = Run(OFFLIST, "--stay", "--verbose")
    Runs.fails = Run(failing("serve"))


def tearDownModule():
    CLEAN_UP.close()


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


class SweepTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        Runs.plain.wait()
        said = [json.loads(line) for line in (Runs.plain.folder / "1-sweep" / "sweep.jsonl").read_text(encoding="utf-8").splitlines()]
        cls.findings, cls.summary = said[:-1], said[-1]["summary"]
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

    def test_the_table_and_the_figures_are_those_of_the_summary(self):
        rows, source = Runs.plain.rows("blocklist")
        self.assertEqual("sweep.jsonl", source.name)
        counts = ("listed", "informational", "clean", "unknown")
        self.assertEqual(sorted([name, told["health"], *(f"{told[each]:,}" for each in counts)] for name, told in
                                self.summary["blocklists"].items()), sorted(rows))
        prose = " ".join(Runs.plain.out.split())
        for figure in (f"{self.summary['questions']:,} questions", f"{self.summary['listed']} listings",
                       *(f"{sick}: {self.summary['blocklists'][sick]['why']}" for sick in SICK)):
            self.assertIn(figure, prose)


class StoryTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.status = Runs.plain.wait()
        cls.run_, cls.out = Runs.plain, Runs.plain.out

    def test_it_ends_well_and_is_read_to_the_end(self):
        self.assertEqual((0, ""), (self.status, self.run_.errors), self.out)
        lines = self.out.splitlines()
        self.assertLessEqual(len(lines), MOST_LINES, self.out)
        self.assertEqual([], [line for line in lines if len(line) > 80 and str(OFFLIST) not in line])
        self.assertEqual(["== 1.", "== 2.", "== 3."], [line[:5] for line in lines if line.startswith("== ")])

    def test_what_is_piped_has_no_colours_and_takes_nothing_back(self):
        self.assertNotRegex(self.out, "[\033\r]")

    def test_the_timeline_is_the_history_of_the_listing(self):
        rows, source = self.run_.rows("UTC")
        history = answer_in(source)["history"]
        self.assertEqual(["suspected", "opened", "clearing", "closed"], [each["change"] for each in history])
        expected = [[each["at"][11:19], each["change"], ", ".join(each["evidence"]["codes"]) or "no entry"] for each in history]
        ours = [row for row in rows if row[1].startswith("(we ")]
        told = [[row[0], row[1].partition(":")[0], row[2].partition(":")[0]] for row in rows if row not in ours]
        self.assertEqual(expected, told)
        self.assertEqual(2, len(ours))

    def test_the_statement_is_that_of_the_account_and_adds_up(self):
        rows, source = self.run_.rows("transfer")
        transfers = sorted(answer_in(source)["items"], key=lambda each: int(each["id"][4:]))
        self.assertEqual(["topup", "topup_surcharge", "hold", "hold", "earned", "credit_back"], [each["code"] for each in transfers])
        left, expected = 0, []
        for each in transfers:
            left += each["effect"]
            expected.append([each["id"], each["debit"], each["credit"], f"{each['amount']['amount'] / 100:.2f}", f"{left / 100:.2f}"])
        self.assertEqual(expected, [[row[0], *row[2:]] for row in rows])
        funds = answer_in(next(self.run_.folder.glob("3-money/*-funds.txt")))
        self.assertEqual((left, 0), (funds["balance"]["amount"], funds["held"]["amount"]))

    def test_the_payment_and_the_orders_are_told_as_they_were(self):
        prose = " ".join(self.out.split())
        payment = answer_in(next(self.run_.folder.glob("3-money/*-get-payments-*.txt")))
        amounts = {name: payment[name]["amount"] for name in ("amount", "surcharge", "total")}
        self.assertEqual("settled", payment["state"])
        self.assertEqual(amounts["total"], amounts["amount"] + amounts["surcharge"])
        self.assertIn(f"{amounts['total'] / 100:.2f} USD by card", prose)
        self.assertIn(f"{amounts['amount'] / 100:.2f} USD and {100 * amounts['surcharge'] / amounts['amount']:.1f} % surcharge", prose)
        orders = [answer_in(each) for each in sorted(self.run_.folder.glob("3-money/*-get-delistings-del_*.txt"))]
        self.assertEqual(["succeeded", "failed"], [each["state"] for each in orders])
        for each in orders:
            self.assertIn(f"{each['id']}, {each['subject']}: {each['state']}, {each['reason']}", prose)
        verified = next(self.run_.folder.glob("3-money/*-ledger-verify.txt")).read_text(encoding="utf-8")
        self.assertIn("the books balance", verified)
        self.assertIn(verified.splitlines()[1], prose)

    def test_the_folder_has_the_answers_and_the_logs_and_no_secret(self):
        folder = self.run_.folder
        self.assertIn(str(folder), self.out)
        self.assertEqual({"1-sweep", "2-listing", "3-money", "logs", "zones", "offlist.toml"}, {each.name for each in folder.iterdir()})
        self.assertEqual({"offlist.log", "rbldnsd.log", "rbldnsd-live.log", "unbound.log", "gateways.log"},
                         {each.name for each in (folder / "logs").iterdir()})
        self.assertIn("listed  198.18.64.17", (folder / "1-sweep" / "01-offlist-sweep.txt").read_text(encoding="utf-8"))
        for each in folder.rglob("*.*"):
            self.assertNotRegex(each.read_text(encoding="utf-8") if each.is_file() else "", TOKEN, each)

    def test_the_readme_shows_what_one_gets(self):
        def chapter(text):
            return [re.sub(r"\d\d:\d\d:\d\d", "TIME", line) for line in text.partition("== 2.")[2].splitlines()]

        excerpt = chapter((ROOT / "README.md").read_text(encoding="utf-8"))
        excerpt = excerpt[:excerpt.index("```")]
        self.assertEqual(excerpt, chapter(self.out)[:len(excerpt)])

    def test_nothing_is_left_running(self):
        self.assertEqual([], self.run_.left())


class StayTest(unittest.TestCase):
    """In this order: what it says, what works, how it ends."""

    @classmethod
    def setUpClass(cls):
        cls.run_ = Runs.stays
        cls.run_.says(" >> ")  # the last of what it says
        cls.commands = [line.strip() for line in cls.run_.out.partition("stays up at")[2].splitlines() if line.startswith("  ")]

    def typed(self, what):
        """What the command prints whose text has this in it, typed into a shell in the folder."""
        command = next(each for each in self.commands if what in each)
        done = subprocess.run(["bash", "-c", f"{self.commands[0]} && {command}"], env={k: v for k, v in os.environ.items() if k != "http_proxy"},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stderr), command)
        return done.stdout

    def test_1_its_link_works(self):
        url = re.search(r"stays up at (http://127\.0\.0\.1:\d+)", self.run_.out)[1]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url + "/openapi.json", timeout=10) as reply:
            self.assertTrue(json.load(reply)["openapi"].startswith("3."))

    def test_2_customer_and_staff_are_let_in_and_only_they_can_read_their_tokens(self):
        self.assertEqual({"acc_1"}, {each["account"] for each in json.loads(self.typed("customer"))["items"]})
        self.assertEqual({"succeeded", "failed"}, {each["state"] for each in json.loads(self.typed("staff"))["items"]})
        modes = {each.name: each.stat().st_mode & 0o777 for each in (self.run_.folder / "tokens").iterdir()}
        self.assertLessEqual({"customer.header", "staff.header"}, set(modes))
        self.assertEqual({0o600}, set(modes.values()))

    def test_3_one_more_address_gets_on_the_list(self):
        self.typed(" >> ")
        subject = re.search(r"echo '(\S+) ", self.run_.out)[1]
        for _ in limit(f"the listing of {subject}"):
            if (subject, "open") in {(each["subject"], each["state"]) for each in json.loads(self.typed("customer"))["items"]}:
                return

    def test_4_verbose_shows_requests_and_answers_and_no_token(self):
        for expected in ("$ curl -s -H", "Idempotency-Key: ", '"state": "awaiting_funds"', '"debit": "gateway:stripe"', "$ offlist ledger verify",
                         "listed  198.18.64.17"):
            self.assertIn(expected, self.run_.out)
        self.assertNotRegex(self.run_.out, TOKEN)

    def test_5_sigterm_ends_it_well_and_leaves_nothing(self):
        self.assertNotEqual([], self.run_.left())
        pid = int(re.search(r"or: kill\s+(\d+)", self.run_.out)[1])
        self.assertEqual(self.run_.process.pid, pid)
        os.kill(pid, signal.SIGTERM)
        self.assertEqual((0, ""), (self.run_.wait(), self.run_.errors), self.run_.out)
        self.assertEqual([], self.run_.left())
        self.assertFalse((self.run_.folder / "tokens").exists())
        self.assertIn(f"The answers are still in {self.run_.folder}", " ".join(self.run_.out.split()))


class FailureTest(unittest.TestCase):
    def blamed(self, run, chapter, what):
        self.assertEqual(1, run.wait(), run.out)
        said = run.errors
        self.assertRegex(said, rf"demo: FAILED in chapter {chapter} \(.+\): {what}")
        self.assertIn("  | the disk is on fire", said)
        self.assertIn(str(run.folder), said)
        named = pathlib.Path(re.search(r"the last lines of (\S+):", said)[1])
        self.assertIn("the disk is on fire", named.read_text(encoding="utf-8"))
        self.assertEqual([], run.left())
        self.assertFalse((run.folder / "tokens").exists())

    def test_a_daemon_that_does_not_start(self):
        self.blamed(Runs.fails, 2, "offlist serve ended with status 3")

    def test_a_sweep_that_ends_otherwise(self):
        self.blamed(Run(failing("sweep")), 1, "offlist sweep ended with status 3, not 2")

    def test_a_program_that_is_not_there(self):
        run = Run(ROOT / "no-such-program")
        self.assertEqual(1, run.wait())
        self.assertIn("no-such-program cannot be run", run.errors)

    def test_a_stop_in_the_middle_leaves_nothing_running(self):
        run = Run(OFFLIST)
        run.says("== 1.")
        run.process.send_signal(signal.SIGTERM)
        self.assertEqual(128 + signal.SIGTERM, run.wait(), run.errors)
        self.assertIn("Stopped in chapter 1", run.out)
        self.assertEqual([], run.left())


if __name__ == "__main__":
    OFFLIST = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
