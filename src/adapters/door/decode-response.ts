import type { Reason } from '../../domain/reason.ts';
import type { Details, OrderReceipt, Response } from '../../domain/request.ts';
import type { SnapshotDelta } from '../../domain/snapshot-delta.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** What the door replies: a response, or that the token is not its own. */
export type Reply = { readonly v: 1; readonly denied: true } | { readonly v: 1; readonly response: Response };

// Checked by hand: the schema library takes longer to load than everything else that `czar status` does.

/** Throws (SyntaxError, TypeError) when the line is no reply. */
export function decodeReply(line: string): Reply {
  return replyOf(objectOf(JSON.parse(line)));
}

function replyOf(reply: Fields): Reply {
  if (reply['v'] !== 1) throw wrong('v', 'it is a reply of another release');
  if (reply['denied'] === true) return { v: 1, denied: true };
  return { v: 1, response: responseOf(objectOf(reply['response'])) };
}

/**
 * What the door tells one who watches: the picture, what makes a newer one of it, that all is well; that there is none yet, because
 * its supervisor still starts; or what `Reply` says.
 */
export type WatchLine =
  | Reply
  | { readonly v: 1; readonly starting: true }
  | { readonly v: 1; readonly snapshot: Snapshot }
  | { readonly v: 1; readonly delta: SnapshotDelta }
  | { readonly v: 1; readonly beat: number };

/** Deltas are made by this same program, so nothing in them is looked at. Throws (SyntaxError, TypeError). */
export function decodeWatchLine(line: string): WatchLine {
  const fields = objectOf(JSON.parse(line));
  if (fields['v'] !== 1) throw wrong('v', 'it is a line of another release');
  const { snapshot, delta, beat } = fields;
  if (snapshot !== undefined) return { v: 1, snapshot: snapshotOf(snapshot) };
  if (delta !== undefined) return { v: 1, delta: deltaOf(delta) };
  if (typeof beat === 'number') return { v: 1, beat };
  if (fields['starting'] === true) return { v: 1, starting: true };
  return replyOf(fields);
}

function deltaOf(value: unknown): SnapshotDelta {
  objectOf(objectOf(value)['head']);
  return value as SnapshotDelta;
}

/** A snapshot is made by this same program, so only its version is looked at. Throws (SyntaxError, TypeError) on another one. */
export function decodeSnapshot(content: string): Snapshot {
  return snapshotOf(JSON.parse(content));
}

type Fields = Readonly<Record<string, unknown>>;

function responseOf(fields: Fields): Response {
  const says = textOf(fields, 'says');
  if (fields['ok'] === false) return { ok: false, exit: exitOf(fields['exit']), says };
  if (fields['ok'] !== true) throw wrong('ok', 'expected true or false');
  const { snapshot, why, reasons, details, receipt } = fields;
  return {
    ok: true,
    says,
    ...(snapshot === undefined ? {} : { snapshot: snapshotOf(snapshot) }),
    ...(why === undefined ? {} : { why: textsOf(why) }),
    ...(reasons === undefined ? {} : { reasons: reasonsOf(reasons) }),
    ...(details === undefined ? {} : { details: detailsOf(objectOf(details)) }),
    ...(receipt === undefined ? {} : { receipt: receiptOf(objectOf(receipt)) }),
  };
}

function snapshotOf(value: unknown): Snapshot {
  if (objectOf(value)['version'] !== 1) throw wrong('version', 'it is a snapshot of another release');
  return value as Snapshot;
}

/** Their rows are made by this same program, and not looked at. */
function detailsOf({ evidence, next, receipts }: Fields): Details {
  if (![evidence, next, receipts].every(Array.isArray)) throw wrong('details', 'expected lists');
  return { evidence, next, receipts } as Details;
}

/** Made by this same program, and not looked at. */
function reasonsOf(value: unknown): readonly Reason[] {
  if (!Array.isArray(value)) throw wrong('reasons', 'expected a list');
  return value as readonly Reason[];
}

const states: readonly string[] = ['waiting', 'confirmed', 'queued', 'unverified', 'refused', 'done'];

function receiptOf(fields: Fields): OrderReceipt {
  const state = textOf(fields, 'state');
  if (!states.includes(state)) throw wrong('receipt.state', `unknown: ${state}`);
  return { state: state as OrderReceipt['state'], says: textOf(fields, 'says') };
}

function exitOf(value: unknown): 1 | 2 | 3 | 4 {
  if (value === 1 || value === 2 || value === 3 || value === 4) return value;
  throw wrong('exit', 'expected a number from 1 to 4');
}

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw wrong('why', 'expected a list of texts');
}

function textOf(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === 'string') return value;
  throw wrong(key, 'expected a text');
}

function objectOf(value: unknown): Fields {
  if (typeof value === 'object' && value !== null) return value as Fields;
  throw wrong('', 'expected an object');
}

function wrong(key: string, because: string): TypeError {
  return new TypeError(key === '' ? because : `${key}: ${because}`);
}
