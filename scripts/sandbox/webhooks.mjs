// Tells Lockstep what became of payments, again and again with growing pauses, until it answers 2xx.
import { createHmac } from 'node:crypto';

const AT_ONCE = 32;
const TIMEOUT = 10_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const HEADERS = { http: 'Lockstep-Signature', stripe: 'Stripe-Signature' };

export class Webhooks {
  #books;
  #options;
  #ready = [];
  #underWay = 0;
  #held = new Map(); // those that are to come after the next one of their payment, by reference

  constructor(books, options) {
    this.#books = books;
    this.#options = options;
  }

  // What an earlier life has left undelivered.
  resume() {
    for (const webhook of this.#books.undelivered()) {
      this.#schedule(webhook, Math.max(0, webhook.due - Date.now()));
    }
  }

  // Those of a step, in their order, which the books have already.
  send(webhooks) {
    for (const webhook of webhooks) {
      const held = this.#held.get(webhook.reference);
      if (webhook.kinds.includes('webhook-out-of-order') && !held) {
        this.#hold(webhook);
      } else {
        this.#schedule(webhook, webhook.due - Date.now());
        held?.();
      }
    }
  }

  // One try now, whatever comes of it; the others follow.
  async sendFirst(webhooks) {
    for (const webhook of webhooks) {
      await this.#try(webhook);
    }
  }

  #hold(webhook) {
    const release = () => {
      clearTimeout(timer);
      this.#held.delete(webhook.reference);
      this.#schedule(webhook, FIRST_PAUSE);
    };
    const timer = setTimeout(release, this.#options.late);
    this.#held.set(webhook.reference, release);
  }

  #schedule(webhook, pause) {
    if (this.#options.webhooks.length > 0) {
      setTimeout(() => {
        this.#ready.push(webhook);
        this.#next();
      }, Math.max(0, pause));
    }
  }

  #next() {
    while (this.#underWay < AT_ONCE && this.#ready.length > 0) {
      this.#underWay++;
      this.#try(this.#ready.shift()).finally(() => {
        this.#underWay--;
        this.#next();
      });
    }
  }

  async #try(webhook) {
    if (this.#options.webhooks.length === 0) {
      return;
    }
    const { left, tries, givenUp } = this.#books.webhook(webhook.id);
    if (left === 0 || givenUp) {
      return;
    }
    const status = await this.#deliver(webhook, tries.length);
    const remaining = status >= 200 && status < 300 ? left - 1 : left;
    const isLast = remaining > 0 && tries.length + 1 >= this.#options.attempts;
    this.#books.writeDelivery({ id: webhook.id, status, left: remaining, givenUp: isLast });
    if (remaining > 0 && !isLast) {
      this.#schedule(webhook, remaining < left ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries.length));
    }
  }

  // The status of the answer, or 0 where there is none.
  async #deliver({ face, body, kinds }, tried) {
    const secret = tried === 0 && kinds.includes('webhook-wrong-signature') ? 'somebody-else' : this.#options.secret;
    const urls = this.#options.webhooks;
    try {
      const answer = await fetch(`${urls[tried % urls.length]}/payments/webhooks/${face}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [HEADERS[face]]: signature(body, secret) },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }
}

function signature(body, secret) {
  const seconds = Math.floor(Date.now() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
