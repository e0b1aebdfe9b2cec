#!/usr/bin/env python3
"""The sandbox gateways against Stripe's own client: that the one is like the real thing, as far as the other can tell.

usage: fake_gateways_test.py [unittest arguments]
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from stripe_peer import Peer

HERE = pathlib.Path(__file__).resolve().parent


def session(order="pay_12"):
    lines = [{"quantity": 1, "price_data": {"currency": "usd", "unit_amount": cents, "product_data": {"name": name}}}
             for name, cents in (("Account funds", 3500), ("Card surcharge", 263))]
    return {"mode": "payment", "client_reference_id": order, "metadata": {"payment": order},
            "payment_method_types": ["card"], "success_url": "https://shop.test/", "cancel_url": "https://shop.test/",
            "expires_at": int(time.time()) + 5400, "line_items": lines}


class Fakes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="offlist-peer-")
        cls.peer = Peer(cls.folder.name)
        cls.fakes = subprocess.Popen([sys.executable, "-B", HERE / "fake_gateways.py"], stdout=subprocess.PIPE, text=True)
        cls.url = json.loads(cls.fakes.stdout.readline())["url"]

    @classmethod
    def tearDownClass(cls):
        cls.peer.end()
        cls.fakes.terminate()
        cls.fakes.wait(20)
        cls.fakes.stdout.close()
        cls.folder.cleanup()

    def sandbox(self, what, **more):
        body = None if what in ("waiting", "requests") else json.dumps(more).encode()
        with urllib.request.urlopen(f"{self.url}/sandbox/{what}", body, timeout=20) as answer:
            return json.load(answer)

    def test_stripes_client_signs_as_the_test_vector_does(self):
        body = '{"id":"evt_1","object":"event","type":"checkout.session.completed"}'
        signed = self.peer.do("sign", body=body, secret="whsec_test_secret", timestamp=1700000000)["header"]
        self.assertEqual(signed, "t=1700000000,v1=d1e4aa90551919f198c22ba0a9691b35338d4b631d54ce1f1465e93b1d41c430")

    def test_stripes_client_can_work_with_the_sandbox(self):
        used = self.peer.do("use", url=self.url, params=session(), key="key-1")
        self.assertNotIn("error", used)
        self.assertEqual((used["made"]["id"], used["missing"]), (used["again"]["id"], 404))
        self.assertEqual(used["read"], used["made"])
        self.assertIn(used["made"]["id"], used["listed"])
        self.assertEqual((used["made"]["amount_total"], used["closed"]), (3763, "expired"))
        changed = self.peer.do("use", url=self.url, params=session("pay_13"), key="key-1")
        self.assertIn("same parameters", changed["error"])

    def test_stripes_client_believes_the_webhooks_of_the_sandbox(self):
        made = self.peer.do("use", url=self.url, params=session("pay_14"), key="key-2")["made"]
        self.sandbox("pay", id=made["id"])
        waiting = [one for one in self.sandbox("waiting") if made["id"] in one["body"]][0]
        header = waiting["headers"]["Stripe-Signature"]
        event = self.peer.do("verify", body=waiting["body"], secret="whsec_sandbox", header=header)["event"]
        self.assertEqual(event["data"]["object"]["payment_status"], "paid")
        self.assertIn("error", self.peer.do("verify", body=waiting["body"] + " ", secret="whsec_sandbox", header=header))
        self.assertIn("error", self.peer.do("verify", body=waiting["body"], secret="other", header=header))


if __name__ == "__main__":
    unittest.main()
