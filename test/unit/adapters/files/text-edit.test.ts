import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editTextFile } from '../../../../src/adapters/files/text-edit.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function aText(content: string | null) {
  const root = temporaryFolder();
  const place = { root, path: join(root, 'tasks', 'cart.md'), stateDir: join(root, '.state') };
  if (content !== null) {
    mkdirSync(dirname(place.path), { recursive: true });
    writeFileSync(place.path, content);
  }
  const edit = (change: (text: string) => string, meanwhile: () => void = () => undefined) =>
    editTextFile(place, 'cart.md', async (copy) => {
      writeFileSync(copy, change(readFileSync(copy, 'utf8')));
      meanwhile();
    });
  return {
    place,
    edit,
    now: () => readFileSync(place.path, 'utf8'),
    left: () => readdirSync(place.stateDir),
  };
}

describe('editing the text of a task', () => {
  test('puts the edited text in its place, and leaves nothing else behind', async () => {
    const { edit, now, left } = aText('# Cart\n');
    expect(await edit((text) => `${text}\nżółw 🐢\n`)).toEqual({ state: 'changed' });
    expect(now()).toBe('# Cart\n\nżółw 🐢\n');
    expect(left()).toEqual([]);
  });

  test('writes nothing when nothing was changed', async () => {
    const { place, edit, left } = aText('# Cart\n');
    const before = statSync(place.path).ino;
    expect(await edit((text) => text)).toEqual({ state: 'same' });
    expect(statSync(place.path).ino).toBe(before);
    expect(left()).toEqual([]);
  });

  test('lets stand what somebody else wrote meanwhile, and keeps the edited text', async () => {
    const { place, edit, now } = aText('# Cart\n');
    const edited = await edit(
      () => 'mine\n',
      () => writeFileSync(place.path, 'theirs\n'),
    );
    expect(now()).toBe('theirs\n');
    expect(edited.state === 'moved' ? readFileSync(edited.kept, 'utf8') : edited.state).toBe('mine\n');
  });

  test('begins empty where there is no text yet, and makes its file', async () => {
    const { place, edit, now } = aText(null);
    expect(await edit((text) => `${text}# New\n`)).toEqual({ state: 'changed' });
    expect(now()).toBe('# New\n');
    expect(statSync(place.path).mode & 0o444).toBe(0o444);
  });

  test('makes no file where somebody else has made another one meanwhile', async () => {
    const { place, edit, now } = aText(null);
    mkdirSync(dirname(place.path), { recursive: true });
    const edited = await edit(
      () => 'mine\n',
      () => writeFileSync(place.path, 'theirs\n'),
    );
    expect(edited.state).toBe('moved');
    expect(now()).toBe('theirs\n');
  });

  test('leaves the file as it is when the editor fails', async () => {
    const { place, now, left } = aText('# Cart\n');
    const failing = editTextFile(place, 'cart.md', () => Promise.reject(new Error('no editor')));
    await expect(failing).rejects.toThrow('no editor');
    expect(now()).toBe('# Cart\n');
    expect(left()).toEqual([]);
  });

  test('refuses what is no text', async () => {
    const { place, now } = aText('# Cart\n');
    const editing = editTextFile(place, 'cart.md', async (copy) => {
      writeFileSync(copy, Buffer.from([0x23, 0xff, 0xfe]));
    });
    await expect(editing).rejects.toMatchObject({ facts: { code: 'bad-input' } });
    expect(now()).toBe('# Cart\n');
    expect(existsSync(place.path)).toBe(true);
  });
});
