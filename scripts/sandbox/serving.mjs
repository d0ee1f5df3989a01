// One step of one payment: done once, written down, and answered as its kinds of misbehaviour want it.
import { setTimeout as sleep } from 'node:timers/promises';
import { authorise, id, move } from './steps.mjs';

export class Serving {
  #books;
  #webhooks;
  #misbehaviours;
  #options;
  #underWay = new Set();

  constructor(books, webhooks, misbehaviours, options) {
    this.#books = books;
    this.#webhooks = webhooks;
    this.#misbehaviours = misbehaviours;
    this.#options = options;
  }

  // call: {face, step, key, print, asked} to authorise, with `payment` where it is there. The print is of everything
  // that was asked for under the key.
  async perform(call, response) {
    const { face, key, print } = call;
    const known = key ? this.#books.key(key) : undefined;
    if (known && known.print !== print) {
      return send(response, face.keyUsedForAnother(key));
    }
    if (this.#underWay.has(key)) {
      return send(response, face.keyInUse(key));
    }
    if (known) {
      const answer = face.repeat(known, this.#books.payment(known.reference));
      return send(response, answer, { 'Idempotent-Replayed': 'true' });
    }
    // nothing waits from the look at the key to the record with it, so that of two callers one is first
    const done = this.#do(call);
    try {
      if (key) {
        this.#underWay.add(key);
      }
      await this.#answer(done, response);
    } finally {
      this.#underWay.delete(key);
    }
  }

  #do({ face, step, key, print, asked, payment, view }) {
    const now = Date.now();
    const target = payment ?? { ...asked, asked: asked.amount, reference: id(face.prefix) };
    const chosen = this.#misbehaviours.of(target, step);
    const result = payment
      ? move(payment, step, chosen, this.#options.refusals, now)
      : authorise(asked, chosen, target.reference, now);
    const kinds = happening(chosen, result);
    const answer = kinds.includes('error-after') ? face.broken : face.answer(step, result, view);
    const events = result.did ? face.events(step, result.payment, kinds, key, now) : [];
    const webhooks = events.map((event) => this.#webhook(event, face.name, result.payment.reference, now));
    this.#books.writeStep({
      at: now,
      step,
      did: result.did,
      key: result.refused && !face.keepsRefusals ? undefined : key,
      print,
      answer: face.keeps(answer),
      payment: result.payment,
      kinds,
      webhooks,
    });
    return { answer, kinds, webhooks };
  }

  #webhook({ id: eventId, type, body, kinds }, face, reference, now) {
    return {
      id: eventId,
      type,
      body,
      face,
      reference,
      kinds: kinds.filter((kind) => kind.startsWith('webhook-')),
      left: this.#options.webhooks.length === 0 ? 0 : kinds.includes('webhook-twice') ? 2 : 1,
      due: now + (kinds.includes('webhook-late') ? this.#options.late : 0),
    };
  }

  async #answer({ answer, kinds, webhooks }, response) {
    if (kinds.includes('webhook-first')) {
      await this.#webhooks.sendFirst(webhooks);
    }
    if (kinds.includes('slow')) {
      await sleep(this.#options.slow);
    }
    if (kinds.includes('lost-answer')) {
      response.socket?.destroy();
    } else if (kinds.includes('nonsense')) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>We will be back soon</body></html>');
    } else if (!kinds.includes('no-answer')) {
      send(response, answer);
    }
    if (!kinds.includes('webhook-first')) {
      this.#webhooks.send(webhooks);
    }
  }
}

// What changes nothing is answered well, and a refusal that is told is not a misbehaviour of the answer.
function happening(chosen, { did, refused }) {
  return chosen.filter((kind) => (kind === 'refund-refused' ? refused : did));
}

export function send(response, { status, body }, headers = {}) {
  if (!response.destroyed) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }
}
