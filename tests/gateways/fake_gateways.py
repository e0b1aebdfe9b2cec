#!/usr/bin/env python3
"""Stripe, BTCPay Server and BitPay as far as offlist uses them, on loopback: for tests, and as the demo's sandbox.

usage: fake_gateways.py [--port PORT] [--stripe-secret S] [--btcpay-secret S] [--webhooks URL]

Prints one JSON line with its URL when it listens, which is that of each gateway: /v1/… is Stripe, /api/v1/… BTCPay Server,
/invoices… BitPay, each strict about what it is asked. /checkout/ID is where a customer pays (a page with a button), and
/sandbox/… is for whoever directs:

  POST /sandbox/pay      {"id", "amount"?, "late"?, "unconfirmed"?}   money comes for a session or an invoice
  POST /sandbox/end      {"id", "how": "expired" | "invalid"}
  POST /sandbox/dispute  {"id", "state": "open" | "won" | "lost" | "prevented", "number"?, "amount"?}   of a paid session
  POST /sandbox/refund   {"id", "state"?: "succeeded" | "pending" | "failed", "number"?, "amount"?}     the same
  POST /sandbox/stray    {"gateway", "amount", "order"?}              an invoice that offlist did not make, paid
  POST /sandbox/faults   {"gateway", "faults": ["500", "lose-answer", "reset", "slow", …]}   for its next requests
  POST /sandbox/deliver  {"copies"?, "reverse"?, "drop"?, "keep"?}    sends the webhooks that wait; answers their statuses
  GET  /sandbox/waiting  the webhooks that wait, signed as they are sent
  GET  /sandbox/requests what the gateways were asked
"""
import argparse
import hashlib
import hmac
import http.client
import http.server
import itertools
import json
import socket
import threading
import time
import urllib.parse

LOCK = threading.RLock()


class Refused(Exception):
    def __init__(self, status, why):
        super().__init__(why)
        self.status, self.why = status, why


def expect(condition, why, status=400):
    if not condition:
        raise Refused(status, why)


def cents_of(text):
    whole, _, part = text.partition(".")
    expect(whole.isdigit() and (part.isdigit() or not part) and len(part) <= 2, f"{text} is no amount")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def decimal(cents):
    return f"{cents // 100}.{cents % 100:02}"


