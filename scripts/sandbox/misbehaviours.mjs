// How the sandbox misbehaves, and at which payments: by the token of the payment method, by the amount, or by chance.
//
// The token is one or more kinds with + between them, each for all steps or for one: declined, lost-answer@capture,
// slow@authorise+webhook-twice. Stripe's prefix pm_ may stand before it. The amounts are 666601, 666602, ... minor
// units.
import { createHash } from 'node:crypto';

// Of one group one kind is chosen by chance, so that N % of each kind are N % of all payments or steps.
export const KINDS = new Map(
  Object.entries({
    declined: 'decision',
    'insufficient-funds': 'decision',
    slow: 'answer',
    'lost-answer': 'answer',
    'no-answer': 'answer',
    'error-after': 'answer',
    nonsense: 'answer',
    'refund-refused': 'refund',
    'webhook-first': 'webhook',
    'webhook-twice': 'webhook',
    'webhook-late': 'webhook',
    'webhook-out-of-order': 'webhook',
    'webhook-wrong-signature': 'webhook',
    'amount-differs': 'decision',
    'webhook-amount-differs': 'webhook',
  }),
);

const STEPS = { decision: ['authorise'], refund: ['refund'] };
const FIRST_AMOUNT = 666601;

// After a payment of another amount somebody has to decide, so it does not happen by chance unless it is asked for.
export const BY_DEFAULT = [...KINDS.keys()].filter((kind) => !kind.endsWith('amount-differs'));

// Names of Stripe's own test cards; the others ask for nothing, as any token does that is not known here.
const ALIASES = {
  card_chargeDeclined: 'declined',
  card_visa_chargeDeclined: 'declined',
  card_chargeDeclinedInsufficientFunds: 'insufficient-funds',
  card_visa_chargeDeclinedInsufficientFunds: 'insufficient-funds',
};

export class Misbehaviours {
  #percent;
  #seed;
  #groups;

  constructor({ misbehave, seed, kinds }) {
    this.#percent = misbehave;
    this.#seed = seed;
    this.#groups = new Map();
    for (const kind of misbehave > 0 ? kinds : []) {
      const group = KINDS.get(kind);
      this.#groups.set(group, [...(this.#groups.get(group) ?? []), kind]);
    }
    for (const [group, of] of this.#groups) {
      if (of.length * misbehave > 100) {
        throw new Error(`${misbehave} % of each are too many: of ${of.join(', ')} one comes at a time`);
      }
    }
  }

  // The kinds for a step that is done now. Repetitions are answered from the books, and behave.
  of({ paymentId, reference, asked, method }, step) {
    const chosen = byMethod(method, step) ?? byAmount(asked) ?? this.#byChance(paymentId ?? reference, step);
    return chosen.filter((kind) => (STEPS[KINDS.get(kind)] ?? [step]).includes(step));
  }

  #byChance(id, step) {
    const chosen = [];
    for (const [group, kinds] of this.#groups) {
      const drawn = percentile(`${this.#seed}|${id}|${step}|${group}`);
      const kind = kinds[Math.floor(drawn / this.#percent)];
      if (kind) {
        chosen.push(kind);
      }
    }
    return chosen;
  }
}

function byMethod(method, step) {
  const words = (method ?? '').replace(/^pm_/, '').split('+').map((word) => ALIASES[word] ?? word);
  const known = words.filter((word) => word === 'approved' || KINDS.has(word.split('@')[0]));
  if (known.length === 0) {
    return null;
  }
  return known.filter((word) => KINDS.has(word) || word.endsWith(`@${step}`)).map((word) => word.split('@')[0]);
}

function byAmount(amount) {
  const kind = [...KINDS.keys()][amount - FIRST_AMOUNT];
  return kind ? [kind] : null;
}

// From 0 to 100, the same for the same text.
function percentile(text) {
  return (createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32) * 100;
}
