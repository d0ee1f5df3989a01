// A payment provider for tests and for ./lockstep run --payments sandbox, with Stripe's interface and with that of the
// provider `http` on one port. It moves no money. See docs/payments.md.
import { createServer } from 'node:http';
import { Books } from './books.mjs';
import { http, refusal } from './http.mjs';
import { Misbehaviours } from './misbehaviours.mjs';
import { USAGE, readOptions } from './options.mjs';
import { Serving, send } from './serving.mjs';
import { id } from './steps.mjs';
import { invalid } from './stripe-objects.mjs';
import { stripe } from './stripe.mjs';
import { Webhooks } from './webhooks.mjs';

const LARGEST_BODY = 1 << 20;

function start(options) {
  const misbehaviours = new Misbehaviours(options);
  const books = new Books(options.journal);
  const webhooks = new Webhooks(books, options);
  const serving = new Serving(books, webhooks, misbehaviours, options);

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      console.error(error);
      response.destroy();
    });
  });
  // longer than callers keep idle connections, so that none is closed under a request
  server.keepAliveTimeout = 120_000;
  server.listen(options.port, options.host, () => {
    console.log(`http://${options.host}:${server.address().port} is there`);
    webhooks.resume();
  });
  process.on('SIGTERM', () => end());
  process.on('SIGINT', () => end());

  function end() {
    books.close();
    process.exit(0);
  }

  async function serve(request, response) {
    const body = await readBody(request);
    const { pathname: path, searchParams: query } = new URL(request.url, 'http://sandbox');
    if (path === '/books' && request.method === 'GET') {
      const paymentId = query.get('paymentId');
      const found = paymentId === null ? books.totals() : books.of(paymentId);
      return send(response, found ? { status: 200, body: found } : refusal(404, 'unknown-payment'));
    }
    const isStripe = path.startsWith('/v1/');
    response.setHeader('Request-Id', id('req'));
    if (!isLoggedIn(request.headers.authorization)) {
      const answer = isStripe ? invalid(401, undefined, 'Invalid API Key provided.') : refusal(401, 'unauthorized');
      return send(response, answer);
    }
    if (body === null) {
      const answer = isStripe ? invalid(413, undefined, 'Request too large.') : refusal(413, 'too-large');
      return send(response, answer);
    }
    const call = { method: request.method, path, query, headers: request.headers, body };
    const routed = isStripe ? stripe(call, books, options) : http(call, books);
    return routed.step ? serving.perform(routed.step, response) : send(response, routed);
  }

  // Stripe takes its key as a user's name, too.
  function isLoggedIn(authorization = '') {
    const basic = `Basic ${Buffer.from(`${options.key}:`).toString('base64')}`;
    return authorization === `Bearer ${options.key}` || authorization === basic;
  }
}

// The text of the body, or null where it is too large.
async function readBody(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length <= LARGEST_BODY) {
      parts.push(part);
    }
  }
  return length > LARGEST_BODY ? null : Buffer.concat(parts).toString('utf8');
}

if (process.argv.includes('--help')) {
  console.log(USAGE);
} else {
  start(readOptions(process.argv.slice(2), process.env));
}