class World:
    """All payments of all gateways, by their ids, and the webhooks that wait to be delivered."""

    def __init__(self, options):
        self.options = options
        self.numbers = itertools.count(1)
        self.payments, self.disputes, self.refunds, self.keys = {}, {}, {}, {}
        self.waiting, self.requests, self.faults = [], [], {"stripe": [], "btcpay": [], "bitpay": []}
        self.base = ""

    def add(self, gateway, prefix, order, total, currency, **more):
        number = f"{prefix}{next(self.numbers)}"
        self.payments[number] = {"gateway": gateway, "id": number, "order": order, "total": total, "currency": currency,
                                 "paid": 0, "status": "open", "confirmed": True, "late": False,
                                 "created": int(time.time()), "life": 3600, **more}
        return self.payments[number]

    def of(self, gateway, number):
        found = self.payments.get(number)
        expect(found and found["gateway"] == gateway, f"no such payment {number}", 404)
        return found

    def tell(self, payment, kind=None, about=None):
        gateway = payment["gateway"]
        if gateway == "stripe":
            about = about or stripe_session(self, payment)
            event = {"id": f"evt_{next(self.numbers)}", "object": "event", "type": kind, "created": int(time.time()),
                     "api_version": "2024-11-20.acacia", "livemode": False, "data": {"object": about}}
        elif gateway == "btcpay":
            event = {"deliveryId": f"dlv{next(self.numbers)}", "webhookId": "wh1", "isRedelivery": False, "type": kind,
                     "timestamp": int(time.time()), "storeId": "store1", "invoiceId": payment["id"],
                     "metadata": {"orderId": payment["order"]}}
        else:
            event = bitpay_invoice(self, payment)["data"]
        self.waiting.append((payment, json.dumps(event)))

    def signed(self, payment, body):
        """Where a webhook goes, and with which headers."""
        gateway, path = payment["gateway"], f"/v1/gateways/{payment['gateway']}/webhook"
        headers = {"Content-Type": "application/json"}
        if gateway == "stripe":
            now = int(time.time())
            headers["Stripe-Signature"] = f"t={now},v1=" + digest(self.options.stripe_secret, f"{now}.{body}")
        elif gateway == "btcpay":
            headers["BTCPay-Sig"] = "sha256=" + digest(self.options.btcpay_secret, body)
        elif payment.get("notify"):
            url = urllib.parse.urlsplit(payment["notify"])
            path = url.path + "?" + url.query
        return path, headers

    def deliver(self, copies=1, reverse=False, drop=0, keep=False):
        with LOCK:
            batch = self.waiting[drop:]
            if not keep:
                self.waiting = []
        if reverse:
            batch.reverse()
        statuses = []

        def send(payment, body):
            path, headers = self.signed(payment, body)
            there = urllib.parse.urlsplit(self.options.webhooks)
            connection = http.client.HTTPConnection(there.hostname, there.port, timeout=60)
            connection.request("POST", path, body.encode(), headers)
            statuses.append(connection.getresponse().status)
            connection.close()

        for payment, body in batch:
            threads = [threading.Thread(target=send, args=(payment, body)) for _ in range(copies)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return {"statuses": statuses}


def digest(secret, text):
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


# --- Stripe ---

def stripe_session(world, p):
    paid = p["paid"] > 0
    status = "complete" if paid else "expired" if p["status"] == "expired" else "open"
    return {"id": p["id"], "object": "checkout.session", "amount_total": p["total"], "currency": p["currency"].lower(),
            "client_reference_id": p["order"], "created": p["created"], "expires_at": p["expires_at"],
            "livemode": False, "mode": "payment", "metadata": {"payment": p["order"]},
            "payment_intent": "pi_" + p["id"] if paid else None, "payment_status": "paid" if paid else "unpaid",
            "status": status, "url": None if paid else f"{world.base}/checkout/{p['id']}"}


def stripe(world, method, path, query, headers, body):
    expect(headers.get("authorization") == "Bearer sk_test_sandbox", "invalid API key", 401)
    if (method, path) == ("POST", "/v1/checkout/sessions"):
        return stripe_create(world, headers, body)
    if (method, path) == ("GET", "/v1/checkout/sessions"):
        wanted = query.get("payment_intent")
        return stripe_list(path, [stripe_session(world, p) for p in world.payments.values() if p["gateway"] == "stripe"],
                           query)
    if method == "POST" and path.startswith("/v1/checkout/sessions/") and path.endswith("/expire"):
        p = world.of("stripe", path.split("/")[-2])
        expect(stripe_session(world, p)["status"] == "open", "only an open session can be expired")
        p["status"] = "expired"
        return stripe_session(world, p)
    if method == "GET" and path.startswith("/v1/checkout/sessions/"):
        return stripe_session(world, world.of("stripe", path.rsplit("/", 1)[1]))
    if method == "GET" and path.startswith("/v1/disputes/"):
        number = path.rsplit("/", 1)[1]
        expect(number in world.disputes, "no such dispute", 404)
        return world.disputes[number]
    if method == "GET" and path in ("/v1/disputes", "/v1/refunds"):
        return stripe_list(path, list((world.disputes if path == "/v1/disputes" else world.refunds).values()), query)
    raise Refused(404, f"unrecognized request URL {method} {path}")


def stripe_list(path, objects, query):
    """The newest first, as far as the filters of `query` let them pass, a page of them."""
    expect(set(query) <= {"limit", "payment_intent", "starting_after", "created[gte]", "created[lt]"}, "an unknown parameter")
    found = [o for o in reversed(objects)
             if query.get("payment_intent") in (None, o["payment_intent"])
             and int(query.get("created[gte]", 0)) <= o["created"] < int(query.get("created[lt]", 1 << 62))]
    if "starting_after" in query:
        found = found[[o["id"] for o in found].index(query["starting_after"]) + 1:]
    limit = int(query.get("limit", 10))
    expect(1 <= limit <= 100, "limit")
    return {"object": "list", "url": path, "has_more": len(found) > limit, "data": found[:limit]}


def stripe_create(world, headers, body):
    expect(headers.get("content-type", "").startswith("application/x-www-form-urlencoded"), "not form-encoded")
    pairs = urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True)
    form = dict(pairs)
    expect(len(form) == len(pairs), "a parameter stands twice")
    key = headers.get("idempotency-key")
    if key in world.keys:
        before, number = world.keys[key]
        expect(before == body, "Keys for idempotent requests can only be used with the same parameters")
        return stripe_session(world, world.payments[number])
    expect(form.get("mode") == "payment", "mode")
    for name in ("success_url", "cancel_url"):
        expect(form.get(name, "").startswith("http"), name)
    now = int(time.time())
    expect(now + 1800 <= int(form["expires_at"]) <= now + 86400, "expires_at must be 30 minutes to 24 hours from now")
    total, currencies = 0, set()
    for line in itertools.count():
        start = f"line_items[{line}]"
        if start + "[quantity]" not in form:
            break
        total += int(form[start + "[quantity]"]) * int(form[start + "[price_data][unit_amount]"])
        currencies.add(form[start + "[price_data][currency]"])
        expect(form[start + "[price_data][product_data][name]"], "a name")
    expect(total >= 50 and currencies == {"usd"}, "line items")
    p = world.add("stripe", "cs_test_", form["client_reference_id"], total, "USD", expires_at=int(form["expires_at"]))
    if key:
        world.keys[key] = (body, p["id"])
    return stripe_session(world, p)


