// What Stripe answers to the steps of a payment, and the events that it sends of them.
import {
  cardError,
  charge,
  event,
  failure,
  invalid,
  newPaymentIntent,
  paymentIntent,
  refund,
} from './stripe-objects.mjs';

const EVENTS = {
  AUTHORISED: 'payment_intent.amount_capturable_updated',
  CAPTURED: 'payment_intent.succeeded',
  VOIDED: 'payment_intent.canceled',
  DECLINED: 'payment_intent.payment_failed',
  REFUNDED: 'charge.refunded',
};

export const face = {
  name: 'stripe',
  prefix: 'pi',
  broken: failure(500, { type: 'api_error', message: 'An unknown error occurred.' }),
  keyUsedForAnother: (key) =>
    failure(400, {
      type: 'idempotency_error',
      message: `The key '${key}' was used with other parameters before.`,
    }),
  keyInUse: (key) =>
    invalid(409, 'idempotency_key_in_use', `There is currently another in-progress request using the key '${key}'.`),
  // the first answer stands for as long as the key is known, also a refusal or an error
  keeps: (answer) => answer,
  keepsRefusals: true,
  repeat: (known) => known.answer,
  answer,
  events,
};

function answer(step, { did, refused, payment }, expand) {
  if (refused) {
    return invalid(400, 'balance_insufficient', 'You have insufficient funds in your account for this refund.');
  }
  if (!did) {
    return wrongState(step, payment);
  }
  if (payment.status === 'DECLINED') {
    return cardError(payment);
  }
  return { status: 200, body: step === 'refund' ? refund(payment, payment.ended) : paymentIntent(payment, expand) };
}

function wrongState(step, payment) {
  const intent = paymentIntent(payment);
  if (step === 'refund') {
    return payment.status === 'REFUNDED'
      ? invalid(400, 'charge_already_refunded', `Charge ${payment.charge} has already been refunded.`)
      : invalid(400, undefined, `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  }
  const done = step === 'capture' ? 'captured' : 'canceled';
  return invalid(
    400,
    'payment_intent_unexpected_state',
    `This PaymentIntent could not be ${done} because it has a status of ${intent.status}.`,
    { payment_intent: intent },
  );
}

function events(step, payment, kinds, key, now) {
  const told = kinds.includes('webhook-amount-differs') ? { ...payment, amount: payment.amount + 1 } : payment;
  const object = payment.status === 'REFUNDED' ? charge(told) : paymentIntent(told);
  const made = [{ ...written(EVENTS[payment.status], object, key, now), kinds }];
  if (step === 'authorise') {
    made.unshift({ ...written('payment_intent.created', newPaymentIntent(payment), key, now), kinds: [] });
  }
  return made;
}

function written(type, object, key, now) {
  const body = event(type, object, key, now);
  return { id: body.id, type, body: JSON.stringify(body) };
}
