import { z } from 'zod';
import type { Order, Request, WatchRequest } from '../../domain/request.ts';
import { jsonIn } from '../files/json-in.ts';

const name = z.string().max(200);
const text = z.string().max(1_500_000);
/** Also the name of a file, so nothing that could lead out of its folder. */
const orderId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/);
const base = { id: orderId, at: z.number().nonnegative() };

const edited = z.strictObject({
  priority: z.number().exactOptional(),
  assignee: name.nullable().exactOptional(),
  hold: z.boolean().exactOptional(),
});

const orderSchema = z.discriminatedUnion('do', [
  z.strictObject({ ...base, do: z.literal('nudge'), worker: name, text }),
  z.strictObject({ ...base, do: z.literal('inject'), worker: name, text, name }),
  z.strictObject({
    ...base,
    do: z.literal('assign'),
    task: name,
    worker: name.nullable(),
    now: z.boolean(),
    was: name.nullable().exactOptional(),
  }),
  z.strictObject({ ...base, do: z.literal('retry'), task: name, fresh: z.boolean() }),
  z.strictObject({ ...base, do: z.literal('cancel'), task: name }),
  z.strictObject({ ...base, do: z.literal('answer'), question: name, answer: text }),
  z.strictObject({ ...base, do: z.literal('pause'), workers: z.array(name).max(1_000) }),
  z.strictObject({ ...base, do: z.literal('resume'), workers: z.array(name).max(1_000) }),
  z.strictObject({ ...base, do: z.literal('restart'), worker: name }),
  z.strictObject({ ...base, do: z.literal('merge'), task: name }),
  z.strictObject({ ...base, do: z.literal('merge-omnibus') }),
  z.strictObject({ ...base, do: z.literal('ready-omnibus') }),
  z.strictObject({ ...base, do: z.literal('drop'), task: name, confirmed: z.boolean() }),
  z.strictObject({ ...base, do: z.literal('undo'), what: name }),
  z.strictObject({ ...base, do: z.literal('edited'), task: name, from: edited, to: edited }),
]) satisfies z.ZodType<Order>;

export const requestSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('order'), order: orderSchema }),
  z.strictObject({
    ask: z.literal('snapshot'),
    refresh: z.literal(true).exactOptional(),
    few: z.literal(true).exactOptional(),
  }),
  z.strictObject({ ask: z.literal('why'), about: name }),
  z.strictObject({ ask: z.literal('receipt'), of: name }),
  z.strictObject({ ask: z.literal('stop'), sessions: z.enum(['leave', 'end', 'end-now']) }),
  z.strictObject({ ask: z.literal('watch'), few: z.literal(true).exactOptional() }),
]) satisfies z.ZodType<Request | WatchRequest>;

export const frameSchema = z.strictObject({
  v: z.literal(1),
  token: z.string().max(200),
  request: z.unknown(),
  /** Epoch milliseconds after which the asker has given up. Older releases do not say it. */
  until: z.number().exactOptional(),
});

export type DecodedFrame =
  | {
      readonly good: true;
      readonly token: string;
      readonly request: unknown;
      readonly until: number | null;
    }
  | { readonly good: false; readonly because: string };

const NOT_JSON = { good: false, because: 'not JSON' } as const;

/** A line of a client: who it says it is, and what it asks, still undecoded. */
export function decodeFrame(line: string): DecodedFrame {
  const value = jsonIn(line);
  if (value === undefined) return NOT_JSON;
  const { success, data, error } = frameSchema.safeParse(value);
  return success
    ? { good: true, token: data.token, request: data.request, until: data.until ?? null }
    : { good: false, because: problem(error) };
}

export type DecodedRequest =
  | { readonly good: true; readonly request: Request | WatchRequest }
  | { readonly good: false; readonly because: string };

export function decodeRequest(value: unknown): DecodedRequest {
  const { success, data, error } = requestSchema.safeParse(value);
  return success ? { good: true, request: data } : { good: false, because: problem(error) };
}

export type DecodedOrder =
  | { readonly good: true; readonly order: Order }
  | { readonly good: false; readonly because: string };

/** The text of a file that holds an order. */
export function decodeOrder(content: string): DecodedOrder {
  const value = jsonIn(content);
  if (value === undefined) return NOT_JSON;
  const { success, data, error } = orderSchema.safeParse(value);
  return success ? { good: true, order: data } : { good: false, because: problem(error) };
}

function problem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'wrong shape' : `${issue.path.join('.')}: ${issue.message}`;
}