# --- BTCPay Server ---

def btcpay_invoice(world, p):
    status, more = "New", "None"
    if p["status"] in ("expired", "invalid"):
        status = p["status"].capitalize()
        if p["status"] == "expired" and p["paid"]:
            more = "PaidLate" if p["paid"] >= p["total"] else "PaidPartial"
    elif p["paid"] >= p["total"]:
        status = "Settled" if p["confirmed"] else "Processing"
        more = "PaidOver" if p["paid"] > p["total"] else "None"
    elif p["paid"]:
        more = "PaidPartial"
    return {"id": p["id"], "storeId": "store1", "amount": decimal(p["total"]), "paidAmount": decimal(p["paid"]),
            "currency": p["currency"], "type": "Standard", "checkoutLink": f"{world.base}/checkout/{p['id']}",
            "createdTime": p["created"], "expirationTime": p["created"] + p["life"],
            "monitoringExpiration": p["created"] + 90000, "status": status, "additionalStatus": more,
            "availableStatusesForManualMarking": ["Settled", "Invalid"], "archived": False,
            "metadata": {"orderId": p["order"]}, "checkout": {}}


def btcpay(world, method, path, query, headers, body):
    expect(headers.get("authorization") == "token btcpay-sandbox", "unauthenticated", 401)
    invoices = "/api/v1/stores/store1/invoices"
    expect(path.startswith(invoices), "store not found", 404)
    if (method, path) == ("POST", invoices):
        wanted = json.loads(body)
        expect(set(wanted) <= {"amount", "currency", "metadata", "checkout"}, "unknown fields")
        expect(isinstance(wanted["amount"], str), "amount must be a string")
        expect(set(wanted["checkout"]) <= {"speedPolicy", "paymentMethods", "expirationMinutes", "redirectURL"}, "checkout")
        expect(all(m in ("BTC-CHAIN", "LTC-CHAIN", "DOGE-CHAIN", "XMR-CHAIN")
                   for m in wanted["checkout"]["paymentMethods"]), "paymentMethods")
        p = world.add("btcpay", "inv", wanted["metadata"].get("orderId", ""), cents_of(wanted["amount"]),
                      wanted["currency"], life=60 * wanted["checkout"].get("expirationMinutes", 15))
        return btcpay_invoice(world, p)
    if (method, path) == ("GET", invoices):
        expect(set(query) <= {"orderId", "startDate", "endDate", "skip", "take"}, "an unknown parameter")
        found = [btcpay_invoice(world, p) for p in reversed(list(world.payments.values()))
                 if p["gateway"] == "btcpay" and query.get("orderId") in (None, p["order"])
                 and int(query.get("startDate", 0)) <= p["created"] <= int(query.get("endDate", 1 << 62))]
        skip = int(query.get("skip", 0))
        return found[skip:skip + int(query.get("take", 50))]
    number, _, rest = path[len(invoices) + 1:].partition("/")
    p = world.of("btcpay", number)
    if (method, rest) == ("GET", ""):
        return btcpay_invoice(world, p)
    if (method, rest) == ("POST", "status"):
        expect(json.loads(body) == {"status": "Invalid"}, "status")
        expect(p["status"] == "open" and not p["paid"], "the invoice cannot be marked so", 422)
        p["status"] = "invalid"
        return btcpay_invoice(world, p)
    if (method, rest) == ("GET", "payment-methods"):
        payments = [{"id": "tx-0", "value": decimal(p["paid"]), "status": "Settled" if p["confirmed"] else "Processing"}]
        return [{"paymentMethodId": "BTC-CHAIN", "currency": "BTC", "payments": payments if p["paid"] else []}]
    raise Refused(404, f"{method} {path}")


