import type { DependencyEntry } from './dependency-entries.ts';
import type { JsonChange } from './json-edit.ts';
import type { QueueEntry } from './queue-entries.ts';

/** The entries after these changes; all others are the same objects. */
export function changedQueue(
  entries: readonly QueueEntry[],
  changes: readonly JsonChange[],
): readonly QueueEntry[] {
  const made = byEntry(changes);
  return entries.map((entry) => {
    const fields = made.get(entry.id);
    return fields === undefined ? entry : { ...entry, json: { ...entry.json, ...fields } };
  });
}

/** The same of the dependencies file; null when a change makes a new entry. */
export function changedDependencies(
  entries: readonly DependencyEntry[],
  changes: readonly JsonChange[],
): readonly DependencyEntry[] | null {
  const made = byEntry(changes);
  const names = new Set(entries.map(({ name }) => name));
  if ([...made.keys()].some((name) => !names.has(name))) return null;
  return entries.map((entry) => {
    const fields = made.get(entry.name);
    return fields === undefined ? entry : { ...entry, json: { ...entry.json, ...fields } };
  });
}

/** Fields by the last step of their path, the name of the entry. */
function byEntry(changes: readonly JsonChange[]): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const made = new Map<string, Record<string, unknown>>();
  for (const { path, key, value } of changes) {
    const name = String(path.at(-1));
    made.set(name, { ...made.get(name), [key]: value });
  }
  return made;
}
