import type { Snapshot, TaskRow } from '../../domain/snapshot.ts';
import type { Reply } from './decode-response.ts';

/** Rows of one piece: short enough that the loop can go on between two of them. */
const rowsPerPiece = 1_000;

/** Rows are values that never change, and most of them are in picture after picture: each is turned into text once. */
const texts = new WeakMap<TaskRow, string>();

/** The JSON of a snapshot and a line end, in pieces: with 100,000 tasks the whole has tens of megabytes. */
export function* snapshotText(snapshot: Snapshot): Generator<string> {
  yield* jsonOf(snapshot);
  yield '\n';
}

/** The first line for one who watches, in pieces. */
export function* watchedText(snapshot: Snapshot): Generator<string> {
  yield '{"v":1,"snapshot":';
  yield* jsonOf(snapshot);
  yield '}\n';
}

/** The line of a reply, in pieces. */
export function* replyText(reply: Reply): Generator<string> {
  if ('denied' in reply || !reply.response.ok || reply.response.snapshot === undefined) {
    yield `${JSON.stringify(reply)}\n`;
    return;
  }
  const { snapshot, ...response } = reply.response;
  yield `{"v":1,"response":${JSON.stringify(response).slice(0, -1)},"snapshot":`;
  yield* jsonOf(snapshot);
  yield '}}\n';
}

function* jsonOf(snapshot: Snapshot): Generator<string> {
  const { tasks, ...rest } = snapshot;
  yield `${JSON.stringify(rest).slice(0, -1)},"tasks":[`;
  for (let start = 0; start < tasks.length; start += rowsPerPiece) {
    const piece = tasks.slice(start, start + rowsPerPiece).map(rowText);
    yield `${start === 0 ? '' : ','}${piece.join(',')}`;
  }
  yield ']}';
}

function rowText(row: TaskRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = JSON.stringify(row);
  texts.set(row, text);
  return text;
}
