// Objects of Stripe's interface, with the members that an integration of payments reads.
import { id } from './steps.mjs';

export const API_VERSION = '2024-06-20';

const STATUS = {
  AUTHORISED: 'requires_capture',
  CAPTURED: 'succeeded',
  REFUNDED: 'succeeded',
  VOIDED: 'canceled',
  DECLINED: 'requires_payment_method',
};

const MESSAGES = {
  card_declined: ['generic_decline', 'Your card was declined.'],
  insufficient_funds: ['insufficient_funds', 'Your card has insufficient funds.'],
};

export function paymentIntent(payment, expand = []) {
  const { status, amount, created, ended } = payment;
  return {
    id: payment.reference,
    object: 'payment_intent',
    amount,
    amount_capturable: status === 'AUTHORISED' ? amount : 0,
    amount_details: { tip: {} },
    amount_received: status === 'CAPTURED' || status === 'REFUNDED' ? amount : 0,
    application: null,
    automatic_payment_methods: null,
    canceled_at: status === 'VOIDED' ? seconds(ended) : null,
    cancellation_reason: null,
    capture_method: payment.captureAtOnce ? 'automatic' : 'manual',
    client_secret: `${payment.reference}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: seconds(created),
    currency: payment.currency.toLowerCase(),
    customer: null,
    description: null,
    last_payment_error: status === 'DECLINED' ? declined(payment) : null,
    latest_charge: expand.includes('latest_charge') ? charge(payment) : payment.charge,
    livemode: false,
    metadata: payment.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: status === 'DECLINED' ? null : payment.method,
    payment_method_options: {},
    payment_method_types: ['card'],
    processing: null,
    receipt_email: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: STATUS[status],
    transfer_data: null,
    transfer_group: null,
  };
}

// As it is told when it was made, before it is confirmed: nothing is decided yet.
export function newPaymentIntent(payment) {
  return {
    ...paymentIntent(payment),
    amount_capturable: 0,
    amount_received: 0,
    last_payment_error: null,
    latest_charge: null,
    payment_method: null,
    status: 'requires_payment_method',
  };
}

export function charge(payment) {
  const { status, amount, reason } = payment;
  const failed = status === 'DECLINED';
  const givenBack = status === 'REFUNDED' || status === 'VOIDED';
  return {
    id: payment.charge,
    object: 'charge',
    amount,
    amount_captured: status === 'CAPTURED' || status === 'REFUNDED' ? amount : 0,
    amount_refunded: givenBack ? amount : 0,
    balance_transaction: null,
    captured: status === 'CAPTURED' || status === 'REFUNDED',
    created: seconds(payment.created),
    currency: payment.currency.toLowerCase(),
    customer: null,
    description: null,
    disputed: false,
    failure_code: failed ? 'card_declined' : null,
    failure_message: failed ? MESSAGES[reason][1] : null,
    livemode: false,
    metadata: payment.metadata,
    outcome: {
      network_status: failed ? 'declined_by_network' : 'approved_by_network',
      reason: failed ? MESSAGES[reason][0] : null,
      risk_level: 'normal',
      seller_message: failed ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
      type: failed ? 'issuer_declined' : 'authorized',
    },
    paid: !failed,
    payment_intent: payment.reference,
    payment_method: payment.method,
    refunded: givenBack,
    status: failed ? 'failed' : 'succeeded',
  };
}

export function refund(payment, now) {
  return {
    id: payment.refund,
    object: 'refund',
    amount: payment.amount,
    balance_transaction: null,
    charge: payment.charge,
    created: seconds(now),
    currency: payment.currency.toLowerCase(),
    metadata: {},
    payment_intent: payment.reference,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

export function event(type, object, key, now) {
  return {
    id: id('evt'),
    object: 'event',
    api_version: API_VERSION,
    created: seconds(now),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: id('req'), idempotency_key: key ?? null },
    type,
  };
}

// The error of a card that was declined, as an intent keeps it.
function declined({ reason, charge: chargeId, method }) {
  const [declineCode, message] = MESSAGES[reason];
  return {
    charge: chargeId,
    code: 'card_declined',
    decline_code: declineCode,
    message,
    payment_method: { id: method, object: 'payment_method', type: 'card' },
    type: 'card_error',
  };
}

// Answers with an error: {type, code, message, ...}.
export function failure(status, error) {
  return { status, body: { error } };
}

export function cardError(payment) {
  return failure(402, { ...declined(payment), payment_intent: paymentIntent(payment) });
}

export function invalid(status, code, message, more = {}) {
  return failure(status, { type: 'invalid_request_error', ...(code ? { code } : {}), message, ...more });
}

function seconds(milliseconds) {
  return Math.floor(milliseconds / 1000);
}
