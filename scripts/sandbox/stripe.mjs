// Stripe's interface, as far as PaymentIntents with manual capture need it: form in, JSON out.
import { face } from './stripe-face.mjs';
import { invalid, paymentIntent } from './stripe-objects.mjs';

const INTENTS = '/v1/payment_intents';
const ONE = /^\/v1\/payment_intents\/([^/]+)$/;
const STEP = /^\/v1\/payment_intents\/([^/]+)\/(capture|cancel)$/;
const CLAUSE = /^metadata\[(["'])(.+)\1\]:(["'])(.*)\3$/;

// The parameters that there are, without what is in brackets.
const KNOWN = {
  authorise:
    'amount currency automatic_payment_methods capture_method confirm confirmation_method customer description' +
    ' error_on_requires_action expand metadata off_session payment_method payment_method_options payment_method_types' +
    ' receipt_email return_url setup_future_usage shipping statement_descriptor statement_descriptor_suffix' +
    ' transfer_group',
  capture: 'amount_to_capture expand final_capture metadata statement_descriptor statement_descriptor_suffix',
  void: 'cancellation_reason expand',
  refund: 'amount charge expand metadata payment_intent reason',
};

// Answers {status, body}, or {step: ...} for one that is to be performed.
export function stripe({ method, path, query, headers, body }, books, options) {
  const form = new URLSearchParams(body);
  const request = { path, form, key: headers['idempotency-key'] };
  const [, one] = ONE.exec(path) ?? [];
  const [, stepOf, step] = STEP.exec(path) ?? [];
  if (method === 'POST' && path === INTENTS) {
    return creating(request);
  }
  if (method === 'POST' && step) {
    return moving(step === 'cancel' ? 'void' : step, books.payment(stepOf), stepOf, request);
  }
  if (method === 'POST' && path === '/v1/refunds') {
    return refunding(request, books);
  }
  if (method === 'GET' && path === INTENTS) {
    return list(query, books);
  }
  if (method === 'GET' && path === `${INTENTS}/search`) {
    return search(query, books, options);
  }
  if (method === 'GET' && one) {
    return retrieve(one, query, books);
  }
  return invalid(404, undefined, `Unrecognized request URL (${method}: ${path}).`);
}

function creating({ path, form, key }) {
  const amount = form.get('amount') ?? '';
  const currency = (form.get('currency') ?? '').toUpperCase();
  const metadata = nested(form, 'metadata');
  const wrong = unknown('authorise', form) ?? incomplete(form, amount, currency);
  return (
    wrong ?? {
      step: {
        ...asStep('authorise', path, form, key),
        asked: {
          face: 'stripe',
          paymentId: metadata.payment_id ?? null,
          orderId: metadata.order_id ?? null,
          userId: null,
          amount: Number(amount),
          currency,
          method: form.get('payment_method'),
          metadata,
          captureAtOnce: form.get('capture_method') !== 'manual',
        },
      },
    }
  );
}

function incomplete(form, amount, currency) {
  const refused = (param, code, message) => invalid(400, code, message, { param });
  if (!/^[1-9]\d{0,7}$/.test(amount)) {
    return refused('amount', 'parameter_invalid_integer', `Invalid integer: ${amount}`);
  }
  if (!/^[A-Z]{3}$/.test(currency)) {
    return refused('currency', undefined, `Invalid currency: ${currency}`);
  }
  if (form.get('confirm') !== 'true') {
    return refused('confirm', undefined, 'The sandbox confirms at once: confirm=true is needed.');
  }
  return form.get('payment_method')
    ? null
    : refused('payment_method', 'parameter_missing', 'Missing required param: payment_method.');
}

function moving(step, payment, reference, { path, form, key }) {
  if (!payment) {
    return missing('payment_intent', reference);
  }
  const part = form.get(step === 'capture' ? 'amount_to_capture' : 'amount');
  if (part !== null && Number(part) !== payment.amount) {
    return invalid(400, undefined, 'The sandbox moves whole amounts only.', { param: 'amount' });
  }
  return unknown(step, form) ?? { step: { ...asStep(step, path, form, key), payment } };
}

function refunding(request, books) {
  const intent = request.form.get('payment_intent');
  const chargeId = request.form.get('charge');
  const payment = intent
    ? books.payment(intent)
    : books.madeBy('stripe').find(({ charge }) => charge === chargeId);
  return moving('refund', payment, intent ?? chargeId, request);
}

function retrieve(reference, query, books) {
  const payment = books.payment(reference);
  return payment
    ? { status: 200, body: paymentIntent(payment, expansions(query)) }
    : missing('payment_intent', reference);
}

function list(query, books) {
  const limit = pageSize(query);
  const within = (created) =>
    Object.entries(nested(query, 'created')).every(
      ([comparison, at]) =>
        ({ gte: created >= at, gt: created > at, lt: created < at, lte: created <= at })[comparison] ?? false,
    );
  const all = books.madeBy('stripe').reverse();
  const after = query.get('starting_after');
  const begin = after ? all.findIndex(({ reference }) => reference === after) + 1 : 0;
  if (after && begin === 0) {
    return missing('payment_intent', after);
  }
  const found = all.slice(begin).filter(({ created }) => within(Math.floor(created / 1000)));
  return page('list', INTENTS, found, limit, query);
}

function search(query, books, { searchLag }) {
  const clauses = (query.get('query') ?? '').split(/\s+AND\s+/i).map((clause) => CLAUSE.exec(clause.trim()));
  if (clauses.includes(null)) {
    return invalid(400, undefined, "The sandbox searches metadata['name']:'value' alone.", { param: 'query' });
  }
  const found = books
    .madeBy('stripe')
    .filter(({ metadata }) => clauses.every(([, , name, , value]) => metadata[name] === value))
    .filter(({ created }) => created + searchLag <= Date.now());
  return page('search_result', `${INTENTS}/search`, found.reverse(), pageSize(query), query);
}

function page(object, url, found, limit, query) {
  const data = found.slice(0, limit).map((payment) => paymentIntent(payment, expansions(query)));
  const more = object === 'search_result' ? { next_page: null } : {};
  return { status: 200, body: { object, data, has_more: found.length > limit, url, ...more } };
}

function pageSize(query) {
  return Math.min(100, Math.max(1, Number(query.get('limit') ?? 10) || 10));
}

function asStep(step, path, form, key) {
  const print = JSON.stringify([path, [...form].sort(([one], [other]) => (one < other ? -1 : 1))]);
  return { face, step, key, print, view: expansions(form) };
}

function unknown(step, form) {
  const names = KNOWN[step].split(' ');
  const stranger = [...form.keys()].find((name) => !names.includes(name.replace(/\[.*/, '')));
  return stranger
    ? invalid(400, 'parameter_unknown', `Received unknown parameter: ${stranger}`, { param: stranger })
    : null;
}

function missing(what, reference) {
  return invalid(404, 'resource_missing', `No such ${what}: '${reference}'`, { param: 'intent' });
}

// {b: value} of each a[b]=value.
function nested(parameters, name) {
  return Object.fromEntries(
    [...parameters]
      .filter(([key]) => key.startsWith(`${name}[`) && key.endsWith(']'))
      .map(([key, value]) => [key.slice(name.length + 1, -1), value]),
  );
}

function expansions(parameters) {
  return [...parameters].filter(([key]) => key.startsWith('expand[')).map(([, value]) => value.replace(/^data\./, ''));
}
