#!/usr/bin/env python3
"""The demo: a story in three chapters, told with the answers of real servers on loopback.

  1. a sweep of an inventory, with two lists that cannot be believed        sweep.py
  2. the daemon, while a listing comes and goes                             listing.py
  3. two removals paid for: one is earned, one gives its fee back           money.py

What is printed fits on two screens; every request with its answer is in a folder whose name is told. Everything listens on free
ports of 127.0.0.1 only and ends with this program, so it may run several times at once. Python's standard library, rbldnsd and
unbound are all that it needs.
"""
import argparse
import contextlib
import os
import pathlib
import shutil
import sys
import traceback

import daemon
import listing
import money
import stay
import stopping
import sweep
from folder import Folder
from page import Page
from trouble import DemoError

LOG_LINES = 10  # of the log of a program that failed
NEEDED = ("rbldnsd", "unbound")


def intro(page, folder):
    page.text(f"This is offlist in three chapters, about a minute, all on this machine. Addresses, names and money are made up; every "
              f"figure comes from an answer that is kept in {folder.path}.")


def farewell(page, folder):
    page.line()
    page.text(f"That was it. In {folder.path} are all requests with their answers (1-sweep, 2-listing, 3-money), the logs, and the lists' "
              f"data (zones).")


def what_next(page, offlist):
    page.text("Next, the real lists, through a resolver of your own:")
    page.command(f"{offlist} check YOUR.MAIL.SERVER.ADDRESS")


class Story:
    """Runs the chapters, and knows which one it is in."""

    def __init__(self, page, folder, offlist, stays):
        self.page, self.folder, self.shown, self.stays = page, folder, offlist, stays
        self.offlist = str(pathlib.Path(offlist).resolve())  # the daemon runs in a folder of its own
        self.where = "before the first chapter"

    def chapter(self, number, title, folder):
        self.where = f"in chapter {number} ({title})"
        self.folder.begin(f"{number}-{folder}")
        self.page.chapter(number, title)

    def run(self):
        lives = "1d" if self.stays else "1h"  # of the tokens
        intro(self.page, self.folder)
        self.chapter(1, sweep.TITLE, "sweep")
        sweep.tell(self.page, self.folder, self.offlist)
        self.chapter(2, listing.TITLE, "listing")
        self.page.status("starting the daemon")
        with daemon.prepared(self.folder, self.offlist) as service:
            account, customer = listing.customer_of(service, lives)
            with daemon.running(service):
                listing.tell(self.page, service, customer)
                self.chapter(3, money.TITLE, "money")
                staff = money.tell(self.page, service, account, customer, lives)
                self.where = "after the last chapter"
                farewell(self.page, self.folder)
                if self.stays:
                    stay.tell(self.page, service, customer, staff)
                    stay.until_stopped(service)
        if self.stays:
            self.page.line(f"Stopped. The answers are still in {self.folder.path}.")
        else:
            what_next(self.page, self.shown)


def blame(page, folder, where, wrong):
    """What failed, where, what the log says last, and where the rest is; on standard error."""
    page.settle()
    told = [f"demo: FAILED {where}: {wrong}"]
    log = getattr(wrong, "log", None)
    if log and log.exists():
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        told += [f"the last lines of {log}:", *(f"  | {line}" for line in lines or ["(nothing)"])]
    told.append(f"what was asked and answered until then, and all logs: {folder.path}")
    print("\n" + "\n".join(told), file=sys.stderr, flush=True)


def told_story(page, arguments):
    """The exit status."""
    os.environ["PATH"] += os.pathsep + "/usr/sbin:/sbin"  # where Debian keeps servers
    missing = [each for each in (arguments.offlist, *NEEDED) if not shutil.which(each)]
    if missing:
        print(f"demo: {', '.join(missing)} cannot be run; ./dev demo builds and installs what it needs", file=sys.stderr)
        return 1
    folder = Folder(page)
    story = Story(page, folder, arguments.offlist, arguments.stay)
    try:
        story.run()
        return 0
    except stopping.Stopped as signal:
        page.line(f"Stopped {story.where}. What was asked and answered until then: {folder.path}")
        return 128 + signal.number
    except BrokenPipeError:
        page.mute()
        return 1
    except DemoError as wrong:
        blame(page, folder, story.where, wrong)
    except Exception as wrong:  # an answer of another shape, a full disk: to the person, still what failed and where
        folder.log("demo").write_text(traceback.format_exc(), encoding="utf-8")
        unforeseen = DemoError(f"{type(wrong).__name__}: {wrong}", folder.log("demo"))
        blame(page, folder, story.where, unforeseen)
    finally:
        with stopping.undisturbed():
            folder.clean()
    return 1


def main(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("offlist", help="the program")
    parser.add_argument("--stay", action="store_true", help="keep the daemon up afterwards, and say how to use it; until Ctrl-C")
    parser.add_argument("--verbose", action="store_true", help="print each request with its answer too")
    arguments = parser.parse_args(words)
    stopping.listen()
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal without UTF-8 is no reason to fail
    try:
        return told_story(Page(verbose=arguments.verbose), arguments)
    except stopping.Stopped as signal:  # before the story or after it
        return 128 + signal.number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
