import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { localForge } from '../../src/adapters/local-forge/forge.ts';
import type { Forge } from '../../src/ports/forge.ts';
import { realClock } from '../support/git-clock.ts';
import { withoutBranches } from './forge-bench.ts';
import { describeForge, describeRestoring } from './forge-suite.ts';

const base = mkdtempSync(join(tmpdir(), 'czar-forge-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const make = (): Forge => localForge({ dir: join(mkdtempSync(join(base, 'f-')), 'forge'), clock: realClock });

describeForge('the local forge', () => Promise.resolve(withoutBranches(make())));
describeRestoring('the local forge', () => Promise.resolve(make()));
