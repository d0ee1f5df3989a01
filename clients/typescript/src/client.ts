import createClient, { type Client } from 'openapi-fetch';
import { dataOfEvents } from './events.js';
import type { components, paths } from './openapi.js';

export type Lockstep = Client<paths>;
export type NewOrder = components['schemas']['NewOrder'];
export type Order = components['schemas']['Order'];
export type OrderStatusEvent = components['schemas']['OrderStatusEvent'];
type StreamEnd = components['schemas']['StreamEnd'];

/** What every refusal has (RFC 9457); each operation's error type says which there are, told apart by `type`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** Thrown for a refusal that the caller does not handle. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.type}: ${problem.detail}`);
  }
}

/** A client of the service at this address, such as `http://localhost:8080`, with a key or token where it is closed. */
export function lockstep(baseUrl: string, key?: string): Lockstep {
  return createClient<paths>({ baseUrl, headers: key ? { Authorization: `Bearer ${key}` } : {} });
}

/** The status of the order now and each change of it, until it is final. */
export async function* followOrder(client: Lockstep, id: string): AsyncGenerator<OrderStatusEvent> {
  const { data, error } = await client.GET('/orders/{id}/events', {
    params: { path: { id } },
    parseAs: 'stream',
  });
  if (error) {
    throw new Refused(error);
  }
  if (data) {
    for await (const text of dataOfEvents(data)) {
      const change: OrderStatusEvent | StreamEnd = JSON.parse(text);
      if (!('status' in change)) {
        throw new Error(`the service has ended the stream: ${change.reason}`);
      }
      yield change;
    }
  }
}
