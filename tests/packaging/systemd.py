"""`systemctl` and `sudo` of a machine where no systemd runs: a unit is started, reloaded and stopped by the test.

The commands are scripts in the machine's /usr/local/bin. systemctl's passes its words through a pipe to a thread here, which does what
systemd would, as far as unit.py imitates it, and gives a status back.
"""
import os
import signal
import subprocess
import threading

from unit import Unit

BOUND_S = 60
PIPES = "/run/test-systemctl"
SYSTEMCTL = f"""#!/bin/sh
exec 9>{PIPES}.lock && flock 9
echo "$*" > {PIPES}.asked
read -r status < {PIPES}.answer
exit "$status"
"""
# As Debian's, for `sudo -u USER COMMAND` and `sudo COMMAND`.
SUDO = """#!/bin/sh
[ "$1" = -u ] || exec "$@"
user=$2
shift 2
exec setpriv --reuid "$user" --regid "$user" --init-groups "$@"
"""


class Systemd:
    """Of one unit of a machine; everything that the unit says goes into `log`."""

    def __init__(self, machine, path, log):
        self.machine, self.path, self.log, self.unit = machine, path, log, None
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        for name, text in (("systemctl", SYSTEMCTL), ("sudo", SUDO)):
            script = self.machine.path(f"/usr/local/bin/{name}")
            script.write_text(text, encoding="utf-8")
            script.chmod(0o755)
        for end in ("asked", "answer"):
            os.mkfifo(self.machine.path(f"{PIPES}.{end}"))
        self.thread.start()
        return self

    def __exit__(self, *_):
        try:  # without waiting for a reader: a thread that failed is none
            pipe = os.open(self.machine.path(f"{PIPES}.asked"), os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            pipe = None
        if pipe is not None:
            os.write(pipe, b"end\n")
            os.close(pipe)
            self.thread.join(BOUND_S)
        if self.unit:
            self.unit.end()

    def _serve(self):
        while True:
            with open(self.machine.path(f"{PIPES}.asked"), encoding="utf-8") as pipe:
                words = pipe.read().split()
            if words == ["end"]:
                return
            status = 1
            try:
                status = self._do(words)
            finally:  # whoever waits for an answer gets one
                with open(self.machine.path(f"{PIPES}.answer"), "w", encoding="utf-8") as pipe:
                    pipe.write(f"{status}\n")

    def _do(self, words):
        verb, name = words[0], words[-1]
        if name not in ("offlist", "offlist.service"):
            return 5
        if verb in ("stop", "restart") and self.unit:
            stopped = self.unit.stop(signal.SIGTERM, BOUND_S)
            self.unit.end()
            self.unit = None
            if verb == "stop" or stopped != 0:
                return 0 if stopped == 0 else 1
        if verb in ("start", "restart"):
            return self._start()
        if verb == "reload" and self.unit:
            self.unit.process.send_signal(signal.SIGHUP)
            return 0 if self.unit.told("READY=1", BOUND_S) else 1
        return 0 if verb == "stop" else 1

    def _start(self):
        if self.unit:
            return 0
        unit = Unit(self.machine, self.path)
        try:
            unit.start(self.log)
        except subprocess.SubprocessError:
            return 1
        if unit.told("READY=1", BOUND_S):
            self.unit = unit
            return 0
        unit.end()
        return 1
