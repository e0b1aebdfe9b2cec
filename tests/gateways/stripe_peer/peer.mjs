// What Stripe's own client says, for fake_gateways_test.py: one JSON command a line in, one JSON answer a line out.
//
//   {"do": "sign", "body", "secret", "timestamp"}    the Stripe-Signature header of a test webhook
//   {"do": "verify", "body", "secret", "header"}     the event, if the client believes the header
//   {"do": "encode", "params"}                       the request that the client makes of these parameters
//   {"do": "use", "url", "params", "key"}            makes a session at `url`, makes it again, reads and lists it
import http from 'node:http';
import readline from 'node:readline';
import Stripe from 'stripe';

const clientAt = (url) => {
  const at = new URL(url);
  return new Stripe('sk_test_sandbox', {
    protocol: 'http', host: at.hostname, port: at.port, apiVersion: '2024-11-20.acacia', maxNetworkRetries: 0, telemetry: false,
  });
};

// A server that remembers the one request that it gets.
const caught = async (work) => {
  let seen;
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (some) => { body += some; });
    request.on('end', () => {
      seen = { path: request.url, headers: request.headers, body };
      response.setHeader('Content-Type', 'application/json');
      response.end('{"id":"cs_test_0","object":"checkout.session"}');
    });
  });
  await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
  await work(clientAt(`http://127.0.0.1:${server.address().port}`));
  server.closeAllConnections();
  server.close();
  return seen;
};

const commands = {
  sign: ({ body, secret, timestamp }) =>
    ({ header: Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }) }),
  verify: ({ body, secret, header }) => ({ event: Stripe.webhooks.constructEvent(body, header, secret) }),
  encode: ({ params, key }) =>
    caught((stripe) => stripe.checkout.sessions.create(params, { idempotencyKey: key })),
  use: async ({ url, params, key }) => {
    const stripe = clientAt(url);
    const made = await stripe.checkout.sessions.create(params, { idempotencyKey: key });
    const again = await stripe.checkout.sessions.create(params, { idempotencyKey: key });
    const read = await stripe.checkout.sessions.retrieve(made.id);
    const listed = await stripe.checkout.sessions.list({ limit: 3 });
    let missing;
    try { await stripe.checkout.sessions.retrieve('cs_test_none'); } catch (error) { missing = error.statusCode; }
    const closed = (await stripe.checkout.sessions.expire(made.id)).status;
    return { made, again, read, listed: listed.data.map((one) => one.id), missing, closed };
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const wanted = JSON.parse(line);
  try {
    console.log(JSON.stringify(await commands[wanted.do](wanted)));
  } catch (error) {
    console.log(JSON.stringify({ error: `${error.constructor.name}: ${error.message}` }));
  }
}
