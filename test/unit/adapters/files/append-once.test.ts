import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendOnce } from '../../../../src/adapters/files/append-once.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const entry = { mark: '<!-- czar:p1/a/1 -->', text: '## a\n' };

test('appends a text once, to a file that is made for it, and keeps what people wrote', async () => {
  const root = temporaryFolder();
  const path = join(root, 'MEMORY.md');
  expect(await appendOnce({ root, path, ...entry })).toBe('added');
  expect(await appendOnce({ root, path, ...entry })).toBe('there');
  expect(readFileSync(path, 'utf8')).toBe('<!-- czar:p1/a/1 -->\n## a\n');
  writeFileSync(path, '# Ours\r\nno line end');
  expect(await appendOnce({ root, path, ...entry })).toBe('added');
  expect(readFileSync(path, 'utf8')).toBe('# Ours\r\nno line end\n\n<!-- czar:p1/a/1 -->\n## a\n');
});

test('follows no link, and writes nothing outside the project', async () => {
  const [root, outside] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(outside, 'secret'), 'kept');
  symlinkSync(join(outside, 'secret'), join(root, 'MEMORY.md'));
  symlinkSync(outside, join(root, 'out'));
  for (const name of ['MEMORY.md', 'out/secret', 'out/new', 'nowhere/x', '.']) {
    const appended = appendOnce({ root, path: join(root, name), ...entry });
    await expect(appended).rejects.toMatchObject({ facts: { code: 'file-unwritable' } });
  }
  expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('kept');
});

test('a file that nobody could read any more is not made longer', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'notes'));
  const path = join(root, 'notes/m.md');
  writeFileSync(path, 'x'.repeat(2_000_001));
  chmodSync(path, 0o600);
  await expect(appendOnce({ root, path, ...entry })).rejects.toMatchObject({
    facts: { code: 'file-unwritable' },
  });
});
