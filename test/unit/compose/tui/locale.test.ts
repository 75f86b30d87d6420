import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compiledSources } from '../../../support/compiled-sources.ts';

type Env = Readonly<Record<string, string>>;

const timeoutMs = 60_000;

const utf8 = 'en_US.UTF-8';

const locales: readonly (readonly [env: Env, isUnicode: boolean])[] = [
  [{}, true],
  [{ LANG: utf8 }, true],
  [{ LANG: 'de_DE.utf8' }, true],
  [{ LANG: 'C' }, false],
  [{ LANG: 'en_US.ISO-8859-1' }, false],
  [{ LC_CTYPE: 'C', LANG: utf8 }, false],
  [{ LC_CTYPE: utf8, LANG: 'C' }, true],
  [{ LC_ALL: 'C', LC_CTYPE: utf8, LANG: utf8 }, false],
  [{ LC_ALL: utf8, LC_CTYPE: 'C', LANG: 'C' }, true],
  [{ LC_ALL: '', LC_CTYPE: '', LANG: 'C' }, false],
  [{ LC_ALL: '', LC_CTYPE: utf8, LANG: 'C' }, true],
  [{ LC_ALL: '', LC_CTYPE: '', LANG: '' }, true],
  [{ LC_MESSAGES: 'C', LANG: utf8 }, true],
];

const home = mkdtempSync(join(tmpdir(), 'czar-locale-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A process of its own, which opens the interface in each of the locales and closes it at once; it says what was drawn. */
const program = `
  import { openTui } from ${JSON.stringify(pathToFileURL(join(compiledSources(), 'compose/tui/open-tui.js')))};
  process.setMaxListeners(0);
  Object.defineProperties(process.stdout, { columns: { value: 80 }, rows: { value: 24 } });
  const write = process.stdout.write.bind(process.stdout);
  const signals = { signal: AbortSignal.abort(), interrupted: () => 130 };
  const nothing = async function* () {};
  const door = { project: 'shop', root: '/shop', client: { watch: nothing }, journal: async () => [] };
  const drawn = [];
  for (const locale of JSON.parse(process.argv[1])) {
    let text = '';
    process.stdout.write = (part) => { text += part; return true; };
    const env = { HOME: process.env.HOME, PATH: process.env.PATH, ...locale };
    await openTui(door, { signals, around: { env, signal: signals.signal } });
    drawn.push(text);
  }
  write(JSON.stringify(drawn), () => process.exit(0));
`;

const { PATH } = process.env;
const said = execFileSync(
  process.execPath,
  ['--input-type=module', '-e', program, JSON.stringify(locales.map(([env]) => env))],
  { encoding: 'utf8', env: { HOME: home, PATH }, stdio: ['ignore', 'pipe', 'inherit'], timeout: timeoutMs },
);
const drawn = z.array(z.string()).parse(JSON.parse(said));

describe('the interface is drawn with signs that ASCII does not have', () => {
  test.each(locales.map(([env, isUnicode], index) => ({ env, isUnicode, index })))(
    'in $env: $isUnicode',
    ({ isUnicode, index }) => {
      expect(drawn[index]).toContain('opening');
      expect(/[^\x00-\x7f]/.test(drawn[index] ?? '')).toBe(isUnicode);
    },
  );
});
