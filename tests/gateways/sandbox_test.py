#!/usr/bin/env python3
"""The daemon with the sandbox gateways over real HTTP, and Stripe's own client as a witness of both.

usage: sandbox_test.py OFFLIST [unittest arguments]
"""
import atexit
import http.client
import json
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

from stripe_peer import Peer

HERE = pathlib.Path(__file__).resolve().parent
BOUND = 60  # seconds: nothing here takes nearly as long
SECRETS = {"stripe_key": "sk_test_sandbox", "stripe_hook": "whsec_sandbox", "btcpay_key": "btcpay-sandbox",
           "btcpay_hook": "btcpay-webhook-sandbox", "bitpay_token": "bitpay-sandbox", "bitpay_hook": "bitpay-hook-secret"}

CONFIG = """
[store]
url = "sqlite:offlist.db"
[http]
listen = "127.0.0.1:{port}"
[resolver]
servers = ["127.0.0.1:9"]
[lists]
directory = "lists.d"
[prices]
file = "prices.toml"
[log]
format = "json"
level = "debug"
[payments]
public_url = "http://127.0.0.1:{port}"
look_first = "1s"
look_most = "2s"
least = "10.00"
most = "500.00"
[gateways.stripe]
url = "{gateways}"
secret_key = "file:stripe_key"
webhook_secret = "file:stripe_hook"
[gateways.btcpay]
url = "{gateways}"
store = "store1"
api_key = "file:btcpay_key"
webhook_secret = "file:btcpay_hook"
[gateways.bitpay]
url = "{gateways}"
token = "file:bitpay_token"
webhook_secret = "file:bitpay_hook"
"""
LIST = """
[operator]
name = "Example operator"
url = "https://lists.example/"
[[blocklist]]
id = "example-ip"
name = "Example"
zone = "ip.lists.example"
subjects = ["ip4"]
severity = "high"
enabled = true
answers = [{ match = "127.0.0.2", verdict = "listed", means = "spam" }]
"""


def ask(port, method, path, body=None, token=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=BOUND)
    if token:
        headers["Authorization"] = "Bearer " + token
    if body is not None and not isinstance(body, str):
        body = json.dumps(body)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


class World:
    """Sandbox, daemon and peer, in a folder of their own."""

    def __init__(self, program):
        self.program, self.started, self.said = program, [], []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="offlist-sandbox-"))
        atexit.register(self.end)
        (self.folder / "node").mkdir()
        self.peer = Peer(self.folder / "node")
        self.started.append(self.peer.process)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        gateways = subprocess.Popen([sys.executable, "-B", HERE / "fake_gateways.py", "--webhooks",
                                     f"http://127.0.0.1:{self.port}"], stdout=subprocess.PIPE, text=True)
        self.started.append(gateways)
        self.gateways = json.loads(gateways.stdout.readline())["url"]
        for name, secret in SECRETS.items():
            (self.folder / name).write_text(secret + "\n")
        (self.folder / "lists.d").mkdir()
        (self.folder / "lists.d" / "example.toml").write_text(LIST)
        shutil.copy(HERE.parents[1] / "prices.toml", self.folder)
        (self.folder / "offlist.toml").write_text(CONFIG.format(port=self.port, gateways=self.gateways))
        self.daemon = None
        self.serve()
        self.staff = self.command("token", "create", "--role", "staff")

    def command(self, *words):
        return subprocess.run([self.program, *words, "--config", "offlist.toml"], cwd=self.folder, check=True, text=True,
                              capture_output=True, timeout=BOUND).stdout.strip()

    def serve(self):
        with open(self.folder / "log", "ab") as log:
            self.daemon = subprocess.Popen([self.program, "serve", "--config", "offlist.toml"], cwd=self.folder, stderr=log)
        ends = time.monotonic() + BOUND
        while time.monotonic() < ends:
            try:
                if ask(self.port, "GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the daemon does not serve:\n" + (self.folder / "log").read_text())

    def stop(self, how):
        self.daemon.send_signal(how)
        self.daemon.wait(BOUND)

    def end(self):
        for process in [*self.started, self.daemon]:
            if process and process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def sandbox(self, what, **more):
        port = urllib.parse.urlsplit(self.gateways).port
        status, text = ask(port, "GET" if what in ("waiting", "requests") else "POST", "/sandbox/" + what,
                           None if what in ("waiting", "requests") else more)
        assert status == 200, text
        return json.loads(text)

    def api(self, method, path, body=None, token=None, **headers):
        status, text = ask(self.port, method, path, body, token or self.staff, **headers)
        self.said.append(text)
        return status, json.loads(text) if text else None

    def balance(self, account):
        with sqlite3.connect(f"file:{self.folder}/offlist.db?mode=ro", uri=True) as store:
            row = store.execute("SELECT cents FROM ledger_balance WHERE account = ?", (account,)).fetchone()
        return row[0] if row else 0


