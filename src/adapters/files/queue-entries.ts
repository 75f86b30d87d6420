import { foldName, refuseName, type TaskId } from '../../domain/names.ts';
import { checkAgainst } from './decode-json.ts';
import { locate, syntaxProblems, type Decoded, type Finding } from './finding.ts';
import { keysInOrder, parseJson } from './json-text.ts';
import { queueEntrySchema, type QueueEntryJson } from './schema/queue.ts';

/** One entry of the queue file. */
export interface QueueEntry {
  readonly id: TaskId;
  readonly kind: 'primary' | 'bonus';
  readonly json: QueueEntryJson;
  /** Parts of it were refused: what they said is not known, so nobody may begin it. */
  readonly isDoubtful: boolean;
}

export const sections = { primary: 'primary_tasks', bonus: 'bonus_tasks' } as const;

/** Decodes `work-queue.json`. Entries with bad or taken names are left out, each with a problem. */
export function decodeQueue(file: string, text: string): Decoded<readonly QueueEntry[]> {
  const { value, errors } = parseJson(text);
  if (errors.length > 0 || !isObject(value)) return refused(file, text, errors);
  const collected: Collected = { entries: [], findings: [], taken: new Map(), broken: false };
  collect(collected, value, 'primary');
  collect(collected, value, 'bonus');
  return {
    value: collected.entries,
    broken: collected.broken,
    problems: locate({ file, text }, collected.findings),
  };
}

/** A text that is no JSON object at all. */
export function refused(
  file: string,
  text: string,
  errors: Parameters<typeof syntaxProblems>[2],
): Decoded<never> {
  const problems =
    errors.length > 0
      ? syntaxProblems(
          file,
          text,
          text.trim() === '' ? [{ offset: 0, message: 'the file is empty; expected an object' }] : errors,
        )
      : locate({ file, text }, [{ path: [], message: 'expected an object' }]);
  return { value: null, broken: true, problems };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Collected {
  readonly entries: QueueEntry[];
  readonly findings: Finding[];
  /** Folded name → the name that took it. */
  readonly taken: Map<string, string>;
  broken: boolean;
}

function collect(collected: Collected, root: Record<string, unknown>, kind: QueueEntry['kind']): void {
  const section = sections[kind];
  const entries = root[section];
  if (entries === undefined) return;
  if (!isObject(entries)) {
    collected.findings.push({ path: [section], message: 'expected an object with one entry per task' });
    collected.broken = true;
    return;
  }
  for (const id of keysInOrder(entries)) {
    const refusal = refusalOfName(collected.taken, id);
    if (refusal !== null) collected.findings.push({ path: [section, id], atKey: true, message: refusal });
    else collectEntry(collected, { id, kind, value: entries[id] });
  }
}

function refusalOfName(taken: Map<string, string>, id: string): string | null {
  const refusal = refuseName(id);
  if (refusal !== null) return refusal;
  const holder = taken.get(foldName(id));
  if (holder !== undefined) return `the name is taken by "${holder}" (upper and lower case are the same)`;
  taken.set(foldName(id), id);
  return null;
}

function collectEntry(
  collected: Collected,
  { id, kind, value }: { readonly id: string; readonly kind: QueueEntry['kind']; readonly value: unknown },
): void {
  const checked = isObject(value) ? checkAgainst(queueEntrySchema, value) : null;
  const findings = isObject(value)
    ? (checked?.findings ?? [])
    : [{ path: [], message: 'expected an object' }];
  for (const finding of findings) {
    collected.findings.push({ ...finding, path: [sections[kind], id, ...finding.path], tasks: [id] });
  }
  const isDoubtful = checked === null || checked.broken;
  if (isDoubtful) collected.broken = true;
  collected.entries.push({ id, kind, json: checked?.data ?? {}, isDoubtful });
}
