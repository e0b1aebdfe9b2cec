"""A stop by Ctrl-C or a signal: once, and never at a moment that would leave a process or half a folder behind."""
import contextlib
import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody wants the demo to end. Not an Exception: nobody who handles errors may swallow it."""

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


class State:
    shields = 0      # how many `undisturbed` are under way
    pending = None   # the signal that came meanwhile
    stopped = False  # further signals change nothing: what is under way then is the cleaning up


def arrived(number, _frame):
    if State.stopped:
        return
    if State.shields:
        State.pending = number
        return
    State.stopped = True
    raise Stopped(number)


def listen():
    """From here on the signals raise Stopped. One that our parent ignores (nohup, a shell's &) stays ignored."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, arrived)


@contextlib.contextmanager
def undisturbed():
    """A signal that comes within is raised at the end; only for work that ends by itself, soon."""
    State.shields += 1
    try:
        yield
    finally:
        State.shields -= 1
    if not State.shields and State.pending is not None and not State.stopped:
        State.stopped = True
        raise Stopped(State.pending)
