// What clients/typescript/src/example.ts does, with what another generator makes of the document: arguments URL USER SKU.
import { randomUUID } from 'node:crypto';
import { createClient } from './hey-api/client/index.js';
import { listOrders, placeOrder, type Order, type OrderStatusEvent } from './hey-api/index.js';

const [baseUrl = '', userId = '', sku = ''] = process.argv.slice(2);
const client = createClient({ baseUrl });

async function place(quantity: number, prefer?: string): Promise<Order> {
  const { data, error } = await placeOrder({
    client,
    headers: { 'Idempotency-Key': randomUUID(), Prefer: prefer },
    body: { userId, items: [{ sku, quantity }] },
  });
  if (!data) {
    throw new Error(error?.detail);
  }
  return data;
}

const { id, status } = await place(2, 'wait=20');
console.log(`order ${id} is ${status}`);

const followed = await place(1);
// the generator takes a stream's data for text, but reads it as the JSON that contentSchema describes
const { stream } = await client.sse.get<{ 200: OrderStatusEvent }>({
  url: '/orders/{id}/events',
  path: { id: followed.id },
});
for await (const change of stream) {
  console.log(`order ${change.orderId} is ${change.status} since ${change.at}`);
}

const { data: page } = await listOrders({ client, query: { userId, limit: 1 } });
console.log(`the newest is ${page?.data[0]?.id === followed.id ? 'that one' : 'another one'}`);

const { error } = await placeOrder({ client, body: { userId, items: [{ sku: 'no-such-product', quantity: 1 }] } });
if (error?.type === '/problems/unknown-sku') {
  console.log(`refused: there is no product ${error.sku}`);
}