class Payments(unittest.TestCase):
    world = None

    def setUp(self):
        self.account = self.world.command("account", "create", "--name", "Example", "--email", "post@example.org")
        self.token = self.world.command("token", "create", "--role", "customer", "--account", self.account)
        self.world.sandbox("deliver", drop=10**6)

    def open(self, cents, method, status=201, **headers):
        got, said = self.world.api("POST", "/v1/payments", {"amount": {"amount": cents, "currency": "USD"},
                                                             "method": method}, self.token, **headers)
        self.assertEqual(got, status, said)
        return said

    def payment(self, payment):
        return self.world.api("GET", "/v1/payments/" + payment["id"], token=self.token)[1]

    def number(self, payment):
        """Of the session or invoice behind it."""
        return payment["checkout_url"].rsplit("/", 1)[1]

    def funds(self):
        return self.world.balance("funds:" + self.account.removeprefix("acc_"))

    def until(self, state, payment):
        ends = time.monotonic() + BOUND
        while time.monotonic() < ends:
            now = self.payment(payment)
            if now["state"] == state:
                return now
            time.sleep(0.1)
        self.fail(f"{now['state']} and not {state}")

    def deliver(self, **how):
        return self.world.sandbox("deliver", **how)["statuses"]

    def test_a_card_payment_carries_its_surcharge_and_fifty_webhooks_credit_once(self):
        p = self.open(3500, "card")
        self.assertEqual((p["surcharge"]["amount"], p["total"]["amount"], p["state"]), (263, 3763, "pending"))
        self.world.sandbox("pay", id=self.number(p))
        self.assertEqual(self.deliver(copies=50), [200] * 50)
        now = self.payment(p)
        self.assertEqual((now["state"], now["received"]["amount"], now["checkout_url"]), ("settled", 3763, None))
        self.assertEqual(self.funds(), 3500)

    def test_the_request_is_the_one_that_stripes_own_client_makes(self):
        p = self.open(3500, "card")
        sent = [r for r in self.world.sandbox("requests") if r["gateway"] == "stripe" and r["method"] == "POST"][-1]
        pairs = urllib.parse.parse_qsl(sent["body"], strict_parsing=True)
        expires = int(dict(pairs)["expires_at"])
        ref = dict(pairs)["client_reference_id"]
        self.assertRegex(ref, f"^{p['id']}_[0-9a-f]{{16}}$")
        lines = [{"quantity": 1, "price_data": {"currency": "usd", "unit_amount": cents, "product_data": {"name": name}}}
                 for name, cents in (("Account funds", 3500), ("Card surcharge", 263))]
        url = f"http://127.0.0.1:{self.world.port}"
        params = {"mode": "payment", "client_reference_id": ref, "metadata": {"payment": ref},
                  "payment_intent_data": {"metadata": {"payment": ref}}, "payment_method_types": ["card"],
                  "success_url": url + "/paid", "cancel_url": url + "/paid", "expires_at": expires, "line_items": lines,
                  "adaptive_pricing": {"enabled": False}}
        theirs = self.world.peer.do("encode", params=params, key="offlist-" + ref)
        self.assertEqual(sorted(pairs), sorted(urllib.parse.parse_qsl(theirs["body"], strict_parsing=True)))
        for name in ("content-type", "authorization", "idempotency-key", "stripe-version"):
            self.assertEqual(sent["headers"][name], theirs["headers"][name], name)
        self.assertEqual(sent["path"], theirs["path"])
        # and the sandbox is one that it can work with
        used = self.world.peer.do("use", url=self.world.gateways, params=params, key="peer-" + p["id"])
        self.assertEqual((used["made"]["id"], used["missing"]), (used["again"]["id"], 404))
        self.assertEqual(used["read"], used["made"])
        self.assertEqual(used["made"]["amount_total"], 3763)

    def test_webhooks_that_stripes_own_client_signs_are_believed_and_changed_ones_are_not(self):
        p = self.open(3500, "card")
        self.world.sandbox("pay", id=self.number(p))
        waiting = self.world.sandbox("waiting")[0]
        body, secret = waiting["body"], SECRETS["stripe_hook"]
        believed = self.world.peer.do("verify", body=body, secret=secret, header=waiting["headers"]["Stripe-Signature"])
        self.assertEqual(believed["event"]["type"], "checkout.session.completed")

        def send(text, timestamp, signed=None):
            header = self.world.peer.do("sign", body=signed or text, secret=secret, timestamp=timestamp)["header"]
            return ask(self.world.port, "POST", "/v1/gateways/stripe/webhook", text, Stripe_Signature=header)[0]
        now = int(time.time())
        self.assertEqual(send(body.replace("3763", "1"), now, signed=body), 400)
        self.assertEqual(send(body, now - 400), 400)
        self.assertEqual(send(body, now + 400), 400)
        self.assertEqual(ask(self.world.port, "POST", "/v1/gateways/stripe/webhook", body)[0], 400)
        self.assertEqual(self.payment(p)["state"], "pending")
        self.assertEqual(send(body, now), 200)
        self.assertEqual(send(body, now), 200)
        self.assertEqual((self.payment(p)["state"], self.funds()), ("settled", 3500))

    def test_coins_that_come_in_parts_late_over_doubled_and_in_any_order(self):
        late, partial, over = self.open(2000, "btc"), self.open(3000, "doge"), self.open(4000, "xmr")
        self.world.sandbox("pay", id=self.number(late), late=True)
        self.world.sandbox("pay", id=self.number(partial), amount=1234)
        self.world.sandbox("end", id=self.number(partial), how="expired")
        self.world.sandbox("pay", id=self.number(over), amount=4321)
        self.assertEqual(set(self.deliver(copies=3, reverse=True, keep=True)), {200})
        self.assertEqual(set(self.deliver(copies=2)), {200})
        self.assertEqual([self.payment(p)["state"] for p in (late, partial, over)], ["late", "partial", "settled"])
        self.assertEqual(self.funds(), 2000 + 1234 + 4321)
        self.world.sandbox("pay", id=self.number(partial), amount=1766, late=True)
        self.deliver()
        self.assertEqual((self.payment(partial)["state"], self.funds()), ("late", 2000 + 3000 + 4321))

    def test_unconfirmed_coins_are_not_money_yet(self):
        p = self.open(2000, "ltc")
        self.world.sandbox("pay", id=self.number(p), late=True, unconfirmed=True)
        self.deliver()
        self.assertEqual((self.payment(p)["state"], self.funds()), ("pending", 0))

    def test_a_payment_whose_webhooks_are_lost_is_found_after_kill_9(self):
        p = self.open(2000, "btc")
        self.world.sandbox("pay", id=self.number(p))
        self.world.sandbox("deliver", drop=10**6)
        self.world.stop(signal.SIGKILL)
        self.world.serve()
        self.until("settled", p)
        self.assertEqual(self.funds(), 2000)

    def test_bch_goes_through_bitpay_whose_webhooks_have_a_key(self):
        p = self.open(2000, "bch")
        self.assertEqual(p["gateway"], "bitpay")
        self.world.sandbox("pay", id=self.number(p))
        waiting = self.world.sandbox("waiting")[0]
        for path in (waiting["path"][:-1] + "x", waiting["path"].split("?")[0], waiting["path"].replace("pay_", "pay_1")):
            self.assertEqual(ask(self.world.port, "POST", path, waiting["body"])[0], 400, path)
        self.assertEqual(self.payment(p)["state"], "pending")
        self.assertEqual(self.deliver(), [200])
        self.assertEqual((self.payment(p)["state"], self.funds()), ("settled", 2000))

    def test_an_answer_that_is_lost_makes_one_payment_and_one_invoice(self):
        for gateway, method in (("btcpay", "btc"), ("stripe", "card"), ("bitpay", "bch")):
            key = f"{gateway}-{self.account}"
            self.world.sandbox("faults", gateway=gateway, faults=["lose-answer"])
            self.assertIn("gateway-unavailable", self.open(2000, method, status=503, Idempotency_Key=key)["type"])
            p = self.open(2000, method, Idempotency_Key=key)
            self.assertEqual(self.open(2000, method, Idempotency_Key=key), p)
            self.open(2100, method, status=422, Idempotency_Key=key)
            made = self.world.api("GET", "/v1/payments?limit=500", token=self.token)[1]["items"]
            self.assertEqual([m["id"] for m in made if m["gateway"] == gateway], [p["id"]])
            self.world.sandbox("pay", id=self.number(p))
        self.deliver(reverse=True)
        self.assertEqual(self.funds(), 6000)

    def test_our_own_failure_is_a_5xx_so_that_it_is_sent_again(self):
        p = self.open(2000, "btc")
        self.world.sandbox("pay", id=self.number(p))
        self.world.sandbox("faults", gateway="btcpay", faults=["500"] * 3)
        self.assertIn(503, self.deliver(keep=True))
        self.assertEqual(set(self.deliver()), {200})
        self.assertEqual(self.funds(), 2000)

    def test_a_lost_dispute_takes_the_money_and_a_stray_payment_is_suspense(self):
        p = self.open(2000, "card")
        self.world.sandbox("pay", id=self.number(p))
        number = self.number(p)
        self.deliver()
        before = {account: self.world.balance(account) for account in ("chargeback", "surcharge")}
        self.world.sandbox("dispute", id=number, state="open")
        self.deliver()
        self.assertEqual((self.payment(p)["state"], self.funds()), ("disputed", 2000))
        self.world.sandbox("dispute", id=number, state="lost")
        self.deliver(copies=5)
        now = self.payment(p)
        self.assertEqual((now["state"], now["charged_back"]["amount"]), ("lost", 2150))
        # what the bank took held its share of the surcharge, and that was never in the funds
        self.assertEqual(self.funds(), 0)
        self.assertEqual({account: self.world.balance(account) - before[account] for account in before},
                         {"chargeback": 2150, "surcharge": -150})
        before = self.world.balance("suspense")
        self.world.sandbox("stray", gateway="btcpay", amount=777)
        self.assertEqual(set(self.deliver(copies=4)), {200})
        self.assertEqual(self.world.balance("suspense") - before, 777)

    def test_refunds_and_several_disputes_in_any_order_come_to_the_same_books(self):
        p = self.open(2000, "card")
        number = self.number(p)
        self.world.sandbox("pay", id=number)
        self.deliver()
        names = ("chargeback", "refund", "surcharge")
        before = {account: self.world.balance(account) for account in names}
        self.world.sandbox("refund", id=number, amount=215)
        self.world.sandbox("dispute", id=number, state="lost", number=1, amount=1000)
        self.world.sandbox("dispute", id=number, state="prevented", number=2, amount=400)
        self.world.sandbox("dispute", id=number, state="open", number=3, amount=500)
        self.deliver(copies=2, reverse=True)
        self.assertEqual((self.payment(p)["state"], self.payment(p)["charged_back"]["amount"]), ("disputed", 1215))
        funds = self.world.api("GET", f"/v1/accounts/{p['account']}/funds", token=self.token)[1]
        self.assertEqual([funds[name]["amount"] for name in ("balance", "frozen", "available")], [869, 465, 404])
        self.world.sandbox("dispute", id=number, state="won", number=3, amount=500)
        self.world.sandbox("dispute", id=number, state="won", number=1, amount=1000)
        self.world.sandbox("refund", id=number, state="failed", amount=215)
        self.deliver(reverse=True)
        now = self.payment(p)
        self.assertEqual((now["state"], now["charged_back"]["amount"], self.funds()), ("won", 0, 2000))
        self.assertEqual(sorted((c["kind"], c["state"]) for c in now["claims"]),
                         [("dispute", "prevented"), ("dispute", "returned"), ("dispute", "returned"), ("refund", "returned")])
        self.assertEqual({account: self.world.balance(account) for account in names}, before)

    def test_what_else_is_sold_through_the_account_of_stripe_is_not_ours(self):
        before = self.world.balance("suspense")
        number = self.world.sandbox("stray", gateway="stripe", amount=900)["id"]
        self.world.sandbox("refund", id=number)
        self.world.sandbox("dispute", id=number, state="lost")
        self.assertEqual(set(self.deliver(copies=2)), {200})
        self.assertEqual(self.world.balance("suspense"), before)

    def test_wishes_out_of_bounds_are_refused_with_what_would_be_right(self):
        for cents in (999, 50001, 0, -1):
            self.assertIn("amount", json.dumps(self.open(cents, "btc", status=422)["errors"]))
        self.assertIn("one of card, btc", self.open(2000, "usdt", status=422)["errors"][0]["expected"])
        other = self.world.command("account", "create", "--name", "Other", "--email", "post@example.org")
        status, _ = self.world.api("POST", "/v1/payments", {"amount": {"amount": 2000, "currency": "USD"},
                                                            "method": "btc", "account": other}, self.token)
        self.assertEqual(status, 404)
        mine = self.open(2000, "btc")
        theirs = self.world.command("token", "create", "--role", "customer", "--account", other)
        self.assertEqual(self.world.api("GET", "/v1/payments/" + mine["id"], token=theirs)[0], 404)
        self.assertEqual(self.world.api("GET", "/v1/payments", token=theirs)[1]["items"], [])

    def test_zz_no_secret_is_in_the_log_in_answers_or_in_metrics(self):
        metrics = ask(self.world.port, "GET", "/metrics", token=self.world.staff)[1]
        self.assertIn('offlist_payments_total{gateway="stripe",state="settled"}', metrics)
        self.assertIn('offlist_webhooks_total{gateway="stripe",outcome="wrong-signature"}', metrics)
        everything = (self.world.folder / "log").read_text() + "".join(self.world.said) + metrics
        for name, secret in SECRETS.items():
            self.assertNotIn(secret, everything, name)
        self.assertNotIn("key=", everything)


if __name__ == "__main__":
    Payments.world = World(str(pathlib.Path(sys.argv.pop(1)).resolve()))
    unittest.main()