# --- BitPay ---

def bitpay_invoice(world, p):
    status = {"expired": "expired", "invalid": "invalid"}.get(p["status"], "new")
    if p["paid"] >= p["total"]:
        status = "complete" if p["confirmed"] else "paid"
    return {"facade": "pos/invoice",
            "data": {"id": p["id"], "url": f"{world.base}/checkout/{p['id']}", "status": status, "orderId": p["order"],
                     "guid": p["guid"], "price": p["total"] / 100, "currency": p["currency"], "exceptionStatus": False,
                     "invoiceTime": p["created"] * 1000, "expirationTime": (p["created"] + 900) * 1000}}


def bitpay(world, method, path, query, headers, body):
    expect(headers.get("x-accept-version") == "2.0.0", "x-accept-version")
    if (method, path) == ("POST", "/invoices"):
        wanted = json.loads(body)
        expect(wanted.get("token") == "bitpay-sandbox", "token", 401)
        expect(wanted["paymentCurrencies"] == ["BCH"], "paymentCurrencies")
        expect(wanted["notificationURL"].startswith("http"), "notificationURL")
        p = world.add("bitpay", "B", wanted["orderId"], round(wanted["price"] * 100), wanted["currency"],
                      guid=wanted["guid"], notify=wanted["notificationURL"])
        return bitpay_invoice(world, p)
    expect(method == "GET" and query.get("token") == "bitpay-sandbox", "token", 401)
    if path.startswith("/invoices/guid/"):
        for p in world.payments.values():
            if p.get("guid") == path.rsplit("/", 1)[1]:
                return bitpay_invoice(world, p)
        raise Refused(404, "Object not found")
    return bitpay_invoice(world, world.of("bitpay", path.rsplit("/", 1)[1]))


# --- who directs ---

def pay(world, wanted):
    p = world.payments[wanted["id"]]
    p["paid"] += wanted.get("amount", p["total"])
    p["confirmed"] = not wanted.get("unconfirmed", False)
    kinds = {"stripe": ["checkout.session.completed"], "bitpay": [None],
             "btcpay": ["InvoiceReceivedPayment", "InvoicePaymentSettled"]}[p["gateway"]]
    if wanted.get("late"):
        p["status"] = "expired"
        kinds = ["InvoiceExpired", "InvoicePaymentSettled"]  # and never InvoiceSettled
    elif p["gateway"] == "btcpay" and p["paid"] >= p["total"] and p["confirmed"]:
        kinds.append("InvoiceSettled")
    for kind in kinds:
        world.tell(p, kind)
    return {"paid": p["paid"]}


def end(world, wanted):
    p = world.payments[wanted["id"]]
    p["status"] = wanted["how"]
    world.tell(p, {"stripe": "checkout.session.expired", "bitpay": None,
                   "btcpay": "Invoice" + wanted["how"].capitalize()}[p["gateway"]])
    return {}


def claim_of(p, kind, wanted, status):
    number = f"{'dp' if kind == 'dispute' else 're'}_{p['id']}" + str(wanted.get("number", ""))
    return {"id": number, "object": kind, "amount": wanted.get("amount", p["paid"]), "currency": "usd",
            "charge": "ch_" + p["id"], "payment_intent": "pi_" + p["id"], "status": status, "created": int(time.time())}


def dispute(world, wanted):
    p = world.payments[wanted["id"]]
    about = claim_of(p, "dispute", wanted, {"open": "needs_response"}.get(wanted["state"], wanted["state"]))
    about |= {"reason": "fraudulent", "livemode": False, "balance_transactions": []}
    about["created"] = world.disputes.get(about["id"], about)["created"]
    world.disputes[about["id"]] = about
    world.tell(p, "charge.dispute.created" if wanted["state"] == "open" else "charge.dispute.closed", about)
    return {"dispute": about["id"]}


