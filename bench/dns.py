"""Speed and cost of a sweep, as ratios against dnsperf in the same run.

The client runs pinned to one processor and the server to another; ours and dnsperf take turns, and each round gives one ratio. CPU
time and memory are the operating system's own accounting of each finished process. Everything is on loopback, bounded, and ended
by process id.
"""

import argparse
import ipaddress
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ZONE = "bl.example"
FIRST = int(ipaddress.ip_address("11.0.0.0"))
LISTED_EVERY = 1000
CLIENT_CPU, SERVER_CPU = 0, 1


def pinned(cpu):
    return lambda: os.sched_setaffinity(0, {cpu})


class Run:
    """One finished client process: wall and CPU seconds, peak memory, output."""

    def __init__(self, command, out_path):
        start = time.monotonic()
        with open(out_path, "wb") as out:
            child = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                                     preexec_fn=pinned(CLIENT_CPU))
            _, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - start
        self.cpu = used.ru_utime + used.ru_stime
        self.rss_mib = used.ru_maxrss / 1024
        self.status = child.returncode
        self.out_path = out_path


class Server:
    """A server process that is up while the block runs."""

    def __init__(self, command, ready):
        self.command, self.ready = command, ready

    def __enter__(self):
        self.child = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      preexec_fn=pinned(SERVER_CPU))
        for _ in range(600):
            if self.child.poll() is not None:
                sys.exit(f"bench: {self.command[0]} ended at once")
            if self.ready():
                return self
            time.sleep(0.05)
        sys.exit(f"bench: {self.command[0]} does not answer")

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait(10)


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listed_test_entry(port):
    """Whether the server on `port` lists 127.0.0.2."""
    name = b"".join(bytes([len(l)]) + l.encode() for l in ("2.0.0.127." + ZONE).split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.2)
        try:
            client.sendto(b"\x12\x34\1\0\0\1\0\0\0\0\0\0" + name + b"\0\1\0\1", ("127.0.0.1", port))
            return client.recv(512)[7] == 1
        except OSError:
            return False


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.offlist = str(pathlib.Path(options.build, "offlist").resolve())
        self.bin = pathlib.Path(options.build).resolve()
        (folder / "lists.d").mkdir()
        (folder / "lists.d" / "bench.toml").write_text(
            f'[operator]\nname = "bench"\n\n[[blocklist]]\nid = "bench"\nname = "Bench"\nzone = "{ZONE}"\n'
            'subjects = ["ip4"]\nseverity = "high"\nenabled = true\n'
            'answers = [{ match = "127.0.0.2", verdict = "listed", means = "bench" }]\n')

    def inventory(self, *bits):
        """CIDR ranges of 2^bits addresses each, one behind the other from FIRST."""
        path = self.folder / f"inventory-{'-'.join(map(str, bits))}"
        start, text = FIRST, ""
        for each in bits:
            text += f"{ipaddress.ip_address(start)}/{32 - each}\n"
            start += 1 << each
        path.write_text(text)
        return path

    def questions(self, bits):
        path = self.folder / f"questions-{bits}"
        if not path.exists():
            with open(path, "w") as out:
                for i in range(1 << bits):
                    a = FIRST + i
                    out.write(f"{a & 255}.{a >> 8 & 255}.{a >> 16 & 255}.{a >> 24}.{ZONE} A\n")
        return path

    def sweep(self, inventory, port, in_flight, out="ours.json"):
        return Run([self.offlist, "sweep", str(inventory), "--lists", str(self.folder / "lists.d"), "--resolver",
                    f"127.0.0.1:{port}", "--in-flight", str(in_flight), "--json"], self.folder / out)

    def dnsperf(self, bits, port, in_flight):
        return Run(["dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", str(self.questions(bits)), "-q", str(in_flight),
                    "-c", "1", "-T", "1", "-n", "1", "-t", "2"], self.folder / "dnsperf.txt")

    def check_result(self, run, bits, listed_every, lossy=False):
        """Every question decided, and exactly the right ones listed."""
        listed, unknown, summary = set(), 0, None
        with open(run.out_path) as lines:
            for line in lines:
                one = json.loads(line)
                if "summary" in one:
                    summary = one["summary"]
                elif one["verdict"] == "listed":
                    listed.add(int(ipaddress.ip_address(one["subject"])))
                else:
                    unknown += 1
        right = {a for a in range(FIRST, FIRST + (1 << bits)) if a % listed_every == 0}
        assert summary and summary["questions"] == 1 << bits, summary
        assert summary["listed"] + summary["clean"] + summary["unknown"] == 1 << bits, summary
        assert listed <= right and (lossy or listed == right), f"wrong: {len(listed ^ right)} of {len(right)}"
        assert lossy or unknown == 0, f"{unknown} unknown"
        return unknown

    def against_dnsperf(self, title, bits, port, in_flight, wanted_speed, wanted_cpu, listed_every):
        count, ours, theirs = 1 << bits, [], []
        for _ in range(self.options.rounds):
            run = self.sweep(self.inventory(bits), port, in_flight)
            self.check_result(run, bits, listed_every)
            ours.append(run)
            theirs.append(self.dnsperf(bits, port, in_flight))
        print(f"\n{title}: {count:,} questions, {in_flight} in flight, {self.options.rounds} rounds, median (min-max)")
        show("  offlist sweep   kqps", [count / r.wall / 1e3 for r in ours], "{:.0f}")
        texts = -(-count // listed_every)
        show("    with its questions for texts", [(count + texts) / r.wall / 1e3 for r in ours], "{:.0f}")
        show("  dnsperf         kqps", [count / r.wall / 1e3 for r in theirs], "{:.0f}")
        show("  offlist sweep   CPU us/question", [r.cpu / count * 1e6 for r in ours], "{:.2f}")
        show("  dnsperf         CPU us/question", [r.cpu / count * 1e6 for r in theirs], "{:.2f}")
        speed = [t.wall / o.wall for o, t in zip(ours, theirs)]
        cpu = [o.cpu / t.cpu for o, t in zip(ours, theirs)]
        show("  speed ratio", speed, "{:.2f}", f"wanted at least {wanted_speed}")
        show("  CPU ratio", cpu, "{:.2f}", f"wanted at most {wanted_cpu}")

    def fast_responder(self, *more):
        port = free_port()
        return port, Server([str(self.bin / "responder"), str(port), "--listed-every", str(LISTED_EVERY), "--seconds", "900", *more],
                            lambda: listed_test_entry(port))

    def scene_fast(self):
        port, server = self.fast_responder()
        with server:
            self.against_dnsperf("Fast responder", self.options.bits, port, 1000, 1.5, 0.55, LISTED_EVERY)

    def scene_dense(self):
        for every, wanted_speed, wanted_cpu in ((1000, 1.7, 0.5), (16, 1.4, 1.0), (4, 1.4, 1.0)):
            port, server = self.fast_responder("--listed-every", str(every))
            with server:
                self.against_dnsperf(f"One in {every:,} listed", self.options.bits, port, 1000, wanted_speed, wanted_cpu, every)

    def scene_rbldnsd(self):
        zone = self.folder / "zone"
        every = 1 << max(self.options.bits - 14, 1)
        with open(zone, "w") as out:
            out.write(":127.0.0.2:listed $\n127.0.0.2\n")
            for a in range(FIRST, FIRST + (1 << self.options.bits), every):
                out.write(f"{ipaddress.ip_address(a)}\n")
            rest = 1_000_000 - (1 << self.options.bits) // every - 1
            for i in range(rest):  # elsewhere, so that the zone holds a million and few of ours are listed
                out.write(f"{ipaddress.ip_address(0x40000000 + i * 37)}\n")
        port = free_port()
        program = shutil.which("rbldnsd", path=os.environ["PATH"] + ":/usr/sbin")
        command = [program, "-n", "-q", "-w", str(self.folder), "-b", f"127.0.0.1/{port}", f"{ZONE}:ip4set:zone"]
        if os.geteuid() == 0:  # it refuses to run as root
            command[1:1] = ["-u", "nobody"]
        with Server(command, lambda: listed_test_entry(port)):
            self.against_dnsperf("rbldnsd, a million entries", self.options.bits, port, 150, 1.25, 0.65, every)

    def scene_linear(self):
        port, server = self.fast_responder()
        with server:
            few, many = 1 << 20, (1 << 23) + (1 << 21)
            small, large = [], []
            for _ in range(self.options.rounds):
                small.append(self.sweep(self.inventory(20), port, 1000))
                large.append(self.sweep(self.inventory(23, 21), port, 1000))
            print(f"\nGrowth: {few:,} and {many:,} questions")
            show("  few    CPU us/question", [r.cpu / few * 1e6 for r in small], "{:.2f}")
            show("  many   CPU us/question", [r.cpu / many * 1e6 for r in large], "{:.2f}")
            show("  ratio", [b.cpu / many / (a.cpu / few) for a, b in zip(small, large)], "{:.2f}", "wanted 0.9 to 1.1")
            show("  peak memory, MiB", [r.rss_mib for r in large], "{:.1f}", "wanted below 64")
            self.memory_of_single_addresses(port)

    def memory_of_single_addresses(self, port):
        path = self.folder / "ten-million"
        with open(path, "w") as out:
            for i in range(10_000_000):
                a = FIRST + i * 7
                out.write(f"{a >> 24}.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255}\n")
        run = self.sweep(path, port, 1000)
        print(f"  10,000,000 single addresses from a file: peak {run.rss_mib:.1f} MiB (wanted below 64), "
              f"{run.cpu / 1e7 * 1e6:.2f} CPU us a question with reading")

    def scene_loss(self):
        bits = self.options.bits
        whole, lossy, engine, unknown = [], [], [], []
        for _ in range(self.options.rounds):
            port, server = self.fast_responder()
            with server:
                whole.append(self.sweep(self.inventory(bits), port, 1000))
            port, server = self.fast_responder("--loss", "10")
            with server:
                run = self.sweep(self.inventory(bits), port, 1000)
                unknown.append(self.check_result(run, bits, LISTED_EVERY, lossy=True))
                lossy.append(run)
                engine.append(Run([str(self.bin / "engine_bench"), str(port), str(1 << bits), "1000"],
                                  self.folder / "engine.txt"))
        print("\n10 % of the questions lost")
        show("  kqps", [(1 << bits) / r.wall / 1e3 for r in lossy], "{:.0f}")
        show("    of the engine alone", [(1 << bits) / r.wall / 1e3 for r in engine], "{:.0f}")
        show("  CPU ratio to no loss", [b.cpu / a.cpu for a, b in zip(whole, lossy)], "{:.2f}", "wanted at most 1.3")
        show("  unknown (timeout)", unknown, "{:.0f}", f"of {1 << bits:,}; the rest is answered")

    def scene_dead(self):
        count = 20_000
        port = free_port()
        runs = [Run([str(self.bin / "engine_bench"), str(port), str(count), "1000"], self.folder / "dead.txt")
                for _ in range(self.options.rounds)]
        print(f"\nDead port: {count:,} questions to the engine alone")
        show("  CPU us/question", [r.cpu / count * 1e6 for r in runs], "{:.1f}", "wanted at most 30")


def show(what, values, form, remark=""):
    low, mid, high = (form.format(v) for v in (min(values), statistics.median(values), max(values)))
    print(f"{what}: {mid} ({low}-{high}){'  ' + remark if remark else ''}", flush=True)


def main():
    scenes = ["fast", "dense", "rbldnsd", "linear", "loss", "dead"]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build/release", help="folder of the programs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bits", type=int, default=21, help="2^BITS questions a run (default 21: two million)")
    parser.add_argument("--only", choices=scenes, action="append", help="only this scene (may be repeated)")
    options = parser.parse_args()
    if os.cpu_count() < 2:
        sys.exit("bench: needs two processors, one for the client and one for the server")
    for tool in ("dnsperf", "rbldnsd"):
        if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin"):
            sys.exit(f"bench: {tool} is not installed; ./dev bench dns installs it")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="offlist-bench-"))
    folder.chmod(0o755)
    try:
        bench = Bench(options, folder)
        for scene in options.only or scenes:
            getattr(bench, f"scene_{scene}")()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
