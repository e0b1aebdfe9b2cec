#!/usr/bin/env python3
"""Parts of the demo by themselves: its page on terminals of all kinds, its statement, and stops at bad moments."""
import io
import os
import pathlib
import signal
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "demo"))
import money  # noqa: E402
import stopping  # noqa: E402
import sweep  # noqa: E402
from folder import Folder  # noqa: E402
from page import Column, Page  # noqa: E402
from trouble import DemoError  # noqa: E402


class Terminal(io.StringIO):
    def isatty(self):
        return True


def transfer(number, code, cents, effect):
    return {"id": f"trf_{number}", "code": code, "amount": {"amount": cents, "currency": "USD"}, "effect": effect, "debit": "gateway:x",
            "credit": "funds:1", "reference": "del_7"}


class PageTest(unittest.TestCase):
    def page(self, out, **environment):
        patched = mock.patch.dict(os.environ, {"TERM": "xterm", "COLUMNS": "80", **environment}, clear=True)
        patched.start()
        self.addCleanup(patched.stop)
        return Page(out)

    def printed(self, out, **environment):
        page = self.page(out, **environment)
        page.chapter(1, "A title")
        page.status("waiting")
        page.table([Column("name"), Column("count", right=True)], [["one", ("1", "alarm")]])
        return out.getvalue()

    def test_a_terminal_gets_colours_and_a_line_that_goes_away(self):
        said = self.printed(Terminal())
        self.assertIn("\033[1m== 1. A title", said)
        self.assertIn("\033[31m    1\033[0m", said)
        self.assertIn("waiting ...", said)

    def test_no_color_is_honoured_unless_it_is_empty(self):
        self.assertNotIn("\033[1m", self.printed(Terminal(), NO_COLOR="1"))
        self.assertIn("\033[1m", self.printed(Terminal(), NO_COLOR=""))

    def test_a_pipe_and_a_dumb_terminal_get_plain_text(self):
        for said in (self.printed(io.StringIO()), self.printed(Terminal(), TERM="dumb")):
            self.assertEqual("\n== 1. A title\n  name  count\n  one       1\n", said)

    def test_a_table_leaves_out_what_is_spare_and_then_cuts_so_that_it_fits(self):
        columns = [Column("what", shrinks=True), Column("why", spare=2), Column("where", spare=1), Column("count", right=True)]
        row = ["w" * 30, "y" * 20, "x" * 10, "1,000"]
        for width, expected in ((80, "w" * 30 + "  " + "y" * 20 + "  " + "x" * 10 + "  1,000"), (60, "w" * 30 + "  " + "x" * 10 + "  1,000"),
                                (40, "w" * 30 + "  1,000"), (30, "w" * 30 + "  1,000")):
            out = io.StringIO()
            self.page(out, COLUMNS=str(width)).table(columns, [row])
            self.assertEqual("  " + expected, out.getvalue().splitlines()[1], width)
        out = io.StringIO()
        self.page(out, COLUMNS="40").table(columns, [["w" * 50, *row[1:]]])
        self.assertEqual("  " + "w" * 28 + "...  1,000", out.getvalue().splitlines()[1])

    def test_a_command_is_never_wrapped_and_a_text_is(self):
        out = io.StringIO()
        page = self.page(out, COLUMNS="50")
        page.command("a " * 40)
        page.text("a " * 40)
        self.assertEqual(["  " + "a " * 40, ("a " * 25).strip(), ("a " * 15).strip()], out.getvalue().splitlines())


class FiguresTest(unittest.TestCase):
    """What is shown is what was answered, whatever that is."""

    def test_the_statement_shows_the_transfers_in_their_order_with_the_funds_after_each(self):
        out = io.StringIO()
        money.statement(Page(out), [transfer(10, "hold", 5, -5), transfer(9, "topup", 123456, 123456), transfer(11, "new_kind", 1, 0)],
                        {"balance": {"amount": 123451, "currency": "USD"}})
        rows = [line.split("  ") for line in out.getvalue().splitlines()[1:]]
        self.assertEqual([["1,234.56", "1,234.56"], ["0.05", "1,234.51"], ["0.01", "1,234.51"]],
                         [[each.strip() for each in row if each.strip()][-2:] for row in rows])
        self.assertIn("del_7: fee held", out.getvalue())
        self.assertIn("new_kind del_7", out.getvalue())

    def test_a_statement_that_does_not_add_up_ends_the_demo(self):
        with self.assertRaisesRegex(DemoError, r"adds up to 70\.00, but the account has 69\.99 USD"):
            money.statement(Page(io.StringIO()), [transfer(1, "topup", 7000, 7000)], {"balance": {"amount": 6999, "currency": "USD"}})

    def test_a_list_that_is_well_stands_before_one_that_is_not(self):
        told = {"listed": 1, "informational": 2, "clean": 3000, "unknown": 4}
        summary = {"blocklists": {"a": {**told, "health": "unhealthy"}, "b": {**told, "health": "healthy"}}}
        out = io.StringIO()
        sweep.table(Page(out), summary, {"a": {"name": "A"}, "b": {"name": "B"}})
        self.assertEqual(["b", "a"], [line.split()[0] for line in out.getvalue().splitlines()[1:]])
        self.assertRegex(out.getvalue(), r"b .* healthy +1 +2 +3,000 +4\n")


class FolderTest(unittest.TestCase):
    def test_names_of_files_are_safe_and_secrets_are_for_their_owner_until_they_are_cleaned_away(self):
        with tempfile.TemporaryDirectory() as made, mock.patch.object(tempfile, "tempdir", made):
            folder = Folder(Page(io.StringIO()))
            folder.begin("1-sweep")
            kept = folder.keep("customer get /v1/../x?a=b&c", "text")
            self.assertEqual(("1-sweep/01-customer-get-v1-..-x-a-b-c.txt", kept), (folder.newest, folder.path / folder.newest))
            secret = folder.secret("staff.header", "s")
            self.assertEqual((0o600, "s\n"), (secret.stat().st_mode & 0o777, secret.read_text(encoding="ascii")))
            with self.assertRaises(FileExistsError):
                folder.secret("staff.header", "another")
            folder.clean()
            self.assertEqual((False, True), (secret.exists(), kept.exists()))


class StoppingTest(unittest.TestCase):
    def setUp(self):
        before = {number: signal.getsignal(number) for number in stopping.SIGNALS}
        self.addCleanup(lambda: [signal.signal(number, handler) for number, handler in before.items()])
        patched = mock.patch.multiple(stopping.State, shields=0, pending=None, stopped=False)
        patched.start()
        self.addCleanup(patched.stop)

    def test_a_signal_that_comes_within_is_raised_at_the_end_and_only_once(self):
        stopping.listen()
        reached = False
        with self.assertRaises(stopping.Stopped):
            with stopping.undisturbed(), stopping.undisturbed():
                signal.raise_signal(signal.SIGTERM)
                reached = True
        self.assertTrue(reached)
        signal.raise_signal(signal.SIGTERM)  # while everything is cleaned up

    def test_what_the_parent_ignores_stays_ignored(self):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        stopping.listen()
        signal.raise_signal(signal.SIGHUP)


if __name__ == "__main__":
    unittest.main()
