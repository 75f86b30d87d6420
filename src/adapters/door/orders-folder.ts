import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Order } from '../../domain/request.ts';
import { messageOf } from '../files/error-code.ts';
import { namesIn } from '../files/names-in.ts';
import { withPlainFile } from '../files/plain-file.ts';
import { replaceFile } from '../files/replace-file.ts';
import { decodeOrder } from './decode-request.ts';

/** Orders that were given while nobody was running; the next supervisor carries them out. */
const ordersFolder = 'orders';
const ordersMax = 1_000;
const orderBytesMax = 2 * 1024 * 1024;

export interface LeftOrders {
  /** Oldest first; at most 1,000, the others come when these are dropped. */
  readonly orders: readonly Order[];
  /** Files that are no orders and were set aside; one line each, for people. */
  readonly reports: readonly string[];
}

/** Leaves an order; it is on the disk when this resolves. The same id again replaces it. */
export async function leaveOrder(journalDir: string, order: Order): Promise<void> {
  const folder = join(journalDir, ordersFolder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(orderPath(journalDir, order.id), `${JSON.stringify(order)}\n`);
}

/** The orders that lie there. They stay until `dropOrder`, so that a crash before they are journaled loses none. */
export async function takeOrders(journalDir: string): Promise<LeftOrders> {
  const folder = join(journalDir, ordersFolder);
  const { orders, broken } = await readOrders(folder);
  const reports: string[] = [];
  for (const { name, because } of broken) {
    await rename(join(folder, name), join(folder, `${name}.broken`));
    reports.push(`an order that was left could not be read and was set aside: ${name}.broken (${because})`);
  }
  return { orders, reports };
}

/** The orders that wait for the next supervisor, in the order in which it will carry them out; nothing is changed. */
export async function keptOrders(journalDir: string): Promise<readonly Order[]> {
  return (await readOrders(join(journalDir, ordersFolder))).orders;
}

interface ReadOrders {
  readonly orders: readonly Order[];
  readonly broken: readonly { readonly name: string; readonly because: string }[];
}

async function readOrders(folder: string): Promise<ReadOrders> {
  const names = (await namesIn(folder)).filter((name) => /^[^.].*\.json$/.test(name)).slice(0, ordersMax);
  const orders: Order[] = [];
  const broken: ReadOrders['broken'][number][] = [];
  for (const name of names) {
    const read = await readOrder(folder, name);
    if (typeof read === 'string') broken.push({ name, because: read });
    else orders.push(read);
  }
  return { orders: orders.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)), broken };
}

/** Removes an order that is journaled. Done as well when it is gone. */
export async function dropOrder(journalDir: string, id: string): Promise<void> {
  await rm(orderPath(journalDir, id), { force: true });
}

function orderPath(journalDir: string, id: string): string {
  return join(journalDir, ordersFolder, `${id}.json`);
}

/** The order, or why it is none. Links are not followed: whoever can write here must not choose what Czar reads. */
async function readOrder(folder: string, name: string): Promise<Order | string> {
  try {
    return await withPlainFile(join(folder, name), async (file, { size }) => {
      if (size > orderBytesMax) return `it has ${size} bytes`;
      const decoded = decodeOrder(await file.readFile('utf8'));
      if (!decoded.good) return decoded.because;
      return name === `${decoded.order.id}.json` ? decoded.order : `it holds the order "${decoded.order.id}"`;
    });
  } catch (error) {
    return messageOf(error);
  }
}
