import { whenTold } from '../decide/when-told.ts';
import type { Receipt } from '../domain/delivery.ts';
import type { Order, OrderReceipt, Request, Response } from '../domain/request.ts';
import type { Alarm } from './alarm.ts';
import type { Core } from './core.ts';
import { detailsOf } from './picture/details.ts';
import { withFewTasks } from './picture/few-tasks.ts';
import { reasonsOf, whyOf } from './picture/why.ts';
import type { Publisher } from './publish.ts';
import type { Forecasting } from './forecast.ts';
import type { WaitingOrders } from './waiting-orders.ts';
import { ALL_SENSES } from './senses.ts';

/** How long a person's request waits for being carried out. */
const ORDER_MS = 5_000;
const REFRESH_MS = 2_000;
/** A picture waits so long for the first look: before it, questions look open whose answers lie there. */
const FIRST_LOOK_MS = 1_500;

export interface Answering {
  readonly core: Core;
  readonly alarm: Alarm;
  readonly publisher: Publisher;
  readonly orders: WaitingOrders;
  readonly forecasting: Pick<Forecasting, 'recount'>;
  /** Resolves after the next tick that looked at everything. */
  readonly afterNextSweep: (timeoutMs: number) => Promise<void>;
  /** Resolves once everything was looked at for the first time. */
  readonly afterFirstSweep: (timeoutMs: number) => Promise<void>;
}

/** Answers a request over the socket. An order is journaled before anything else happens. */
export async function answerRequest(answering: Answering, request: Request): Promise<Response> {
  switch (request.ask) {
    case 'order':
      return takeOrder(answering, request.order);
    case 'snapshot':
      return snapshotResponse(answering, request);
    case 'why':
      return whyResponse(answering, request.about);
    case 'receipt':
      return { ok: true, says: 'receipt', receipt: receiptOf(answering, request.of) };
    case 'stop':
      return stopResponse(answering, request.sessions);
  }
}

async function takeOrder({ core, alarm, orders }: Answering, order: Order): Promise<Response> {
  const { parts, book } = core;
  const done = orders.done(order.id, ORDER_MS);
  await book.write([{ type: 'observed', at: parts.clock.now(), facts: [{ type: 'order.given', order }] }]);
  alarm.ring('files');
  const fact = await done;
  if (fact === null) return { ok: true, says: 'taken; it is carried out as soon as possible' };
  if (fact.refused) return { ok: false, exit: fact.exit ?? 1, says: fact.because };
  return { ok: true, says: fact.because };
}

async function snapshotResponse(
  { alarm, publisher, forecasting, afterNextSweep, afterFirstSweep }: Answering,
  { refresh, few }: Extract<Request, { ask: 'snapshot' }>,
): Promise<Response> {
  if (refresh === true) {
    alarm.ring(...ALL_SENSES);
    await afterNextSweep(REFRESH_MS);
    await forecasting.recount(REFRESH_MS);
  }
  await afterFirstSweep(FIRST_LOOK_MS);
  const snapshot = refresh === true ? await publisher.flush() : publisher.picture();
  return { ok: true, says: 'snapshot', snapshot: few === true ? withFewTasks(snapshot) : snapshot };
}

function whyResponse({ core }: Answering, about: string): Response {
  const world = core.world();
  const reasons = reasonsOf(world, about);
  if (reasons.length === 0 && about !== '')
    return { ok: false, exit: 3, says: `there is no worker, task, question or pull request "${about}"` };
  return { ok: true, says: 'why', why: whyOf(world, about), reasons, details: detailsOf(world, about) };
}

/** Of a delivery by its id, or of what an order wanted to be told. */
function receiptOf({ core }: Pick<Answering, 'core'>, of: string): OrderReceipt {
  const { ledger } = core.book;
  const receipt =
    ledger.receipts.get(of) ?? [...ledger.receipts.values()].findLast(({ item }) => item === of);
  if (receipt !== undefined)
    return { state: stateOf(receipt), says: `${receipt.id}: ${receipt.because ?? 'on its way'}` };
  const says = whenItIsTold(core, of);
  return says === null
    ? { state: 'waiting', says: 'nothing was sent for it yet' }
    : { state: 'queued', says };
}

/** Null: no text of this id waits for a worker. */
function whenItIsTold(core: Core, of: string): string | null {
  const { workers, tasks, active } = core.book.ledger;
  const told = [...workers.values()].find(({ inbox }) => inbox.some(({ id }) => id === of));
  if (told !== undefined) return whenTold(core.world(), told);
  const id = [...active].find((task) => tasks.get(task)?.items.some((item) => item.id === of) ?? false);
  if (id === undefined) return null;
  const worker = workers.get(tasks.get(id)?.worker ?? '');
  return worker === undefined ? `queued until somebody takes ${id}` : whenTold(core.world(), worker);
}

function stateOf({ verdict }: Receipt): OrderReceipt['state'] {
  return verdict === 'open' ? 'waiting' : verdict;
}

function stopResponse({ core, alarm }: Answering, sessions: 'leave' | 'end' | 'end-now'): Response {
  core.stopping = STOPPING[sessions];
  core.stoppingSince ??= core.parts.clock.now();
  alarm.ring('terminal', 'inbox');
  return {
    ok: true,
    says:
      sessions === 'leave'
        ? 'the supervisor ends; sessions are left alone'
        : 'sessions are ended, then the supervisor',
  };
}

const STOPPING = { leave: 'leave-sessions', end: 'end-sessions', 'end-now': 'end-sessions-now' } as const;
