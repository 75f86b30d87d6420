import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { jsonSchemaOf } from '../../../src/adapters/files/schema/publish.ts';
import { exit } from '../../../src/surfaces/cli/exit.ts';
import { importTable } from '../../tidy/imports.ts';
import { configKeys } from './config-keys.ts';
import { anchorsOf, linksOf } from './markdown.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

describe('every page', () => {
  test.each(pages)('%s links only to what exists', (page) => {
    const broken = linksOf(read(page)).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test.each(pages.filter((page) => page.startsWith('docs')))('%s is in the index', (page) => {
    const named = linksOf(read('docs/index.md')).map((link) => normalize(join('docs', link)));
    expect([...named, 'docs/index.md']).toContain(page);
  });
});

describe('README.md', () => {
  test('has less than 200 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThan(200);
  });

  test('shows a status as the program prints it', () => {
    const picture = read('test/unit/views/golden/status-six-workers.txt');
    expect(read('README.md')).toContain(`\`\`\`\n${picture}\`\`\``);
  });

  test('says that the demo agents are scripted, and names every kind', () => {
    const text = read('README.md');
    expect(text).toMatch(/demo agents are scripted/i);
    for (const kind of ['claude', 'codex', 'opencode']) expect(text).toContain(kind);
  });
});

describe('docs/tasks.md', () => {
  const keys = configKeys(jsonSchemaOf('czar.config.json'));
  const rows = read('docs/tasks.md').split('\n');
  const rowOf = (key: string): string | undefined => rows.find((row) => row.startsWith(`| \`${key}\` |`));

  test('has a row for every key of the config', () => {
    expect(keys.filter(({ key }) => rowOf(key) === undefined)).toEqual([]);
  });

  test('names the default of every key that has one', () => {
    const wrong = keys.filter(
      ({ key, byDefault }) =>
        byDefault !== undefined && rowOf(key)?.includes(` | \`${JSON.stringify(byDefault)}\``) !== true,
    );
    expect(wrong).toEqual([]);
  });

  test('has no row for a key that does not exist', () => {
    const dotted = rows.flatMap((row) => /^\| `([a-zA-Z]+[.[](?!.*json)[^`]*)` \|/.exec(row)?.[1] ?? []);
    expect(dotted.filter((key) => !keys.some((known) => known.key === key))).toEqual([]);
  });
});

test('docs/cli.md names every exit code', () => {
  const codes = [...Object.values(exit), 130, 143].map(String);
  const named = read('docs/cli.md')
    .split('\n')
    .flatMap((row) => /^\| ([\d, ]+) \|/.exec(row)?.[1]?.split(', ') ?? []);
  expect(named.sort()).toEqual(codes.sort());
});

test('ARCHITECTURE.md shows the import table that is in force', () => {
  const shown = new Map(
    read('ARCHITECTURE.md')
      .split('\n')
      .flatMap((row) => [...row.matchAll(/^\| `(\w+)` \| (.+) \|$/g)])
      .map(([, folder = '', cell = '']) => [folder, cell]),
  );
  for (const [folder, { folders }] of Object.entries(importTable)) {
    const named = [...(shown.get(folder) ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
    expect([folder, folder === 'main' ? folders : named]).toEqual([folder, folders]);
  }
});

test('ARCHITECTURE.md names every folder of src', () => {
  const text = read('ARCHITECTURE.md');
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const adapters = readdirSync(join(root, 'src', 'adapters')).filter((name) => !name.includes('.'));
  expect(folders.filter(({ name }) => !text.includes(`\`${name}/`))).toEqual([]);
  expect(adapters.filter((name) => !text.includes(`${name}/\``))).toEqual([]);
});

test('the wrapper in docs/events.md is a shell script without a mistake', () => {
  const script = /^## A wrapper[^]*?```sh\n([^]*?)```/m.exec(read('docs/events.md'))?.[1] ?? '';
  expect(script).toMatch(/^#!\/bin\/sh\n/);
  expect(spawnSync('sh', ['-n'], { input: script }).status).toBe(0);
});
