"""--stay: the daemon goes on, and its visitor is told how to use it, until somebody stops it."""
import os
import time

from stopping import Stopped
from trouble import DemoError

NEXT_SUBJECT = "198.51.100.1"  # one of the customer's


def ways(daemon, customer, staff):
    """What a visitor can type, in the run's folder. A page to look at would be one more of these."""
    inside = daemon.folder.path
    return [f"cd {inside}",
            f"curl -s -H @{customer.file.relative_to(inside)} {daemon.url}/v1/listings",
            f"curl -s -H @{staff.file.relative_to(inside)} {daemon.url}/v1/delistings",
            f"echo '{NEXT_SUBJECT} :127.0.0.2:Sent mail to a trap' >> {daemon.list_file.relative_to(inside)}"]


def tell(page, daemon, customer, staff):
    page.text(f"The daemon stays up at {daemon.url} (/openapi.json describes it) until Ctrl-C, or: kill {os.getpid()}. To go on as the "
              f"customer, as staff (the tokens are in files for you alone), and as the list, with one more address on it:")
    for what in ways(daemon, customer, staff):
        page.command(what)


def until_stopped(daemon):
    """Returns when a signal asks for the end."""
    try:
        while daemon.process.poll() is None:
            time.sleep(0.2)
    except Stopped:
        if daemon.folder.page.moves:
            daemon.folder.page.line()  # the terminal has written ^C
        return
    raise DemoError(f"offlist serve ended by itself, with status {daemon.process.returncode}", daemon.log)
