#!/usr/bin/env python3
"""The packages, installed by apt on a Debian of their own, and the daemon started as the unit says.

usage: install_test.py [unittest arguments]     the packages are those of package.py, built before where needed

OFFLIST_FRESH_MACHINE=1 installs on a Debian that debootstrap makes (machine.py), with a compiler for the library's part.
"""
import contextlib
import http.client
import json
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

import machine
import name_server
import package
from systemd import Systemd
from unit import Unit

sys.path.insert(0, str(machine.ROOT / "tests" / "house"))
import hardening  # noqa: E402

CONFIG = "/etc/offlist/offlist.toml"
UNIT = "/lib/systemd/system/offlist.service"
BOUND_S = 60  # nothing here takes nearly as long


def file_of(name):
    found = [path for path in package.build() if path.name.startswith(name + "_")]
    assert len(found) == 1, found
    return found[0]


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with contextlib.ExitStack() as stack:
            cls.on = stack.enter_context(machine.machine())
            cls.on.install(file_of("offlist"))
            cls.addClassCleanup(stack.pop_all().close)

    def as_daemon(self, *command, status=0):
        return self.on.run("setpriv", "--reuid", "offlist", "--regid", "offlist", "--clear-groups", *command, status=status)

    def access(self, path):
        """mode, uid and gid of a path of the machine."""
        there = self.on.path(path).stat()
        return stat.S_IMODE(there.st_mode), there.st_uid, there.st_gid


