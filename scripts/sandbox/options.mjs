// What the sandbox is told at its start. The key and the secret come by the environment: arguments are in the list of
// processes.
import { parseArgs } from 'node:util';
import { BY_DEFAULT, KINDS } from './misbehaviours.mjs';

export const USAGE = `usage: node sandbox.mjs [OPTIONS]
  --host ADDRESS     where it listens (127.0.0.1)
  --port N           0: any free one (0)
  --journal FILE     its books, which it reads again at the next start (sandbox.journal)
  --webhooks URLS    addresses of Lockstep, separated by commas; none: nobody is told anything
  --slow MS          after how long a slow answer comes (15000)
  --late MS          after how long a late webhook comes (5000)
  --search-lag MS    how long a new payment is not found by Stripe's search (0)
  --refusals N       how often a refund is refused (2)
  --misbehave N      N % of each kind, for payments that ask for none themselves (0)
  --kinds A,B        of these kinds alone (${BY_DEFAULT.join(', ')})
  --seed TEXT        another one misbehaves elsewhere (lockstep)
  --attempts N       how often a webhook is tried (40)
  SANDBOX_KEY        the bearer key that callers need (sk_test_sandbox)
  SANDBOX_SECRET     what webhooks are signed with (whsec_sandbox)`;

const text = (value) => ({ type: 'string', default: value });

export function readOptions(args, environment) {
  const { values } = parseArgs({
    args,
    options: {
      host: text('127.0.0.1'),
      port: text('0'),
      journal: text('sandbox.journal'),
      webhooks: text(''),
      slow: text('15000'),
      late: text('5000'),
      'search-lag': text('0'),
      refusals: text('2'),
      misbehave: text('0'),
      kinds: text(BY_DEFAULT.join(',')),
      seed: text('lockstep'),
      attempts: text('40'),
    },
  });
  return {
    host: values.host,
    port: number(values, 'port'),
    journal: values.journal,
    webhooks: values.webhooks.split(',').filter(Boolean).map(address),
    slow: number(values, 'slow'),
    late: number(values, 'late'),
    searchLag: number(values, 'search-lag'),
    refusals: number(values, 'refusals'),
    misbehave: number(values, 'misbehave'),
    kinds: values.kinds.split(',').filter(Boolean).map(kind),
    seed: values.seed,
    attempts: number(values, 'attempts'),
    key: environment.SANDBOX_KEY || 'sk_test_sandbox',
    secret: environment.SANDBOX_SECRET || 'whsec_sandbox',
  };
}

function number(values, name) {
  if (!/^\d{1,9}$/.test(values[name])) {
    throw new Error(`--${name} is a number, and not '${values[name]}'`);
  }
  return Number(values[name]);
}

function kind(name) {
  if (!KINDS.has(name)) {
    throw new Error(`there is no kind '${name}': it is one of ${[...KINDS.keys()].join(', ')}`);
  }
  return name;
}

function address(url) {
  const { protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new Error(`'${url}' is no address of Lockstep`);
  }
  return url.replace(/\/+$/, '');
}
