import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { nodeAt, nodesAt, readSources, type Source } from './source.ts';

const sources = new Map(readSources('src').map((source) => [source.path, source]));

/** What a file imports when it is loaded: neither types nor what it imports later, when it is needed. */
function loadedBy({ program }: Source): readonly string[] {
  return nodesAt(program, 'body').flatMap((node) => {
    const isType = node['importKind'] === 'type' || node['exportKind'] === 'type';
    const from = nodeAt(node, 'source')?.['value'];
    return isType || typeof from !== 'string' ? [] : [from];
  });
}

/** Every package and file that is loaded before a verb does anything. */
function loadedAtStart(): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const front = ['main.ts', 'surfaces/cli/program.ts'];
  for (let path = front.pop(); path !== undefined; path = front.pop()) {
    const source = sources.get(path);
    if (source === undefined || files.has(path)) continue;
    files.add(path);
    for (const from of loadedBy(source)) {
      if (from.startsWith('.')) front.push(posix.join(posix.dirname(path), from));
      else if (!from.startsWith('node:')) packages.add(from);
    }
  }
  return { files, packages };
}

// `czar status` has to start in the time that Node itself takes, nearly.
test('the start of every verb loads no more packages than the command line needs', () => {
  const { files, packages } = loadedAtStart();
  expect(files.has('surfaces/cli/status.ts')).toBe(true);
  expect([...packages].sort()).toEqual(['commander', 'string-width']);
});

test('the start of every verb loads nothing of the terminal interface and the engine', () => {
  const heavy = [...loadedAtStart().files].filter((path) =>
    /^(?:surfaces\/tui|views\/tui|compose\/tui|engine|decide)\//.test(path),
  );
  expect(heavy).toEqual([]);
});
