"""The demo's blocklists: what stands on them, and the files and names under which rbldnsd serves them.

The eight lists of the sweep are always the same, from a fixed seed, so that every run of the demo shows the same result; what
stands on the live one changes while the daemon looks.
"""
import ipaddress
import random

SEED = 5782  # the RFC of DNS blocklists
TAIL = "$SOA 300 ns.demo.example hostmaster.demo.example 0 600 300 86400 300\n$NS 300 ns.demo.example\n$TTL 300\n"
MAIL_POOL = [ipaddress.ip_network("198.18.0.0/21")]
CUSTOMERS = [ipaddress.ip_network(each) for each in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def some(of, count, chance):
    """`count` addresses of the networks, each once, in order."""
    return sorted(chance.sample([address for network in of for address in network], count))


def spam(chance):
    lines = ["127.0.0.2 :127.0.0.2:Test point"]
    for address in some(CUSTOMERS, 21, chance):
        code, why = chance.choice([(2, "Sent mail to a trap"), (4, "Talks to a botnet's controller"), (10, "Open proxy")])
        lines.append(f"{address} :127.0.0.{code}:{why}, see https://demo.example/?ip=$")
    return lines + ["198.18.64.17 :127.0.0.4:Infected, see https://demo.example/?ip=$"]


def ranges(chance):
    networks = sorted(chance.sample(list(MAIL_POOL[0].subnets(new_prefix=29)), 3))
    return ["127.0.0.2/32 :127.0.0.2:Test point"] + [f"{each} :127.0.0.3:{each} sends spam, $ lies in it" for each in networks]


def bits(chance):
    lines = ["127.0.0.2 :127.0.0.2:Test point"]
    return lines + [f"{address} :127.0.0.{chance.choice([2, 4, 6, 8, 14])}:Several reasons for $" for address in
                    some(MAIL_POOL, 12, chance)]


def six(chance):
    del chance
    return ["::ffff:7f00:2 :127.0.0.2:Test point", "2001:db8::25 :127.0.0.2:Sent mail to a trap: $",
            "2001:db8:0:1::a :127.0.0.2:Sent mail to a trap: $", "2001:db8:77:d00::/62 :127.0.0.2:A whole office sends spam"]


def domains(chance):
    del chance
    return ["test :127.0.1.2:Test point", ".pills.example :127.0.1.2:Advertised in spam: $",
            "kasino.example :127.0.1.2:Advertised in spam: $", "xn--bcher-kva.example :127.0.1.2:Advertised in spam: $",
            "paypa1-login.example :127.0.1.4:Phishing: $"]


def known(chance):
    lines = ["127.0.0.2 :127.0.0.2:Test point"]
    return lines + [f"{address} :127.0.{chance.randint(1, 15)}.2:Known sender" for address in some(CUSTOMERS, 5, chance)]


def world(chance):
    del chance
    return ["0.0.0.0/0 :127.0.0.2:This list is closed. Please stop asking."]


ZONES = [  # zone, kind of rbldnsd's data set, what stands on it
    ("spam.demo.example", "ip4set", spam),
    ("ranges.demo.example", "ip4trie", ranges),
    ("bits.demo.example", "ip4set", bits),
    ("six.demo.example", "ip6trie", six),
    ("domains.demo.example", "dnset", domains),
    ("known.demo.example", "ip4set", known),
    ("world.demo.example", "ip4trie", world),
]
SILENT_ZONE = "silent.demo.example"
LIVE_ZONE = "live.demo.example"
RUN_ZONE = "run.demo.example"   # knows one name, which is that of this run
NOTHING_ZONE = "invalid"        # RFC 6761: no name in it exists, as a resolver should say


def put(file, text):
    """rbldnsd looks at any moment; renamed into its place, for half a file is half a zone. Its user may read it."""
    new = file.with_name(file.name + ".new")
    new.write_text(text, encoding="ascii")
    new.chmod(0o644)
    new.replace(file)


def write(directory):
    """Writes a file a zone and returns rbldnsd's arguments for them: zone:kind:file."""
    arguments = []
    for zone, kind, content in ZONES:
        chance = random.Random(f"{SEED} {zone}")
        put(directory / zone, TAIL + "\n".join(content(chance)) + "\n")
        arguments.append(f"{zone}:{kind}:{zone}")
    return arguments


def live(subjects):
    """The live list with these addresses on it. Nobody may keep an answer for longer than a second: the demo's days are seconds."""
    head = "$SOA 1 ns.demo.example hostmaster.demo.example 0 600 300 86400 1\n$TTL 1\n127.0.0.2 :127.0.0.2:Test point\n"
    return head + "".join(f"{each} :127.0.0.2:Sent mail to a trap, see https://demo.example/?ip=$\n" for each in subjects)


def run(name):
    return TAIL + f"{name} :127.0.0.2:This run\n"
