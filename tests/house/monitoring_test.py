#!/usr/bin/env python3
"""The examples of docs/MONITORING.md are taken by the monitoring systems that they are for, and run.

usage: monitoring_test.py OFFLIST        the program, which the plugin's examples are run with

A tool that is not installed is told as skipped. Everything stays on loopback.
"""
import grp
import json
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "MONITORING.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^<!-- file: (\S+) -->\n```\n(.*?)^```$", re.M | re.S)
LIMIT_S = 60
OFFLIST = ""  # set below
LIST = """[operator]
name = "test"
url = "https://alpha.test/"
[[blocklist]]
id = "alpha"
name = "alpha"
zone = "alpha.test"
subjects = ["ip4"]
severity = "high"
enabled = true
scope = "ip"
answers = [{ match = "127.0.0.2", verdict = "listed", means = "infected" }]
[blocklist.removal]
method = "none"
"""


class Dns(threading.Thread):
    """A name server with one list: its test entry and 45.83.12.9 are on it. `refuses`: it answers REFUSED to all."""

    def __init__(self, refuses=False):
        super().__init__(daemon=True)
        self.refuses = refuses
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            asked, who = self.socket.recvfrom(4096)
            if not asked:
                return
            end = asked.index(b"\0", 12) + 5
            question = asked[12:end]
            listed = question.lower().startswith((b"\x012\x010\x010\x03127\x05alpha", b"\x019\x0212\x0283\x0245\x05alpha"))
            is_a = question[-4:-2] == b"\0\1"
            code = 5 if self.refuses else 0 if listed else 3
            answers = 1 if listed and is_a and not self.refuses else 0
            head = asked[:2] + bytes([0x81, 0x80 | code]) + b"\0\1" + bytes([0, answers]) + b"\0\0\0\0"
            body = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\2" if answers else b""
            self.socket.sendto(head + question + body, who)

    def end(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as to:
            to.sendto(b"", self.socket.getsockname())
        self.join()
        self.socket.close()


def tool(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, timeout=LIMIT_S, check=False, **more)


class Examples(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.at = pathlib.Path(self.directory.name)
        self.files = dict(EXAMPLE.findall(PAGE))
        (self.at / "lists.d").mkdir()
        (self.at / "lists.d" / "alpha.toml").write_text(LIST)
        self.dns = Dns()
        self.addCleanup(self.directory.cleanup)
        self.addCleanup(self.dns.end)

    def program(self, dns):
        """A script that stands for /usr/bin/offlist: with our list, our name server, and not much patience."""
        script = self.at / "offlist"
        script.write_text(f'#!/bin/sh\ncommand=$1\nshift\nexec {OFFLIST} "$command" --lists {self.at}/lists.d --resolver {dns} '
                          '--timeout 300ms --tries 1 "$@"\n')
        script.chmod(0o755)
        return str(script)

    def write(self, folder, dns=None):
        """The examples of one system, with the program that is tested."""
        for name, text in self.files.items():
            if name.startswith(folder + "/"):
                (self.at / name).parent.mkdir(exist_ok=True)
                (self.at / name).write_text(text.replace("/usr/bin/offlist", self.program(dns or self.dns.address)))
        return self.at / folder

    def test_every_example_is_known(self):
        self.assertEqual({"icinga2", "zabbix", "prtg", "prometheus"}, {name.split("/")[0] for name in self.files})

    def test_the_plugin_says_ok_for_nothing_but_what_was_proved(self):
        plugin = re.compile(r"^OFFLIST (OK|WARNING|CRITICAL|UNKNOWN) - [^|]*( \| ('?[^' =|]+'?=[0-9.]+(s|%|B|c)?(;[0-9.]*){0,4} ?)+)?$")
        refusing = Dns(refuses=True)
        self.addCleanup(refusing.end)
        for dns, words, status, said in (
                (self.dns, ["45.83.12.7"], 0, "OK"),
                (self.dns, ["45.83.12.9"], 2, "CRITICAL"),
                (self.dns, ["45.83.12.7", "example.org"], 1, "WARNING"),
                (refusing, ["45.83.12.7"], 3, "UNKNOWN"),
                (self.dns, ["45.83.12.777"], 3, "UNKNOWN"),
                (self.dns, ["45.83.12.7", "--no-such-flag"], 3, "UNKNOWN")):
            done = run(self.program(dns.address), "check", *words)
            line = done.stdout.splitlines()[0]
            self.assertEqual((status, said), (done.returncode, line.split()[1]), line)
            self.assertRegex(line, plugin)
            self.assertEqual("", "".join(c for c in done.stdout.splitlines()[1:] if "|" in c), "perfdata begins with a bar")

    def test_icinga_takes_its_objects(self):
        icinga = tool("icinga2")
        if not icinga:
            self.skipTest("icinga2 is not installed")
        folder = self.write("icinga2")
        (folder / "main.conf").write_text(
            f'include <itl>\nconst NodeName = "test"\ninclude "{folder}/offlist.conf"\n')
        # as whoever runs the test, and with all of its state in our folder
        me = {"RunAsUser": pwd.getpwuid(os.getuid()).pw_name, "RunAsGroup": grp.getgrgid(os.getgid()).gr_name}
        state = [f"-DConfiguration.{name}={value}" for name, value in
                 {**me, **dict.fromkeys(("DataDir", "LogDir", "CacheDir", "SpoolDir", "InitRunDir"), str(self.at))}.items()]
        done = run(icinga, "daemon", "-C", "-c", str(folder / "main.conf"), *state)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn("1 Service", done.stdout)

    def test_zabbix_runs_its_parameter(self):
        agent = tool("zabbix_agentd")
        if not agent:
            self.skipTest("zabbix_agentd is not installed")
        folder = self.write("zabbix")
        main = folder / "agent.conf"
        main.write_text(f"Server=127.0.0.1\nTimeout=30\nLogType=console\nInclude={folder}/offlist.conf\n")
        done = run(agent, "-c", str(main), "-t", "offlist.check[45.83.12.9]")
        value = re.search(r"\[t\|(.*)\]$", done.stdout, re.M)
        self.assertTrue(value, done.stdout + done.stderr)
        summary = json.loads(value[1])["summary"]
        self.assertEqual((1, 0, 0), (summary["listed"], summary["unknown"], summary["clean"]))
        for path in re.findall(r"`\$\.summary\.(\w+)`", PAGE):
            self.assertIn(path, summary)

    def test_prtg_gets_what_it_reads_and_an_error_for_what_is_not_known(self):
        refusing = Dns(refuses=True)
        self.addCleanup(refusing.end)
        for dns, subject, wanted in ((self.dns, "45.83.12.9", (1, 0)), (self.dns, "45.83.12.7", (0, 1))):
            script = self.write("prtg", dns.address) / "offlist.py"
            said = json.loads(run(sys.executable, str(script), subject).stdout)["prtg"]
            values = {c["channel"]: c["value"] for c in said["result"]}
            self.assertEqual(wanted, (values["listed"], values["clean"]))
            self.assertNotIn("error", said)
        script = self.write("prtg", refusing.address) / "offlist.py"
        for subject in ("45.83.12.7", "45.83.12.777"):
            said = json.loads(run(sys.executable, str(script), subject).stdout)["prtg"]
            self.assertEqual(1, said["error"])
            self.assertTrue(said["text"])
            self.assertNotIn("result", said)

    def test_prometheus_takes_configuration_and_rules(self):
        promtool = tool("promtool")
        if not promtool:
            self.skipTest("promtool is not installed")
        folder = self.write("prometheus")
        for words in (["check", "config", "prometheus.yml"], ["check", "rules", "offlist.rules.yml"],
                      ["test", "rules", "offlist.test.yml"]):
            done = run(promtool, *words, cwd=folder)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_the_rules_name_metrics_that_there_are(self):
        registered = set(re.findall(r'"(offlist_[a-z_]+)"', (ROOT / "src" / "telemetry" / "metrics.cpp").read_text()))
        named = set(re.findall(r"offlist_[a-z_]+", self.files["prometheus/offlist.rules.yml"]))
        self.assertTrue(named)
        self.assertEqual(set(), named - registered)

    def test_grafana_has_a_dashboard_of_metrics_that_there_are(self):
        board = json.loads((ROOT / "docs" / "grafana.json").read_text(encoding="utf-8"))
        source = (ROOT / "src" / "telemetry" / "metrics.cpp").read_text()
        registered, labels = set(re.findall(r'"(offlist_[a-z_]+)"', source)), set(re.findall(r'{"([a-z]+)", ', source))
        taken, asked = set(), []
        for panel in board["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            self.assertFalse(cells & taken, panel["title"] + " lies upon another")
            self.assertLessEqual(place["x"] + place["w"], 24)
            taken |= cells
            if panel["type"] == "row":
                continue
            self.assertTrue(panel["title"] and panel["description"] and panel["fieldConfig"]["defaults"]["unit"], panel)
            for target in panel["targets"]:
                asked.append(target["expr"])
                for label in re.findall(r"by \((\w+)\)", target["expr"]) + re.findall(r"{{(\w+)}}", target["legendFormat"]):
                    self.assertIn(label, labels | {"le", "blocklist"}, target["expr"])
        named = {re.sub("_bucket$", "", each) for each in re.findall(r"offlist_[a-z_]+", " ".join(asked))}
        self.assertEqual(set(), named - registered)
        promtool = tool("promtool")
        if not promtool:
            self.skipTest("promtool is not installed")
        # what Grafana puts in for its variables
        whole = [each.replace("$instance", ".*").replace("$__rate_interval", "5m") for each in asked]
        rules = [{"record": f"panel:{n}", "expr": each} for n, each in enumerate(whole)]
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "rules.yml"
            file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))  # YAML takes JSON
            done = run(promtool, "check", "rules", str(file))
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)


if __name__ == "__main__":
    OFFLIST = sys.argv.pop(1)
    unittest.main()
