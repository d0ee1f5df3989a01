// What the sandbox knows: payments, the keys under which steps were asked for, and the webhooks that are still to be
// sent. All of it is in the journal before anybody hears of it.
import { Journal } from './journal.mjs';

export class Books {
  #journal;
  #payments = new Map(); // by reference, in the order in which they were made
  #byPaymentId = new Map(); // the references of one id of ours: more than one is a payment made twice
  #keys = new Map();
  #webhooks = new Map();
  #history = new Map(); // the steps of a payment, by reference
  #misbehaved = {};

  constructor(file) {
    this.#journal = new Journal(file, (record) => this.#read(record));
  }

  // A step with everything that came of it in one record: the payment as it is now, the key with what is answered to a
  // repetition, and the webhooks.
  writeStep(record) {
    this.#journal.write({ record: 'step', ...record });
    this.#readStep(record);
  }

  // A try to deliver a webhook.
  writeDelivery(record) {
    this.#journal.write({ record: 'delivery', ...record });
    this.#readDelivery(record);
  }

  key(key) {
    return this.#keys.get(key);
  }

  payment(reference) {
    return this.#payments.get(reference);
  }

  // The payments of one id of ours, the first one first.
  ofPaymentId(paymentId) {
    return (this.#byPaymentId.get(paymentId) ?? []).map((reference) => this.#payments.get(reference));
  }

  // Those that were made by one of the interfaces, the oldest first.
  madeBy(face) {
    return this.#all().filter((payment) => payment.face === face);
  }

  webhook(id) {
    return this.#webhooks.get(id);
  }

  undelivered() {
    return [...this.#webhooks.values()].filter((webhook) => webhook.left > 0 && !webhook.givenUp);
  }

  totals() {
    const byStatus = (status) => this.#all().filter((payment) => payment.status === status);
    const webhooks = [...this.#webhooks.values()];
    return {
      payments: this.#payments.size,
      authorised: byStatus('AUTHORISED').length,
      captured: sum(byStatus('CAPTURED')),
      voided: byStatus('VOIDED').length,
      refunded: byStatus('REFUNDED').length,
      declined: byStatus('DECLINED').length,
      doubled: this.#doubled(),
      webhooks: {
        made: webhooks.length,
        waiting: this.undelivered().length,
        givenUp: webhooks.filter((webhook) => webhook.givenUp).length,
      },
      misbehaved: this.#misbehaved,
    };
  }

  // What became of one id of ours; null if there is nothing.
  of(paymentId) {
    const payments = this.ofPaymentId(paymentId).map((payment) => ({
      reference: payment.reference,
      orderId: payment.orderId,
      status: payment.status,
      amount: payment.amount,
      currency: payment.currency,
      reason: payment.reason,
      steps: this.#history.get(payment.reference),
      webhooks: [...this.#webhooks.values()]
        .filter((webhook) => webhook.reference === payment.reference)
        .map(({ id, type, left, tries, givenUp }) => ({ id, type, left, tries, givenUp })),
    }));
    return payments.length === 0 ? null : { paymentId, payments };
  }

  close() {
    this.#journal.close();
  }

  #all() {
    return [...this.#payments.values()];
  }

  // Payments too many: of one order only one may have held or taken money.
  #doubled() {
    const first = new Set();
    return this.#all()
      .filter((payment) => payment.status !== 'DECLINED')
      .map((payment) => payment.orderId ?? payment.paymentId ?? payment.reference)
      .filter((order) => first.size === first.add(order).size).length;
  }

  #read({ record, ...rest }) {
    if (record === 'step') {
      this.#readStep(rest);
    } else {
      this.#readDelivery(rest);
    }
  }

  #readStep({ at, step, did, key, payment, kinds, webhooks, ...known }) {
    if (!this.#payments.has(payment.reference) && payment.paymentId) {
      const references = this.#byPaymentId.get(payment.paymentId) ?? [];
      this.#byPaymentId.set(payment.paymentId, [...references, payment.reference]);
    }
    this.#payments.set(payment.reference, payment);
    if (key) {
      this.#keys.set(key, { ...known, reference: payment.reference });
    }
    const steps = this.#history.get(payment.reference) ?? [];
    this.#history.set(payment.reference, [...steps, { step, at: new Date(at).toISOString(), key, did, kinds }]);
    for (const webhook of webhooks) {
      this.#webhooks.set(webhook.id, { ...webhook, tries: [], givenUp: false });
    }
    for (const kind of kinds) {
      this.#misbehaved[kind] = (this.#misbehaved[kind] ?? 0) + 1;
    }
  }

  #readDelivery({ id, status, left, givenUp }) {
    const webhook = this.#webhooks.get(id);
    webhook.tries.push(status);
    webhook.left = left;
    webhook.givenUp = givenUp;
  }
}

function sum(payments) {
  const amount = {};
  for (const payment of payments) {
    amount[payment.currency] = (amount[payment.currency] ?? 0) + payment.amount;
  }
  return { count: payments.length, amount };
}
