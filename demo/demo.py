#!/usr/bin/env python3
"""The demo: a sweep of inventory.txt through real name servers on loopback, a look at one listed address, and then the
daemon, which watches an address get on a list and off it again (service.py).

usage: demo.py OFFLIST [COMMAND...]    OFFLIST is the program; with COMMAND that is run instead of the demo, with
                                       OFFLIST_DEMO_RESOLVER (address:port) in its environment

rbldnsd serves the zones of zones.py, unbound stands in front of it, as on a mail operator's machine. Both listen on free ports
of 127.0.0.1 only and end with this program. Status 0 when everything went as a demo should.
"""
import contextlib
import os
import pathlib
import shlex
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

import service
import zones

HERE = pathlib.Path(__file__).resolve().parent
START_LIMIT_S = 20
STARTS = 5  # a free port may be taken by somebody else before a server binds it
LISTED_ADDRESS = "198.18.64.17"
UNBOUND_CONF = """
server:
    directory: "{directory}"
    interface: 127.0.0.1@{port}
    access-control: 127.0.0.0/8 allow
    do-daemonize: no
    username: ""
    chroot: ""
    pidfile: ""
    use-syslog: no
    logfile: ""
    verbosity: 0
    num-threads: 1
    so-rcvbuf: 0
    msg-cache-size: 16m
    rrset-cache-size: 16m
    outgoing-range: 950
    num-queries-per-thread: 1000
    module-config: "iterator"
    qname-minimisation: no
    do-not-query-localhost: no
    minimal-responses: yes
remote-control:
    control-enable: no
"""


class DemoError(Exception):
    """Told to the person in one line."""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
        for _ in range(100):
            udp.bind(("127.0.0.1", 0))
            with contextlib.suppress(OSError):
                tcp.bind(udp.getsockname())
                return udp.getsockname()[1]
    raise DemoError("no free port on 127.0.0.1")


def answers(name, port):
    """Whether somebody at 127.0.0.1:port answers an A question about `name` with NOERROR and a record."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(0.5)
        try:
            udp.connect(("127.0.0.1", port))
            udp.send(struct.pack("!6H", 1, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!BHH", 0, 1, 1))
            reply = udp.recv(4096)
        except OSError:
            return False
    return len(reply) >= 12 and reply[3] & 15 == 0 and struct.unpack_from("!H", reply, 6)[0] > 0


def wait_until_serving(server, name, port):
    deadline = time.monotonic() + START_LIMIT_S
    while server.poll() is None and time.monotonic() < deadline:
        if answers(name, port):
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def running(command, log, name, port):
    """`command` serves `name` at 127.0.0.1:port within; None when it could not be made to."""
    with open(log, "wb") as output:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        yield server if wait_until_serving(server, name, port) else None
    finally:
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def served(make_command, log, name):
    """A server on a free port, which is yielded."""
    for _ in range(STARTS):
        port = free_port()
        with running(make_command(port), log, name, port) as server:
            if server:
                yield port
                return
    raise DemoError(f"could not start the server of {name}: " + log.read_text(errors="replace").strip()[-500:])


@contextlib.contextmanager
def name_servers():
    """rbldnsd, a name server that never answers, and unbound in front of both; yields unbound's address:port."""
    with contextlib.ExitStack() as stack:
        directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="offlist-demo-")))
        directory.chmod(0o755)  # rbldnsd reads the zones as its own user
        zone_arguments = zones.write(directory)
        user = [] if os.getuid() else ["-u", "rbldns"]
        rbldnsd = stack.enter_context(served(
            lambda port: ["rbldnsd", "-n", "-q", "-c", "0", *user, "-w", str(directory), "-b", f"127.0.0.1/{port}", *zone_arguments],
            directory / "rbldnsd.log", "2.0.0.127.spam.demo.example"))

        silent = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        silent.bind(("127.0.0.1", 0))  # takes questions and never answers

        def unbound(port):
            conf = UNBOUND_CONF.format(directory=directory, port=port)
            for zone, at in [(zone, rbldnsd) for zone, _, _ in zones.ZONES] + [(zones.SILENT_ZONE, silent.getsockname()[1])]:
                conf += f'stub-zone:\n    name: "{zone}"\n    stub-addr: 127.0.0.1@{at}\n'
            (directory / "unbound.conf").write_text(conf, encoding="ascii")
            return ["unbound", "-d", "-c", str(directory / "unbound.conf")]

        port = stack.enter_context(served(unbound, directory / "unbound.log", "2.0.0.127.spam.demo.example"))
        yield f"127.0.0.1:{port}"


def run(command, expected_status):
    print("\n$ " + shlex.join(command), flush=True)
    status = subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
    if status != expected_status:
        raise DemoError(f"{command[0]} ended with status {status}; expected {expected_status}")


def show(offlist, resolver):
    here = os.path.relpath(HERE)
    settings = ["--config", f"{here}/offlist.toml", "--lists", f"{here}/lists.d", "--resolver", resolver]
    print("Eight blocklists are served on loopback: six are sound, one lists the whole world, one does not answer.", flush=True)
    run([offlist, "sweep", *settings, f"{here}/inventory.txt"], 2)
    print("\nStatus 2: something is listed. Now one of the listed addresses, with the evidence:", flush=True)
    run([offlist, "check", *settings, LISTED_ADDRESS], 2)


def farewell(offlist):
    print(f"""
That was the demo; its servers are gone. Next, against the real lists (through a resolver of your own: the big lists
refuse public ones such as 8.8.8.8):

  {offlist} check YOUR.MAIL.SERVER.ADDRESS
  {offlist} lists
  {offlist} sweep YOUR_INVENTORY.txt""")


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through every `finally`
    try:
        with name_servers() as resolver:
            if arguments[1:]:
                return subprocess.run(arguments[1:], check=False, env=dict(os.environ, OFFLIST_DEMO_RESOLVER=resolver)).returncode
            show(arguments[0], resolver)
        service.show(arguments[0], served, free_port)
        farewell(arguments[0])
    except FileNotFoundError as missing:
        print(f"demo: {missing.filename} is not installed; ./dev demo installs what it needs", file=sys.stderr)
        return 1
    except (DemoError, service.ServiceError) as wrong:
        print(f"demo: {wrong}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
