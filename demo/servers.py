"""The programs that the demo starts: on free ports of 127.0.0.1, each with a log, and ended with the demo.

rbldnsd serves the lists, unbound stands in front of it as on a mail operator's machine, and the gateways are the sandbox of the
tests. Several demos may run at once: a name server counts as ours only when it knows this run's own name.
"""
import contextlib
import json
import os
import pathlib
import secrets
import socket
import struct
import subprocess
import sys
import time

import stopping
import zones
from trouble import DemoError

START_LIMIT_S = 20
END_LIMIT_S = 5
STARTS = 5  # a free port may be taken by somebody else before a server binds it
GATEWAYS = pathlib.Path(__file__).resolve().parents[1] / "tests" / "gateways" / "fake_gateways.py"
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


def free_port():
    """A port of 127.0.0.1 that is free for UDP and TCP, as a moment ago."""
    for _ in range(100):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("127.0.0.1", 0))
            with contextlib.suppress(OSError):
                tcp.bind(udp.getsockname())
                return udp.getsockname()[1]
    raise DemoError("no free port on 127.0.0.1")


@contextlib.contextmanager
def reserved_port():
    """A TCP port that nobody else is given until the end. Who sets SO_REUSEADDR may listen on it beside us, as offlist does."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


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


def end(process, limit_s=END_LIMIT_S):
    """Its status; killed when it does not end by itself."""
    with stopping.undisturbed():
        process.terminate()
        try:
            return process.wait(limit_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


@contextlib.contextmanager
def program(command, log, say=None, **more):
    """Runs within. In a session of its own, since Ctrl-C is for the demo: it ends its programs in order. `say` goes to its
    standard input."""
    process = None
    try:
        with open(log, "ab") as output, stopping.undisturbed():
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL if say is None else subprocess.PIPE, start_new_session=True,
                                       **{"stdout": output, "stderr": output, **more})
        if say is not None:
            with contextlib.suppress(BrokenPipeError), process.stdin:
                process.stdin.write(say.encode())
        yield process
    except FileNotFoundError as missing:
        if process:
            raise
        raise DemoError(f"{missing.filename} is not installed; ./dev demo installs what it needs") from None
    finally:
        if process:
            end(process)


def wait_until_serving(server, name, port):
    deadline = time.monotonic() + START_LIMIT_S
    while server.poll() is None and time.monotonic() < deadline:
        if answers(name, port):
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def name_server(make_command, log, name):
    """The port of a name server that serves `name`; make_command(port) is the command and what goes to its standard input."""
    for _ in range(STARTS):
        port = free_port()
        command, say = make_command(port)
        with program(command, log, say) as server:
            if wait_until_serving(server, name, port):
                yield port
                return
    raise DemoError(f"{command[0]} does not serve its zones", log)


@contextlib.contextmanager
def rbldnsd(directory, served, log, look_every_s=0):
    """The port of an rbldnsd that serves these zones (arguments zone:kind:file, with files in `directory`), and the name that
    it alone knows. It looks for new data every so many seconds, or never."""
    own = secrets.token_hex(8)
    zones.put(directory / zones.RUN_ZONE, zones.run(own))
    zones.put(directory / zones.NOTHING_ZONE, zones.TAIL)
    user = [] if os.getuid() else ["-u", "rbldns"]
    arguments = [*served, *(f"{zone}:dnset:{zone}" for zone in (zones.RUN_ZONE, zones.NOTHING_ZONE))]
    with name_server(lambda port: (["rbldnsd", "-n", "-q", "-c", str(look_every_s), *user, "-w", str(directory), "-b",
                                    f"127.0.0.1/{port}", *arguments], None), log, f"{own}.{zones.RUN_ZONE}") as port:
        yield port, f"{own}.{zones.RUN_ZONE}"


@contextlib.contextmanager
def lists_and_resolver(directory, log_of):
    """The eight lists of zones.py: rbldnsd, a name server that never answers, and unbound in front of both, whose
    address:port is yielded."""
    with contextlib.ExitStack() as stack:
        port, own_name = stack.enter_context(rbldnsd(directory, zones.write(directory), log_of("rbldnsd")))
        silent = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        silent.bind(("127.0.0.1", 0))  # takes questions and never answers

        def unbound(own_port):
            conf = UNBOUND_CONF.format(directory=directory, port=own_port)
            stubs = [(zone, port) for zone in [*(zone for zone, _, _ in zones.ZONES), zones.RUN_ZONE]]
            for zone, at in [*stubs, (zones.SILENT_ZONE, silent.getsockname()[1])]:
                conf += f'stub-zone:\n    name: "{zone}"\n    stub-addr: 127.0.0.1@{at}\n'
            # through a pipe: AppArmor's profile of Debian's unbound forbids it to open files of ours
            return ["unbound", "-d", "-c", "/dev/stdin"], conf

        yield "127.0.0.1:" + str(stack.enter_context(name_server(unbound, log_of("unbound"), own_name)))


@contextlib.contextmanager
def sandbox(webhooks, log):
    """The gateways of the tests, which send their webhooks to this URL; their own URL is yielded."""
    command = [sys.executable, "-B", str(GATEWAYS), "--webhooks", webhooks]
    with program(command, log, stdout=subprocess.PIPE) as process, process.stdout:
        line = process.stdout.readline()
        if not line:
            raise DemoError("the sandbox of the gateways does not start", log)
        yield json.loads(line)["url"]
