// Places an order and waits for it, follows another one, and is refused a third.
// npm run example -- http://localhost:8080 USER SKU; without arguments it takes what ./lockstep run --demo has made.
// Where the service is closed, the variable LOCKSTEP_KEY has a key.
import { randomUUID } from 'node:crypto';
import { followOrder, lockstep, type NewOrder, type Order, Refused } from './client.js';

const [url = 'http://localhost:8080', userId = 'demo-ada', sku = 'demo-mug'] = process.argv.slice(2);
const client = lockstep(url, process.env.LOCKSTEP_KEY);

/** Places it; with `seconds` the answer comes when the order is final, or when they have passed. */
async function place(order: NewOrder, seconds?: number): Promise<Order> {
  const { data, error } = await client.POST('/orders', {
    params: {
      header: {
        // sent again with the same key, this is the same order
        'Idempotency-Key': randomUUID(),
        ...(seconds !== undefined && { Prefer: `wait=${seconds}` }),
      },
    },
    body: order,
  });
  if (error) {
    switch (error.type) {
      case '/problems/unknown-sku':
        console.log(`refused: there is no product ${error.sku}`);
        break;
      case '/problems/invalid-request':
        error.errors.forEach(({ field, message }) => console.log(`refused: ${field} ${message}`));
        break;
    }
    throw new Refused(error);
  }
  return data;
}

const waitedFor = await place({ userId, items: [{ sku, quantity: 2 }] }, 20);
console.log(`order ${waitedFor.id} is ${waitedFor.status}: ${waitedFor.total.amount} ${waitedFor.total.currency}`);

const followed = await place({ userId, items: [{ sku, quantity: 1 }] });
for await (const { at, status, reason } of followOrder(client, followed.id)) {
  console.log(`order ${followed.id} is ${status} since ${at}${reason === null ? '' : `: ${reason}`}`);
}

try {
  await place({ userId, items: [{ sku: 'no-such-product', quantity: 1 }] });
  process.exitCode = 1;
} catch (refusal) {
  if (!(refusal instanceof Refused) || refusal.problem.status !== 422) {
    throw refusal;
  }
}
