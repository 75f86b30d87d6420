import { execFile } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { forget, putInPlace, staysPut, type Exchange } from '../../src/adapters/files/put-in-place.ts';
import { hashOf } from '../../src/adapters/files/human-file.ts';
import { readForChange, swapFile, type FilePlace } from '../../src/adapters/files/swap-file.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const editor = fileURLToPath(new URL('../support/save-in-place.mjs', import.meta.url));

function aPlace(text: string): FilePlace {
  const root = temporaryFolder();
  const path = join(root, 'queue.json');
  writeFileSync(path, text, { mode: 0o640 });
  return { root, path, stateDir: join(root, '.czar') };
}

const run = promisify(execFile);

/** Saves in place from another process, until it has done so often enough. */
function saving(
  path: string,
  times: number,
): { readonly isOver: () => boolean; readonly said: Promise<string> } {
  let isOver = false;
  const said = run(process.execPath, [editor, path, String(times)])
    .then(({ stdout }) => stdout.trim())
    .finally(() => {
      isOver = true;
    });
  return { isOver: () => isOver, said };
}

test('what a human saves in place while Czar writes the same file is never lost', async () => {
  const place = aPlace('{}');
  const { isOver, said } = saving(place.path, 400);
  let swapped = 0;
  while (!isOver()) {
    const before = await readForChange(place);
    // Cut off: the other one is in the middle of saving it.
    if (before === null || !before.bytes.toString().endsWith('}')) continue;
    const text = JSON.stringify({ ...JSON.parse(before.bytes.toString()), czar: swapped });
    if (await swapFile(place, before, text)) swapped += 1;
  }
  expect(await said).toBe('all kept');
  expect(swapped).toBeGreaterThan(0);
  expect(readdirSync(place.stateDir)).toEqual([]);
});

test('a file that was saved meanwhile is left as it is', async () => {
  const place = aPlace('{}');
  const before = await readForChange(place);
  if (before === null) throw new Error('it is there');
  writeFileSync(place.path, '{ "mine": 1 }');
  expect(await swapFile(place, before, '{ "czar": 1 }')).toBe(false);
  expect(readFileSync(place.path, 'utf8')).toBe('{ "mine": 1 }');
  expect(readdirSync(place.stateDir)).toEqual([]);
});

test('what is put in place has the mode of what was there, and leaves nothing beside it', async () => {
  const place = aPlace('{}');
  const before = await readForChange(place);
  if (before === null) throw new Error('it is there');
  expect(await swapFile(place, before, '{ "czar": 1 }')).toBe(true);
  expect(readFileSync(place.path, 'utf8')).toBe('{ "czar": 1 }');
  expect(statSync(place.path).mode & 0o777).toBe(0o640);
  expect(readdirSync(place.root).sort()).toEqual(['.czar', 'queue.json']);
  expect(readdirSync(place.stateDir)).toEqual([]);
});

