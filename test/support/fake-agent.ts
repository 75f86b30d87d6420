import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deed } from '../../src/adapters/agents/fake/deeds.ts';
import type { FakeSettings } from '../../src/adapters/agents/fake/decode-options.ts';
import { decodeDeeds } from '../../src/compose/selftest/decode-deeds.ts';
import type { Shop } from './czar-shop.ts';

const program = fileURLToPath(new URL('../../dist/adapters/agents/fake/program.js', import.meta.url));

/** A program that looks and speaks like the one it plays, and does no work by itself. */
export interface FakeAgent {
  /** Absolute path of the program, for the config. */
  readonly command: string;
  /** What it was made to do so far. */
  deeds(): readonly Deed[];
}

/** For one worker: every session of it writes into the same record. */
export function fakeAgent(shop: Shop, settings: Omit<FakeSettings, 'record'>): FakeAgent {
  const record = join(shop.base, 'deeds.jsonl');
  const command = join(shop.base, 'fake-agent');
  const fake = JSON.stringify({ ...settings, record });
  const asked = `if [ "$1" = --version ]; then echo '1.0.0 (fake)'; exit; fi`;
  writeFileSync(
    command,
    `#!/bin/sh\n${asked}\nCZAR_FAKE='${fake}' exec ${process.execPath} ${program} "$@"\n`,
  );
  chmodSync(command, 0o755);
  return { command, deeds: () => (existsSync(record) ? decodeDeeds(readFileSync(record, 'utf8')) : []) };
}
