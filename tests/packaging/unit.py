"""A unit of systemd, and its process started by hand as systemd would: there is none in a container.

What is imitated: user and group without capabilities, the folders it may write to, private /tmp, hidden homes, umask, the limit of open
files, no new privileges, the filter of system calls (by libseccomp), the notification socket, the watchdog's time. What is not: the
namespaces of users and devices, and the Restrict… and Protect… settings that stand for calls of the kernel.
"""
import contextlib
import ctypes
import os
import pathlib
import queue
import resource
import shlex
import socket
import subprocess
import threading
import time

from machine import BIND, ENVIRONMENT, LIBC, NEW_MOUNTS, NO_SUID, PRIVATE, READ_ONLY, RECURSIVE, REMOUNT, checked, mount, unshare

ALLOW, REFUSE_EPERM = 0x7FFF0000, 0x00050001  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(EPERM)
DROP_FROM_BOUNDS, NO_NEW_PRIVILEGES = 24, 38  # prctl(2)
NOTIFY = "/run/offlist-notify"


def settings(path):
    """key → its values, in the order of the file; an empty value forgets those before."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            found[key] = [*found.get(key, []), value] if value else []
    return found


def calls_of(group):
    """The system calls of a group such as @system-service, as systemd knows them."""
    listed = subprocess.run(["systemd-analyze", "syscall-filter", group], check=True, capture_output=True, text=True).stdout
    found = set()
    for name in (line.strip() for line in listed.splitlines()[1:]):
        if name.startswith("@"):
            found |= calls_of(name)
        elif name and not name.startswith("#"):
            found.add(name)
    return found


def allowed_calls(filters):
    allowed = set()
    for line in filters:
        named = set().union(*(calls_of(each) if each.startswith("@") else {each} for each in line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def filter_of(calls):
    """libseccomp and a filter that refuses every other call with EPERM; it counts from seccomp_load on."""
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(REFUSE_EPERM))
    for name in calls:
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # below zero: not of this architecture
            checked(library.seccomp_rule_add_array(context, ALLOW, number, 0, None))
    return library, context


class Unit:
    """Of a machine: its process, and what it tells."""

    def __init__(self, machine, path):
        self.machine, self.set = machine, settings(machine.path(path))
        self.uid, self.gid = machine.user(self.one("User"))[:2]
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        where = machine.path(NOTIFY)
        where.unlink(missing_ok=True)
        self.notify.bind(str(where))
        where.chmod(0o777)
        self.process = None
        self.words = queue.SimpleQueue()
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self):
        """As systemd does all the time: a socket that nobody reads would hold the process up."""
        with contextlib.suppress(OSError):  # closed: this unit has ended
            while True:
                for word in self.notify.recv(4096).decode().splitlines():
                    self.words.put(word)

    def one(self, key):
        values = self.set.get(key, [])
        if len(values) != 1:
            raise AssertionError(f"the unit says {key} {len(values)} times")
        return values[0]

    def start(self, log):
        assert self.one("ProtectSystem") == "strict" and self.one("ProtectHome") == "yes" and self.one("PrivateTmp") == "yes"
        assert self.one("NoNewPrivileges") == "yes" and self.set["CapabilityBoundingSet"] == self.set["AmbientCapabilities"] == []
        state = pathlib.Path("/var/lib") / self.one("StateDirectory")
        there = self.machine.path(str(state))
        there.mkdir(exist_ok=True)
        there.chmod(int(self.one("StateDirectoryMode"), 8))
        os.chown(there, self.uid, self.gid)
        library, calls = filter_of(allowed_calls(self.set["SystemCallFilter"]))
        root, open_files = str(self.machine.root), int(self.one("LimitNOFILE"))

        capabilities = int(pathlib.Path("/proc/sys/kernel/cap_last_cap").read_text(encoding="utf-8")) + 1

        def become():  # whatever Python loads late must be loaded before: here the root is another
            unshare(NEW_MOUNTS)
            mount("none", "/", flags=RECURSIVE | PRIVATE)
            mount(root, root, flags=BIND | RECURSIVE)
            mount(f"{root}{state}", f"{root}{state}", flags=BIND)
            for each in ("/tmp", "/var/tmp"):
                mount("tmpfs", root + each, "tmpfs", NO_SUID)
            for each in ("/home", "/root"):
                mount("tmpfs", root + each, "tmpfs", READ_ONLY | NO_SUID, "mode=000")
            mount("none", root, flags=REMOUNT | BIND | READ_ONLY)
            os.chroot(root)
            os.chdir(self.one("WorkingDirectory"))
            os.umask(int(self.one("UMask"), 8))
            resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))
            for capability in range(capabilities):
                checked(LIBC.prctl(DROP_FROM_BOUNDS, capability, 0, 0, 0))
            os.setgroups([])
            os.setresgid(self.gid, self.gid, self.gid)
            os.setresuid(self.uid, self.uid, self.uid)
            checked(LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
            checked(library.seccomp_load(calls))

        def become_or_say_why():
            try:
                become()
            except BaseException as failed:
                os.write(2, f"{type(failed).__name__}: {failed}\n".encode())
                raise

        own = {"PATH": ENVIRONMENT["PATH"], "LANG": ENVIRONMENT["LANG"], "USER": self.one("User"), "STATE_DIRECTORY": str(state),
               "NOTIFY_SOCKET": NOTIFY, "WATCHDOG_USEC": "60000000"}
        self.process = subprocess.Popen(shlex.split(self.one("ExecStart")), env=own, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                        preexec_fn=become_or_say_why)

    def told(self, word, within_s):
        """Whether the process tells this to systemd in time, and before it ends. What was told before counts once."""
        deadline = time.monotonic() + within_s
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                if word == self.words.get(timeout=0.2):
                    return True
        return False

    def stop(self, signal_number, within_s):
        """Its status."""
        self.process.send_signal(signal_number)
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def end(self):
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):
            self.notify.shutdown(socket.SHUT_RDWR)  # wakes whoever hears
        self.notify.close()
