import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { localForge } from '../../src/adapters/local-forge/forge.ts';
import { realClock } from '../support/git-clock.ts';
import { describeForge } from './forge-suite.ts';

const base = mkdtempSync(join(tmpdir(), 'czar-forge-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describeForge('the local forge', () =>
  Promise.resolve(localForge({ dir: join(mkdtempSync(join(base, 'f-')), 'forge'), clock: realClock })),
);
