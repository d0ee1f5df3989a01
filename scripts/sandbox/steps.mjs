// The states of a payment, and what each step makes of it. It decides and writes nothing.
import { randomBytes } from 'node:crypto';

const MOVES = {
  capture: ['AUTHORISED', 'CAPTURED'],
  void: ['AUTHORISED', 'VOIDED'],
  refund: ['CAPTURED', 'REFUNDED'],
};

// asked: {face, paymentId, orderId, userId, amount, currency, method, metadata, captureAtOnce}. The payment is kept in
// what the provider was told: `asked` of it is the amount of the request, `amount` what it is about.
export function authorise(asked, kinds, reference, now) {
  const declined = kinds.includes('declined') || kinds.includes('insufficient-funds');
  const payment = {
    reference,
    charge: id('ch'),
    refund: null,
    face: asked.face,
    paymentId: asked.paymentId,
    orderId: asked.orderId,
    userId: asked.userId,
    asked: asked.amount,
    amount: asked.amount + (kinds.includes('amount-differs') ? 1 : 0),
    currency: asked.currency,
    method: asked.method,
    metadata: asked.metadata,
    captureAtOnce: asked.captureAtOnce,
    created: now,
    ended: null,
    status: asked.captureAtOnce ? 'CAPTURED' : 'AUTHORISED',
    reason: null,
    refusals: 0,
  };
  return {
    did: true,
    payment: declined
      ? {
          ...payment,
          status: 'DECLINED',
          reason: kinds.includes('declined') ? 'card_declined' : 'insufficient_funds',
        }
      : payment,
  };
}

// A step that the payment is not at does nothing; `refused` is one that may be done later.
export function move(payment, step, kinds, refusals, now) {
  const [from, to] = MOVES[step] ?? [];
  if (payment.status !== from) {
    return { did: false, payment };
  }
  if (kinds.includes('refund-refused') && payment.refusals < refusals) {
    return { did: false, refused: true, payment: { ...payment, refusals: payment.refusals + 1 } };
  }
  const refund = step === 'refund' ? id('re') : payment.refund;
  return { did: true, payment: { ...payment, status: to, refund, ended: step === 'capture' ? null : now } };
}

// An id as Stripe makes them: what it is, and what nobody can guess.
export function id(prefix) {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
