"""A Debian to install packages on, which nobody misses afterwards: this machine's own files under an overlay, or a fresh one.

Everything happens in namespaces of this process alone (enter()), so that mounts, processes and the network of a test end with it.
For root, on one thread.
"""
import atexit
import contextlib
import ctypes
import fcntl
import functools
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77  # ctest's SKIP_RETURN_CODE
INSIDE = "OFFLIST_TEST_NAMESPACE"
FRESH = "OFFLIST_FRESH_MACHINE"
# What a login shell of root has, and nothing of the one who runs the tests.
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
SOURCE = "/srv/offlist"  # where a machine sees this tree

LIBC = ctypes.CDLL(None, use_errno=True)
NEW_MOUNTS, NEW_NETWORK = 0x00020000, 0x40000000
READ_ONLY, NO_SUID, REMOUNT, BIND, RECURSIVE, PRIVATE, DETACHED = 1, 2, 32, 4096, 16384, 1 << 18, 2


def checked(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def unshare(what):
    checked(LIBC.unshare(what))


def mount(source, target, kind="", flags=0, options=""):
    checked(LIBC.mount(str(source).encode(), str(target).encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()))


def enter():
    """Starts this program anew in namespaces of its own, as root; ends it as skipped where it may not."""
    if INSIDE in os.environ:
        return
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "env", f"{INSIDE}=1",
               f"{FRESH}={os.environ.get(FRESH, '')}", sys.executable, "-B", *sys.argv]
    if os.geteuid() != 0:
        if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode != 0:
            print("skipped: it needs root (or sudo without a password) to install a package")
            sys.exit(SKIPPED)
        command = ["sudo", "-n", *command]
    os.execvp(command[0], command)


@contextlib.contextmanager
def own_network():
    """A network with nothing but loopback, for this process and what it starts within."""
    with open("/proc/thread-self/ns/net", "rb") as before:
        unshare(NEW_NETWORK)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            up = struct.pack("16sh14x", b"lo", 0x1)  # IFF_UP
            fcntl.ioctl(any_socket, 0x8914, up)  # SIOCSIFFLAGS
        try:
            yield
        finally:
            checked(LIBC.setns(before.fileno(), NEW_NETWORK))


class Machine:
    def __init__(self, root):
        self.root = pathlib.Path(root)

    def path(self, inside):
        return self.root / inside.lstrip("/")

    def run(self, *command, status=0, **settings):
        """What the command printed, run there; an assertion when it does not end with this status."""
        done = subprocess.run(["chroot", self.root, *command], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False, **settings)
        if status is not None and done.returncode != status:
            raise AssertionError(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stdout[-6000:]}")
        return done.stdout

    def install(self, *packages):
        """apt installs these, files or names, with all that they need; the network is asked only when something is missing."""
        place = "/var/cache/offlist-test"
        self.path(place).mkdir(exist_ok=True)
        command = ["apt-get", "-qq", "install", "-y", "--no-install-recommends"]
        for each in packages:
            if isinstance(each, pathlib.Path):
                shutil.copy(each, self.path(place))
                each = f"{place}/{each.name}"
            command.append(each)
        try:
            self.run(*command)
        except AssertionError:
            self.run("apt-get", "-qq", "update")
            self.run(*command)

    def user(self, name):
        """(uid, gid, home, shell) there."""
        for line in self.path("/etc/passwd").read_text(encoding="utf-8").splitlines():
            fields = line.split(":")
            if fields[0] == name:
                return int(fields[2]), int(fields[3]), fields[5], fields[6]
        raise AssertionError(f"there is no user {name}")


@functools.cache
def lower():
    """The files that lie under a machine: this machine's, or with OFFLIST_FRESH_MACHINE set those of one that debootstrap makes,
    once. That takes a minute and Debian's servers, and shows that a package names all that it needs."""
    if not os.environ.get(FRESH):
        return "/"
    made = tempfile.mkdtemp(prefix="offlist-debian-")
    atexit.register(shutil.rmtree, made)
    subprocess.run(["debootstrap", "--variant=minbase", "bookworm", made], check=True, stdout=subprocess.DEVNULL)
    return made


@contextlib.contextmanager
def machine():
    """One under an overlay in memory."""
    with contextlib.ExitStack() as stack:
        top = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="offlist-machine-")))

        def mounted(source, target, kind="", flags=0, options=""):
            target.mkdir(parents=True, exist_ok=True)
            mount(source, target, kind, flags, options)
            stack.callback(LIBC.umount2, str(target).encode(), DETACHED)

        mount("none", "/", flags=RECURSIVE | PRIVATE)
        memory, root = top / "memory", top / "root"
        mounted("tmpfs", memory, "tmpfs")
        (memory / "upper").mkdir()
        (memory / "work").mkdir()
        mounted("overlay", root, "overlay", options=f"lowerdir={lower()},upperdir={memory}/upper,workdir={memory}/work")
        mounted("tmpfs", root / "run", "tmpfs")  # nothing runs there: no systemd above all
        mounted("proc", root / "proc", "proc")
        mounted("/dev", root / "dev", flags=BIND | RECURSIVE)
        tree = root / SOURCE.lstrip("/")
        mounted(ROOT, tree, flags=BIND)
        mount("none", tree, flags=REMOUNT | BIND | READ_ONLY)
        there = Machine(root)
        # as on a machine that is not to start what is installed
        policy = there.path("/usr/sbin/policy-rc.d")
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
        yield there