def refund(world, wanted):
    p = world.payments[wanted["id"]]
    about = claim_of(p, "refund", wanted, wanted.get("state", "succeeded"))
    about["created"] = world.refunds.get(about["id"], about)["created"]
    fresh = about["id"] not in world.refunds
    world.refunds[about["id"]] = about
    back = sum(r["amount"] for r in world.refunds.values() if r["charge"] == about["charge"] and r["status"] == "succeeded")
    if about["status"] == "succeeded":
        world.tell(p, "charge.refunded", {"id": "ch_" + p["id"], "object": "charge", "amount": p["paid"],
                                          "amount_refunded": back, "refunded": back >= p["paid"], "currency": "usd",
                                          "payment_intent": "pi_" + p["id"]})
    world.tell(p, "refund.created" if fresh else "refund.updated", about)
    return {"refund": about["id"]}


def stray(world, wanted):
    prefix, more = {"stripe": ("cs_test_", {"expires_at": int(time.time()) + 3600}), "btcpay": ("inv", {}),
                    "bitpay": ("B", {"guid": "", "notify": None})}[wanted["gateway"]]
    p = world.add(wanted["gateway"], prefix, wanted.get("order", ""), wanted["amount"], "USD", **more)
    pay(world, {"id": p["id"]})
    return {"id": p["id"]}


def sandbox(world, method, path, body):
    wanted = json.loads(body or "{}")
    if method == "GET":
        if path == "/waiting":
            return [{"path": world.signed(p, b)[0], "headers": world.signed(p, b)[1], "body": b} for p, b in world.waiting]
        expect(path == "/requests", path, 404)
        return world.requests
    if path == "/faults":
        world.faults[wanted["gateway"]] += wanted["faults"]
        return {}
    actions = {"/pay": pay, "/end": end, "/dispute": dispute, "/refund": refund, "/stray": stray}
    expect(path in actions, path, 404)
    return actions[path](world, wanted)


def page(p):
    return f"""<!doctype html><title>Sandbox</title><h1>{decimal(p['total'])} {p['currency']} for {p['order']}</h1>
<form method="post"><button>Pay</button></form>"""


GATEWAYS = {"stripe": stripe, "btcpay": btcpay, "bitpay": bitpay}
FIRST_SEGMENTS = {"v1": "stripe", "api": "btcpay", "invoices": "bitpay"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json"):
        octets = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def serve(self):
        world, url = self.server.world, urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        query = dict(urllib.parse.parse_qsl(url.query))
        headers = {name.lower(): value for name, value in self.headers.items()}
        place, _, rest = url.path.lstrip("/").partition("/")
        try:
            if place == "sandbox" and rest == "deliver":
                return self.answer(200, json.dumps(world.deliver(**json.loads(body or "{}"))))
            with LOCK:
                if place == "checkout":
                    if self.command == "POST":
                        pay(world, {"id": rest})
                    return self.answer(200, page(world.payments[rest]), "text/html")
                if place == "sandbox":
                    return self.answer(200, json.dumps(sandbox(world, self.command, "/" + rest, body)))
                expect(place in FIRST_SEGMENTS, url.path, 404)
                gateway = FIRST_SEGMENTS[place]
                world.requests.append({"gateway": gateway, "method": self.command, "path": url.path,
                                       "headers": headers, "body": body})
                fault = world.faults[gateway].pop(0) if world.faults[gateway] else ""
            if fault == "slow":
                time.sleep(2)
            if fault == "500":
                return self.answer(500, "{}")
            if fault == "reset":
                return self.cut()
            with LOCK:
                said = GATEWAYS[gateway](world, self.command, url.path, query, headers, body)
            if fault == "lose-answer":
                return self.cut()
            return self.answer(200, json.dumps(said))
        except Refused as refused:
            return self.answer(refused.status, json.dumps({"error": {"message": refused.why}}))
        except (KeyError, ValueError, TypeError) as wrong:
            return self.answer(400, json.dumps({"error": {"message": f"{type(wrong).__name__}: {wrong}"}}))

    def cut(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = serve


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--stripe-secret", default="whsec_sandbox")
    parser.add_argument("--btcpay-secret", default="btcpay-webhook-sandbox")
    parser.add_argument("--webhooks", default="http://127.0.0.1:8080", help="where offlist serves")
    world = World(parser.parse_args())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", world.options.port), Handler)
    server.daemon_threads = True
    server.world = world
    world.base = f"http://127.0.0.1:{server.server_address[1]}"
    print(json.dumps({"url": world.base}), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
