import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { foldName, refuseName } from '../../domain/names.ts';
import { Fault } from '../../domain/fault.ts';
import { isSameValue } from '../../domain/same-value.ts';
import type { QueueEdit } from '../../ports/files.ts';
import { createText } from './create-text.ts';
import { heavyWork } from './heavy-work.ts';
import { decodeUtf8, encodeLike } from './human-file.ts';
import type { JsonChange } from './json-edit.ts';
import { sections, type QueueEntry } from './queue-entries.ts';
import { readForChange, swapFile, type FilePlace } from './swap-file.ts';
import { maxTextBytes } from './task-heads.ts';

export interface EditPlaces {
  readonly queue: FilePlace;
  /** Real path of the home. */
  readonly home: string;
}

const maxTries = 5;

/**
 * Edits the queue as a human would: what is there now is decoded, changed and swapped, again if the file moved meanwhile.
 * Errors: Fault `bad-input`, `not-found`, `file-unreadable`, `file-changed` (transient), `file-unwritable` (transient).
 */
export async function editQueue(places: EditPlaces, edit: QueueEdit): Promise<void> {
  const undo = edit.do === 'add' ? await addText(places, edit) : () => Promise.resolve();
  try {
    await swapQueue(places.queue, edit);
  } catch (error) {
    await undo();
    throw error;
  }
}

async function swapQueue(queue: FilePlace, edit: QueueEdit): Promise<void> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const before = await readForChange(queue);
    if (before === null) throw missingQueue(queue.path);
    const text = decodeUtf8(before.bytes);
    if (text === null) throw brokenQueue(queue.path, 'it is not UTF-8 text');
    const { value, broken, problems } = await heavyWork('decodeQueue', { file: queue.path, text });
    if (value === null || broken) throw brokenQueue(queue.path, firstOf(problems));
    const changed = await heavyWork('edit', { text, changes: changesFor(value, edit) });
    if (changed === text || (await swapFile(queue, before, encodeLike(before.bytes, changed)))) return;
  }
  throw new Fault({
    code: 'file-changed',
    what: 'edit the queue',
    on: queue.path,
    because: `the file changed ${maxTries} times meanwhile`,
    transient: true,
  });
}

function firstOf(problems: readonly { readonly line: number | null; readonly message: string }[]): string {
  const [first] = problems;
  return first === undefined ? 'it cannot be decoded' : `line ${first.line ?? '?'}: ${first.message}`;
}

function changesFor(entries: readonly QueueEntry[], edit: QueueEdit): readonly JsonChange[] {
  const folded = foldName(edit.task);
  const entry = entries.find(({ id }) => foldName(id) === folded);
  if (edit.do === 'add') {
    if (entry !== undefined) throw refused(edit.task, `the queue has a task "${entry.id}" already`);
    return [{ path: [sections.bonus], key: edit.task, value: newEntry(edit) }];
  }
  if (entry?.id !== edit.task) throw notFound(edit.task);
  if (entry.kind === 'primary' && edit.assignee !== undefined && edit.assignee !== entry.id) {
    throw refused(edit.task, 'a primary task belongs to the worker of its name');
  }
  const path = [sections[entry.kind], entry.id];
  const { status, assignee, priority, hold, after: depends_on } = edit;
  return Object.entries({ status, assignee, priority, hold, depends_on })
    .filter(([key, value]) => value !== undefined && !isSaid(entry, key, value))
    .map(([key, value]) => ({ path, key, value }));
}

/** What an entry does not say is not said anew: it is not on hold, and after nothing. */
function isSaid({ json }: QueueEntry, key: string, value: unknown): boolean {
  const isNothing = value === false || (Array.isArray(value) && value.length === 0);
  const said = Object.entries(json).find(([known]) => known === key);
  return said === undefined ? isNothing : isSameValue(said[1], value);
}

type Addition = Extract<QueueEdit, { readonly do: 'add' }>;

function newEntry({ title, assignee, priority, after }: Addition): Record<string, unknown> {
  return {
    ...(title === null ? {} : { title }),
    assignee,
    status: 'pending',
    priority,
    ...(after.length === 0 ? {} : { depends_on: after }),
  };
}

/** Writes the text first, so that no entry is ever without one; returns what takes it away again. */
async function addText({ queue, home }: EditPlaces, { task, text }: Addition): Promise<() => Promise<void>> {
  const refusal = refuseName(task);
  if (refusal !== null) throw refused(task, refusal);
  if (Buffer.byteLength(text) > maxTextBytes) throw refused(task, 'its text is longer than 1 MB');
  const path = join(home, 'tasks', `${task}.md`);
  const content = text.endsWith('\n') ? text : `${text}\n`;
  const made = await createText({ root: queue.root, path, content });
  if (made === 'another is there')
    throw refused(relative(queue.root, path), 'the file exists with another text');
  return () => (made === 'created' ? rm(path, { force: true }) : Promise.resolve());
}

function refused(on: string, because: string): Fault {
  return new Fault({ code: 'bad-input', what: 'edit the queue', on, because });
}

function notFound(task: string): Fault {
  return new Fault({
    code: 'not-found',
    what: 'edit the queue',
    on: task,
    because: 'the queue has no such task',
  });
}

function missingQueue(path: string): Fault {
  return new Fault({
    code: 'not-found',
    what: 'edit the queue',
    on: path,
    because: 'the file does not exist',
    help: 'czar init',
  });
}

function brokenQueue(path: string, because: string): Fault {
  return new Fault({ code: 'file-unreadable', what: 'edit the queue', on: path, because });
}
