// The protocol of Lockstep's provider `http`; see docs/payments.md.
import { id } from './steps.mjs';

const STEP = /^\/payments\/([^/]+)\/(authorise|capture|void|refund)$/;
const ONE = /^\/payments\/([^/]+)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PAGE = 100;
const LONGEST_PAGE = 1000;

// The answers of a step, and what is told of it.
const face = {
  name: 'http',
  prefix: 'pay',
  broken: { status: 500, body: { reason: 'internal-error' } },
  keyUsedForAnother: () => ({ status: 400, body: { reason: 'idempotency_error' } }),
  keyInUse: () => ({ status: 409, body: { reason: 'idempotency_key_in_use' } }),
  // what it answers is how the payment stands now, also to a repetition; only the key is kept
  keeps: () => undefined,
  keepsRefusals: false,
  repeat: (known, payment) => ({ status: 200, body: view(payment) }),
  answer: (step, { refused, payment }) =>
    refused ? { status: 409, body: { reason: 'insufficient-funds' } } : { status: 200, body: view(payment) },
  events(step, payment, kinds) {
    const event = {
      id: id('evt'),
      type: `payment.${payment.status.toLowerCase()}`,
      payment: view(payment, kinds.includes('webhook-amount-differs') ? 1 : 0),
    };
    return [{ id: event.id, type: event.type, body: JSON.stringify(event), kinds }];
  },
};

// Answers {status, body}, or {step: ...} for one that is to be performed.
export function http({ method, path, query, headers, body }, books) {
  const [, stepOf, step] = STEP.exec(path) ?? [];
  const [, one] = ONE.exec(path) ?? [];
  if (method === 'POST' && step) {
    return performing(stepOf, step, headers['idempotency-key'], body, books);
  }
  if (method === 'GET' && one) {
    const payment = books.ofPaymentId(one)[0];
    return payment ? { status: 200, body: view(payment) } : refusal(404, 'unknown-payment');
  }
  if (method === 'GET' && path === '/payments') {
    return list(query, books);
  }
  return refusal(404, 'no-such-operation');
}

export function refusal(status, reason) {
  return { status, body: { reason } };
}

function performing(paymentId, step, key, body, books) {
  const asked = parse(body);
  if (!UUID.test(paymentId)) {
    return refusal(400, 'payment-id-is-no-uuid');
  }
  if (!key) {
    return refusal(400, 'no-idempotency-key');
  }
  const { orderId = null, userId = null, amount, currency, paymentMethod: method = null } = asked ?? {};
  if (!Number.isSafeInteger(amount) || amount <= 0 || !/^[A-Z]{3}$/.test(currency)) {
    return refusal(400, 'amount-and-currency-needed');
  }
  const payment = books.ofPaymentId(paymentId)[0];
  if (!payment && step !== 'authorise') {
    return refusal(404, 'unknown-payment');
  }
  if (payment && (payment.asked !== amount || payment.currency !== currency) && !books.key(key)) {
    return refusal(400, 'another-amount-than-before');
  }
  return {
    step: {
      face,
      step,
      key,
      print: JSON.stringify([paymentId, step, orderId, userId, amount, currency, method]),
      payment,
      asked: {
        face: 'http',
        paymentId,
        orderId,
        userId,
        amount,
        currency,
        method,
        metadata: { payment_id: paymentId, order_id: orderId },
        captureAtOnce: false,
      },
    },
  };
}

function list(query, books) {
  const from = time(query.get('from'), 0);
  const until = time(query.get('until'), Infinity);
  const limit = Math.min(Number(query.get('limit') ?? PAGE), LONGEST_PAGE);
  const after = query.get('after');
  if (Number.isNaN(from) || Number.isNaN(until) || !(limit > 0)) {
    return refusal(400, 'period-or-limit');
  }
  const all = books.madeBy('http');
  const begin = after ? all.findIndex((payment) => payment.reference === after) + 1 : 0;
  if (after && begin === 0) {
    return refusal(400, 'unknown-after');
  }
  const data = all.slice(begin).filter(({ created }) => created >= from && created < until);
  return { status: 200, body: { data: data.slice(0, limit).map((payment) => view(payment)) } };
}

function time(text, otherwise) {
  return text === null ? otherwise : Date.parse(text);
}

function view({ paymentId, reference, status, amount, currency, reason }, more = 0) {
  return { paymentId, reference, status, amount: amount + more, currency, reason };
}

function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
