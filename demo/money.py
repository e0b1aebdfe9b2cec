"""Chapter 3: two addresses are to be taken off a list for money. One is; for the other the fee comes back.

Days are seconds here, by [delisting] of the configuration and the list's deadline. The gateway is the sandbox of the tests: it asks
and answers as Stripe does, and its checkout has one button.
"""
import urllib.request

from daemon import OPENER, Caller
from listing import set_listed
from page import Column
from trouble import DemoError

TITLE = "The money: a removal costs something only when it works"
BLOCKLIST = "demo-live"
REMOVED, REFUSED = "192.0.2.25", "192.0.2.26"
COLUMNS = [Column("transfer", spare=3), Column("what happens", shrinks=True), Column("from", spare=2), Column("to", spare=1),
           Column("amount", right=True), Column("funds", right=True)]


def number(cents):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}.{abs(cents) % 100:02}"


def amount(money):
    return f"{number(money['amount'])} {money['currency']}"


def share(payment):
    return f"{100 * payment['surcharge']['amount'] / payment['amount']['amount']:.1f} %"


def order(daemon, subject, customer):
    quote = daemon.get(f"/v1/quotes?subject={subject}&blocklist={BLOCKLIST}", customer)
    if not quote["sold"]:
        raise DemoError(f"the listing of {subject} is not sold: {quote['refusal']}", daemon.log)
    made = daemon.post("/v1/delistings", customer, {"subject": subject, "blocklist": BLOCKLIST, "expected_fee": quote["fee"]},
                       key=f"order-{subject}")
    return quote, made


def top_up(daemon, customer, money):
    """The customer opens a payment, pays at the gateway, and the gateway's webhook tells of it."""
    payment = daemon.post("/v1/payments", customer, {"amount": money, "method": "card"}, key="top-up-1")
    checkout = payment["checkout_url"]
    for url in (checkout, checkout[:checkout.index("/checkout/")] + "/sandbox/deliver"):
        with OPENER.open(urllib.request.Request(url, data=b"", method="POST"), timeout=10) as reply:
            daemon.folder.keep("sandbox " + url.rsplit("/", 1)[1], f"$ curl -s -X POST {url}\n{reply.status}\n{reply.read().decode()}")
    return daemon.wait("the payment", f"/v1/payments/{payment['id']}", customer, lambda reply: reply["state"] == "settled")


def work(daemon, staff):
    """Staff takes on all open tasks, sends the operator's forms (here: nothing), and says so."""
    tasks = daemon.get("/v1/tasks?state=open", staff)["items"]
    for task in tasks:
        daemon.post(f"/v1/tasks/{task['id']}/claim", staff, {})
        daemon.post(f"/v1/tasks/{task['id']}/complete", staff, {"outcome": "submitted", "note": "the form was sent"})
    return tasks


def ended(daemon, order_id, customer, state):
    """The order as it ended, which has to be in this state."""
    last = daemon.wait(f"{order_id} to be {state}", f"/v1/delistings/{order_id}", customer,
                       lambda reply: reply["state"] in ("succeeded", "failed", "cancelled"))
    if last["state"] != state:
        raise DemoError(f"{order_id} is {last['state']}, not {state}: {last['reason']}", daemon.log)
    return last


def words_of(transfer):
    words = {"topup": "paid by card", "topup_surcharge": "card surcharge", "hold": "{}: fee held", "earned": "{}: fee earned",
             "credit_back": "{}: fee back"}.get(transfer["code"], transfer["code"] + " {}")
    return words.format(transfer["reference"])


def statement(page, transfers, funds):
    rows, left = [], 0
    for each in sorted(transfers, key=lambda each: int(each["id"].partition("_")[2])):
        left += each["effect"]
        style = {"earned": "well", "credit_back": "doubt"}.get(each["code"])
        rows.append([each["id"], (words_of(each), style), each["debit"], each["credit"], number(each["amount"]["amount"]), number(left)])
    page.table(COLUMNS, rows)
    if left != funds["balance"]["amount"]:
        raise DemoError(f"the statement adds up to {number(left)}, but the account has {amount(funds['balance'])}")


def tell(page, daemon, account, customer, lives):
    staff = Caller(daemon.folder, "staff", daemon.command("token", "create", "--role", "staff", "--expires", lives, secret=True))
    page.text(f"Asking a list's operator is free. A customer may also have it done for money: the fee is held until DNS itself shows that "
              f"the address is gone, and goes back when that fails. {REMOVED} and {REFUSED} get on the list.")
    set_listed(daemon, [REMOVED, REFUSED])
    daemon.wait("both listings", "/v1/listings?state=open", customer, lambda reply: len(reply["items"]) == 2)
    (quote, first), (_, second) = [order(daemon, subject, customer) for subject in (REMOVED, REFUSED)]
    payment = top_up(daemon, customer, second["to_pay"])  # which covers the order before it too
    page.text(f"A removal costs {amount(quote['fee'])}. Two orders wait ({second['state']}) until the customer pays "
              f"{amount(payment['total'])} by card at a sandbox of Stripe: {amount(payment['amount'])} and {share(payment)} surcharge. "
              f"Staff sends two forms; the operator acts on one:")
    daemon.wait("the fees to be held", "/v1/delistings?state=held", customer, lambda reply: len(reply["items"]) == 2)
    work(daemon, staff)
    set_listed(daemon, [REFUSED])
    for each, state in ((first, "succeeded"), (second, "failed")):
        last = ended(daemon, each["id"], customer, state)
        page.point(f"{last['id']}, {last['subject']}: {last['state']}, {last['reason']}")
    page.line()
    funds = daemon.get(f"/v1/accounts/{account}/funds", customer)
    statement(page, daemon.get(f"/v1/accounts/{account}/transfers", customer)["items"], funds)
    page.source(daemon.folder.newest)
    books, *balances = [" ".join(line.split()) for line in daemon.command("ledger", "verify").splitlines()]
    page.text(f"{amount(funds['balance'])} are left, {amount(funds['held'])} held. `offlist ledger verify`: {books} "
              f"({', '.join(balances)}).")
    return staff
