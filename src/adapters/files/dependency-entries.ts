import { checkAgainst } from './decode-json.ts';
import { locate, type Decoded, type Finding } from './finding.ts';
import { keysInOrder, parseJson } from './json-text.ts';
import { isObject, refused } from './queue-entries.ts';
import { dependencyEntrySchema, type DependencyEntryJson } from './schema/queue.ts';

/** One entry of the dependencies file; its name is a task's or a worker's. */
export interface DependencyEntry {
  readonly name: string;
  readonly json: DependencyEntryJson;
}

/** Decodes `dependencies.json`. Keys that begin with "$" are the editor's. */
export function decodeDependencies(file: string, text: string): Decoded<readonly DependencyEntry[]> {
  const { value, errors } = parseJson(text);
  if (errors.length > 0 || !isObject(value)) return refused(file, text, errors);
  const findings: Finding[] = [];
  let broken = false;
  const entries = keysInOrder(value)
    .filter((name) => !name.startsWith('$'))
    .map((name) => {
      const entry = value[name];
      const checked = isObject(entry) ? checkAgainst(dependencyEntrySchema, entry) : null;
      const wrong = isObject(entry)
        ? (checked?.findings ?? [])
        : [{ path: [], message: 'expected an object' }];
      findings.push(
        ...wrong.map((finding) => ({ ...finding, path: [name, ...finding.path], tasks: [name] })),
      );
      if (checked === null || checked.broken) broken = true;
      return { name, json: checked?.data ?? {} };
    });
  return { value: entries, broken, problems: locate({ file, text }, findings) };
}