class FilesTest(Installed):
    """What lies where, and who may read it."""

    def test_the_program_runs_and_says_its_version(self):
        version = re.search(r"project\(offlist VERSION ([0-9.]+)", (machine.ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
        self.assertEqual(f"offlist {version}", self.on.run("offlist", "--version").strip())

    def test_it_is_hardened(self):
        self.assertEqual([], list(hardening.missing(self.on.path("/usr/bin/offlist"), True)))

    def test_its_lists_are_found_without_a_word(self):
        self.assertIn("spamhaus-zen", self.on.run("offlist", "lists"))

    def test_the_price_book_is_where_the_configuration_points_to(self):
        named = re.search(r'^# file = "([^"]*prices[^"]*)"', self.on.path(CONFIG).read_text(encoding="utf-8"), re.MULTILINE)[1]
        self.assertTrue(self.on.path(named).is_file(), named)

    def test_the_configuration_is_read_by_the_daemon_and_by_nobody_else(self):
        uid, gid, home, shell = self.on.user("offlist")
        self.assertEqual((0o750, 0, gid), self.access("/etc/offlist"))
        self.assertEqual((0o700, uid, gid), self.access("/var/lib/offlist"))
        self.assertEqual(("/var/lib/offlist", "/usr/sbin/nologin"), (home, shell))
        self.assertIn("[store]", self.as_daemon("cat", CONFIG))
        stranger = self.on.run("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "cat", CONFIG, status=1)
        self.assertIn("Permission denied", stranger)
        self.as_daemon("sh", "-c", f"echo >> {CONFIG}", status=2)

    def test_who_may_not_read_the_configuration_asks_by_the_defaults_and_opens_no_store(self):
        def stranger(*command, status=0):
            return self.on.run("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", *command, status=status)
        self.assertIn("spamhaus-zen", stranger("offlist", "lists"))
        self.assertIn(CONFIG, stranger("offlist", "ledger", "verify", status=3))

    def test_what_an_operator_changes_is_kept_by_upgrades(self):
        self.assertIn(f" {CONFIG} ", self.on.run("dpkg-query", "--show", "--showformat=${Conffiles}\n", "offlist"))

    def test_the_unit_is_enabled_and_systemd_has_nothing_against_it(self):
        self.assertTrue(self.on.path("/etc/systemd/system/multi-user.target.wants/offlist.service").is_symlink())
        self.assertEqual("", self.on.run("systemd-analyze", "verify", "--man=no", UNIT))

    def test_completions_and_the_manual_come_along(self):
        for path, begins in (("/usr/share/bash-completion/completions/offlist", "# bash completion"),
                             ("/usr/share/zsh/vendor-completions/_offlist", "#compdef offlist"),
                             ("/usr/share/fish/vendor_completions.d/offlist.fish", "# fish completion")):
            self.assertTrue(self.on.path(path).read_text(encoding="utf-8").startswith(begins), path)
        self.assertTrue(self.on.path("/usr/share/man/man1/offlist.1.gz").is_file())
        self.assertIn("GNU AFFERO GENERAL PUBLIC LICENSE", self.on.path("/usr/share/doc/offlist/copyright").read_text(encoding="utf-8"))

    def test_containers_have_the_libraries_that_the_package_depends_on(self):
        def names(listed):
            return {re.split(r"[ (:|]", each.strip())[0] for each in listed.split(",")}

        needed = names(self.on.run("dpkg-query", "--show", "--showformat=${Depends}\n", "offlist"))
        listed = re.findall(r"^runtime: *(.*)$", (machine.ROOT / "packaging" / "packages.txt").read_text(encoding="utf-8"), re.MULTILINE)
        given = {"libc6", "libgcc-s1", "libstdc++6", *" ".join(listed).split()}  # the first three are of every Debian
        for line in self.on.run("dpkg-query", "--show", "--showformat=${Package} ${Provides}\n").splitlines():
            package, _, provides = line.partition(" ")
            if package in given:
                given |= names(provides)
        self.assertEqual(set(), {each for each in needed if each.startswith(("lib", "zlib"))} - given)


class DaemonTest(Installed):
    """The unit as it is installed, on a network with nothing but a name server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(machine.own_network())
        name_server.start()
        cls.on.path("/etc/resolv.conf").unlink(missing_ok=True)
        cls.on.path("/etc/resolv.conf").write_text("nameserver 127.0.0.1\n", encoding="utf-8")

    def setUp(self):
        self.log = self.enterContext(tempfile.TemporaryFile())
        self.unit = Unit(self.on, UNIT)
        try:
            self.unit.start(self.log)
        except subprocess.SubprocessError:
            self.fail(self.said())
        self.addCleanup(self.unit.end)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def ask(self, path, token=None):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", 8080, timeout=10)) as connection:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def test_it_is_started_and_ready_out_of_the_box_and_stops_when_asked(self):
        self.assertTrue(self.unit.told("READY=1", BOUND_S), self.said())
        deadline, status, body = time.monotonic() + 150, 0, ""
        while status != 200 and time.monotonic() < deadline:  # the first slice takes up to a minute
            status, body = self.ask("/readyz")
            time.sleep(0.2)
        self.assertEqual(200, status, body + self.said())
        self.assertTrue(json.loads(body)["ready"])
        self.assertTrue(self.unit.told("WATCHDOG=1", BOUND_S), self.said())
        uid, gid = self.on.user("offlist")[:2]
        self.assertEqual((0o600, uid, gid), self.access("/var/lib/offlist/offlist.db"))
        self.assertEqual(0, self.unit.stop(signal.SIGTERM, BOUND_S), self.said())

    def test_commands_beside_it_run_as_its_user(self):
        self.assertTrue(self.unit.told("READY=1", BOUND_S), self.said())
        account = self.as_daemon("offlist", "account", "create", "--config", CONFIG, "--name", "Example", "--email",
                                 "ops@example.org").strip()
        token = self.as_daemon("offlist", "token", "create", "--config", CONFIG, "--role", "admin").strip()
        status, body = self.ask(f"/v1/accounts/{account}", token)
        self.assertEqual((200, "Example"), (status, json.loads(body).get("name")), body)


def commands(heading, containing):
    """The lines of the first block of commands below a heading of docs/OPERATIONS.md in which these words stand."""
    text = (machine.ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    for block in re.findall(r"```sh\n(.*?)```", section, re.DOTALL):
        if containing in block:
            return block
    raise AssertionError(f"OPERATIONS.md has no commands with {containing!r} below {heading!r}")


class DocumentsTest(Installed):
    """docs/OPERATIONS.md's own commands, as they stand there, from the first account to a restored backup and an upgrade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(machine.own_network())
        name_server.start()
        cls.on.path("/etc/resolv.conf").unlink(missing_ok=True)
        cls.on.path("/etc/resolv.conf").write_text("nameserver 127.0.0.1\n", encoding="utf-8")
        cls.log = cls.enterClassContext(tempfile.TemporaryFile())
        cls.systemd = cls.enterClassContext(Systemd(cls.on, UNIT, cls.log))

    def shell(self, text):
        """What the commands print, as root types them in a folder of her own; each must succeed."""
        home = self.on.path("/root/desk")
        home.mkdir(exist_ok=True)
        # the services of another machine are not asked: systemctl is the test's
        try:
            return self.on.run("sh", "-e", "-c", f"PATH=/usr/local/bin:$PATH; cd /root/desk\n{text}")
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n{self.said()[-4000:]}") from None

    def said(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def ask(self, path, token):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", 8080, timeout=10)) as connection:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read().decode())

    def accounts(self):
        token = self.on.path("/root/desk/admin.token").read_text(encoding="utf-8").strip()
        status, body = self.ask("/v1/accounts", token)
        self.assertEqual(200, status, body)
        return [each["name"] for each in body["items"]]

    def test_from_the_first_account_to_an_upgrade(self):
        self.shell("systemctl start offlist")
        self.on.path("/root/desk").mkdir(exist_ok=True)
        self.on.path("/root/desk/customers.csv").write_text("subject,label\n45.83.12.7,rack 4\n", encoding="utf-8")
        said = self.shell(commands("Install", "account create"))
        self.assertTrue(said.startswith("acc_1\n"), said)
        self.assertEqual(["Example Ltd"], self.accounts())

        config = self.on.path(CONFIG)
        config.write_text(config.read_text(encoding="utf-8") + "\n# ours\n", encoding="utf-8")
        self.shell("systemctl reload offlist")
        self.assertIn("the configuration is read again", self.said())

        self.shell(commands("Backup and restore", "offlist backup"))
        self.shell("sudo -u offlist offlist account create --config /etc/offlist/offlist.toml --name Late --email b@example.org")
        self.assertEqual(["Example Ltd", "Late"], self.accounts())
        self.shell(commands("Backup and restore", "systemctl stop"))
        self.assertEqual(["Example Ltd"], self.accounts())
        # root may forget `sudo -u`: the daemon's files stay the daemon's
        self.shell("offlist account create --config /etc/offlist/offlist.toml --name Root --email c@example.org")
        uid, gid = self.on.user("offlist")[:2]
        for each in self.on.path("/var/lib/offlist").iterdir():
            self.assertEqual((uid, gid), (each.stat().st_uid, each.stat().st_gid), each)

        package_file = file_of("offlist")
        self.on.path(f"/root/desk/{package_file.name}").write_bytes(package_file.read_bytes())
        self.shell("sudo apt-get -qq install -y --reinstall ./offlist_*.deb && systemctl restart offlist")
        self.assertIn("# ours", config.read_text(encoding="utf-8"))
        self.assertEqual(["Example Ltd", "Root"], self.accounts())
        self.shell("systemctl stop offlist")


class RemovalTest(Installed):
    def test_purged_it_leaves_nothing_but_the_store(self):
        self.on.path("/var/lib/offlist/offlist.db").write_text("what customers paid for", encoding="utf-8")
        self.on.run("apt-get", "-qq", "remove", "-y", "offlist")
        self.assertTrue(self.on.path(CONFIG).is_file())
        self.assertFalse(self.on.path("/usr/bin/offlist").exists())
        self.on.run("apt-get", "-qq", "purge", "-y", "offlist")
        self.assertFalse(self.on.path(CONFIG).exists())
        self.assertFalse(self.on.path("/etc/systemd/system/multi-user.target.wants/offlist.service").is_symlink())
        self.assertTrue(self.on.path("/var/lib/offlist/offlist.db").is_file())


class LibraryTest(unittest.TestCase):
    def test_a_stranger_s_program_is_built_against_the_package(self):
        with machine.machine() as on:
            on.install(file_of("libofflist-dev"), "g++", "cmake", "ninja-build", "pkg-config", "python3")
            self.assertIn("\nOK\n", on.run("python3", "-B", f"{machine.SOURCE}/tests/packaging/library_test.py", "--prefix", "/usr"))


if __name__ == "__main__":
    machine.enter()
    del os.environ[machine.INSIDE]
    unittest.main()
