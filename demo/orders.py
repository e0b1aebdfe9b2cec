"""The demo's third part: two addresses are to be taken off a list for money. One is; for the other the fee comes back.

Days are seconds here, by [delisting] of the configuration and the list's deadline. The gateway is the sandbox of the tests: it asks
and answers as Stripe does, and its checkout has one button.
"""
import json
import urllib.request

FEE = {"amount": 3500, "currency": "USD"}


def funds(service, account, token):
    return service.show(f"/v1/accounts/{account}/funds", token)


def order(service, subject, token):
    quote = service.show(f"/v1/quotes?subject={subject}&blocklist=demo-live", token)
    if not quote["sold"]:
        raise service.error(f"the listing of {subject} is not sold: {quote['refusal']}")
    made = service.post("/v1/delistings", token, {"subject": subject, "blocklist": "demo-live"}, key=f"order-{subject}")
    return made["id"]


def top_up(service, token):
    """The customer opens a payment, pays at the gateway, and the gateway's webhook tells of it."""
    payment = service.post("/v1/payments", token, {"amount": {**FEE, "amount": 2 * FEE["amount"]}, "method": "card"}, key="top-up-1")
    checkout = payment["checkout_url"]
    tell(f"The customer pays at {checkout}, the surcharge for cards included; the gateway's signed webhook says so ...")
    for url in (checkout, checkout[:checkout.index("/checkout/")] + "/sandbox/deliver"):
        with urllib.request.urlopen(urllib.request.Request(url, data=b"", method="POST"), timeout=10) as reply:
            reply.read()

    def settled():
        return ((service.get(f"/v1/payments/{payment['id']}", token)[1]) or {}).get("state") == "settled"

    service.wait("the payment", settled)
    service.show(f"/v1/payments/{payment['id']}", token)


def work(service, token):
    """Staff takes the oldest task on, asks the operator (here nobody), and says so."""
    task = service.show("/v1/tasks?state=open", token)["items"][0]
    service.post(f"/v1/tasks/{task['id']}/claim", token, {})
    service.post(f"/v1/tasks/{task['id']}/complete", token, {"outcome": "submitted", "note": "the form was sent"})


def wait_for(service, delisting, state, token):
    def reached():
        return ((service.get(f"/v1/delistings/{delisting}", token)[1]) or {}).get("state") == state

    service.wait(f"{delisting} being {state}", reached)


def tell(text):
    print("\n" + text, flush=True)


def tour(service, account, customer, listed, stays_listed, set_listed):
    """`set_listed` puts exactly these addresses on the list."""
    staff = service.command("token", "create", "--role", "staff", "--expires", "1h")

    def is_open(subject):
        reply = service.get(f"/v1/listings?state=open&subject={subject}", customer)[1] or {}
        return bool(reply.get("items"))

    tell(f"The third part: {listed} and {stays_listed} get on the list, and the customer pays for their removal.")
    set_listed([listed, stays_listed])
    service.wait("the listings", lambda: is_open(listed) and is_open(stays_listed))

    tell("What it costs, what must be in order first, and how it is done for free:")
    first = order(service, listed, customer)
    tell("There were no funds, so it waits. The customer tops them up by card; then it starts by itself:")
    top_up(service, customer)
    wait_for(service, first, "held", customer)
    funds(service, account, customer)

    tell("Staff takes the task on, with link, text and evidence at hand, and sends the form:")
    work(service, staff)
    tell(f"The operator takes {listed} off. That is believed once DNS has said so three times, and for a while after ...")
    set_listed([stays_listed])
    wait_for(service, first, "succeeded", customer)
    print(json.dumps({key: value for key, value in service.get(f"/v1/delistings/{first}", customer)[1].items()
                      if key in ("id", "subject", "state", "reason", "proof", "history")}, indent=2), flush=True)

    tell(f"The other one, {stays_listed}, is ordered as well; its operator never does anything. Its deadline here is 10 seconds ...")
    second = order(service, stays_listed, customer)
    work(service, staff)
    wait_for(service, second, "failed", customer)
    print(json.dumps({key: value for key, value in service.get(f"/v1/delistings/{second}", customer)[1].items()
                      if key in ("id", "subject", "state", "reason")}, indent=2), flush=True)
    tell("So its fee is back. The statement, and whether the books balance:")
    funds(service, account, customer)
    service.show(f"/v1/accounts/{account}/transfers", customer)
    service.command("ledger", "verify")