describe('one file in place of another', () => {
  const exchange = (): Exchange => {
    const folder = temporaryFolder();
    const [path, ours] = [join(folder, 'queue.json'), join(folder, '.ours')];
    writeFileSync(path, 'before');
    writeFileSync(ours, 'czar');
    return { path, ours, before: hashOf('before'), after: hashOf('czar') };
  };
  const content = ({ path }: Exchange): string => readFileSync(path, 'utf8');

  const left = ({ path }: Exchange): readonly string[] => readdirSync(join(path, '..')).sort();

  /** Until the clock of the files shows another time. */
  const tick = (path: string): void => {
    const { mtimeNs } = statSync(path, { bigint: true });
    const probe = `${path}.tick`;
    do writeFileSync(probe, '');
    while (statSync(probe, { bigint: true }).mtimeNs <= mtimeNs);
    rmSync(probe);
  };

  /** In place of a file that an editor has open. */
  const putUnderAnEditor = (): { readonly one: Exchange; readonly editor: number } => {
    const one = exchange();
    const editor = openSync(one.path, 'r+');
    expect(putInPlace(one)).toBe(true);
    return { one, editor };
  };

  /** Saves into the file that was open already. */
  const save = (file: number, text: string): void => {
    ftruncateSync(file);
    writeSync(file, text, 0);
    closeSync(file);
  };

  test('is whole, and the other one is not kept for longer than it has to be', () => {
    const one = exchange();
    expect(putInPlace(one)).toBe(true);
    expect(staysPut(one)).toBe(true);
    expect(forget(one)).toBeNull();
    expect(content(one)).toBe('czar');
    expect(left(one)).toEqual(['queue.json']);
  });

  test('goes back when an editor that had the file open saves it a little later', () => {
    const { one, editor } = putUnderAnEditor();
    save(editor, 'human');
    expect(staysPut(one)).toBe(false);
    expect(content(one)).toBe('human');
    expect(forget(one)).toBeNull();
    expect(content(one)).toBe('human');
    expect(left(one)).toEqual(['queue.json']);
  });

  test.each([
    ['of the one', ['human', 'human, later']],
    ['of the other', ['human, later', 'human']],
  ] as const)('where both are saved the newer one counts, that %s', (_which, [old, ours]) => {
    const { one, editor } = putUnderAnEditor();
    const saves = [() => save(editor, old), () => writeFileSync(one.path, ours)];
    for (const doIt of old === 'human' ? saves : saves.toReversed()) {
      doIt();
      tick(one.path);
    }
    expect(staysPut(one)).toBe(false);
    expect(content(one)).toBe('human, later');
    expect(forget(one)).toBeNull();
    expect(left(one)).toEqual(['queue.json']);
  });

  test('does not go back over a file that somebody put there meanwhile', () => {
    const { one, editor } = putUnderAnEditor();
    save(editor, 'human');
    writeFileSync(`${one.path}.new`, 'another');
    renameSync(`${one.path}.new`, one.path);
    expect(staysPut(one)).toBe(false);
    expect(content(one)).toBe('another');
    expect(forget(one)).toBeNull();
    expect(left(one)).toEqual(['queue.json']);
  });

  test('does not come back where the file was taken away meanwhile', () => {
    const { one, editor } = putUnderAnEditor();
    save(editor, 'human');
    rmSync(one.path);
    expect(staysPut(one)).toBe(false);
    expect(existsSync(one.path)).toBe(false);
    expect(forget(one)).toBeNull();
    expect(left(one)).toEqual([]);
  });

  test('is kept under its second name where it cannot go back', () => {
    const { one, editor } = putUnderAnEditor();
    save(editor, 'human');
    mkdirSync(`${one.ours}.old.put`);
    expect(() => staysPut(one)).toThrow('EEXIST');
    const kept = forget(one);
    expect(readFileSync(kept ?? '', 'utf8')).toBe('human');
  });

  test('is not put in place of a link, whatever that leads to', () => {
    const one = exchange();
    renameSync(one.path, `${one.path}.real`);
    symlinkSync(`${one.path}.real`, one.path);
    expect(putInPlace(one)).toBe(false);
    expect(lstatSync(one.path).isSymbolicLink()).toBe(true);
    expect(forget(one)).toBeNull();
    expect(left(one)).toEqual(['queue.json', 'queue.json.real']);
  });

  test.each(['changed', 'gone'] as const)('is not put where the file is %s', (what) => {
    const one = exchange();
    if (what === 'gone') rmSync(one.path);
    else writeFileSync(one.path, 'human');
    expect(putInPlace(one)).toBe(false);
    expect(forget(one)).toBeNull();
    expect(left(one)).toEqual(what === 'changed' ? ['queue.json'] : []);
  });

  test('is put by its name alone where a file can have one name only', () => {
    const refused = (): never => {
      throw Object.assign(new Error('no links here'), { code: 'EPERM' });
    };
    const one = exchange();
    expect(putInPlace(one, refused)).toBe(true);
    expect(staysPut(one)).toBe(true);
    expect(content(one)).toBe('czar');
    const other = exchange();
    writeFileSync(other.path, 'human');
    expect(putInPlace(other, refused)).toBe(false);
    expect(content(other)).toBe('human');
  });
});
