import type { Order, OrderReceipt } from '../../domain/request.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import type { ProjectDoor } from './project-door.ts';
import { complain, refuse, say } from './say.ts';

/** What an order says, before it has an id and a time. */
export type Wanted = Order extends infer One ? (One extends Order ? Omit<One, 'id' | 'at'> : never) : never;

type OrderSent =
  | {
      readonly sent: 'now';
      readonly id: string;
      readonly says: string;
      readonly receipt: OrderReceipt | null;
    }
  | { readonly sent: 'left' }
  | { readonly sent: 'no'; readonly exit: ExitCode };

/** With nobody running: keep the order for the next start, or refuse it (exit 3). */
export type WhenDown = 'leave' | 'refuse';

interface Sender {
  readonly door: ProjectDoor;
  readonly io: CliIo;
}

/** Gives an order. Refusals are said here; what came of it otherwise is the caller's to say. */
export async function sendOrder(
  { door, io }: Sender,
  wanted: Wanted,
  whenDown: WhenDown,
): Promise<OrderSent> {
  const order: Order = { ...wanted, id: io.newId(), at: io.now() };
  const response = await door.client.ask({ ask: 'order', order });
  if (response?.ok === true)
    return { sent: 'now', id: order.id, says: response.says, receipt: response.receipt ?? null };
  if (response !== null) return { sent: 'no', exit: complain(io, response.exit, response.says) };
  if (whenDown === 'refuse') return { sent: 'no', exit: refuseDown(io, order.do, door.project) };
  await door.leaveOrder(order);
  return { sent: 'left' };
}

export function refuseDown(io: CliIo, what: string, on: string): ExitCode {
  return refuse(io, exit.missing, { what, on, because: 'czar is not running here', help: 'czar start' });
}

/** Gives an order and says in one line what came of it. */
export async function giveOrder(sender: Sender, wanted: Wanted, whenDown: WhenDown): Promise<ExitCode> {
  const sent = await sendOrder(sender, wanted, whenDown);
  if (sent.sent === 'no') return sent.exit;
  say(
    sender.io,
    sent.sent === 'now' ? sent.says : 'czar is not running: kept for the next start (czar start)',
  );
  return exit.done;
}

const receiptTimeoutMs = 10_000;
/** A worker that is idle takes what is queued for it within this time; then there is a better receipt. */
const queuedTimeoutMs = 1_000;
const pollMs = 200;

/** Gives an order that types something, waits up to 10 s for its receipt, and says where the text got to. */
export async function giveAndProve(sender: Sender, wanted: Wanted): Promise<ExitCode> {
  const { io } = sender;
  const sent = await sendOrder(sender, wanted, 'refuse');
  if (sent.sent !== 'now') return sent.sent === 'no' ? sent.exit : exit.failed;
  const receipt = sent.receipt ?? (await receiptOf(sender, sent.id));
  const interrupted = io.interrupted();
  if (interrupted !== null) return interrupted;
  const words = `${receipt.says === '' ? sent.says : receipt.says}`;
  if (isProof(receipt)) {
    say(io, words);
    return exit.done;
  }
  return complain(io, exit.failed, `${receipt.state}: ${words}\n  czar log -f   (what becomes of it)`);
}

function isProof({ state }: OrderReceipt): boolean {
  return state === 'confirmed' || state === 'queued' || state === 'done';
}

/** The receipt once it is settled, or as it stands after 10 s. */
async function receiptOf({ door, io }: Sender, of: string): Promise<OrderReceipt> {
  let receipt: OrderReceipt = { state: 'waiting', says: 'no receipt within 10 s; the order stands' };
  for (const asked = io.now(); ; ) {
    const response = await door.client.ask({ ask: 'receipt', of });
    if (response?.ok === true && response.receipt !== undefined) receipt = response.receipt;
    if (io.now() >= asked + patienceMs(receipt) || io.interrupted() !== null) return receipt;
    await io.wait(pollMs);
  }
}

function patienceMs({ state }: OrderReceipt): number {
  if (state === 'waiting') return receiptTimeoutMs;
  return state === 'queued' ? queuedTimeoutMs : 0;
}
