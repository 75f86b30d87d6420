import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

const second = 1_000;

interface Ring {
  readonly timeoutSeconds: number;
  /** More than there are processors where tests mostly wait. */
  readonly workers?: number;
  readonly without?: readonly string[];
  /** False: files of one process share what they import, which is a third of the time where tests are small. */
  readonly isolate?: boolean;
  readonly globalSetup?: string[];
}

/** One project per ring of tests; `npm run test:<ring>` runs one, `./scripts/test` runs all of them. */
function ring(
  name: string,
  folders: readonly string[],
  { timeoutSeconds, workers = 2, without = [], isolate = true, globalSetup = [] }: Ring,
) {
  return {
    extends: true as const,
    test: {
      name,
      include: folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
      exclude: [...without],
      maxWorkers: workers,
      isolate,
      testTimeout: timeoutSeconds * second,
      hookTimeout: timeoutSeconds * second,
      teardownTimeout: 10 * second,
      globalSetup,
      setupFiles: ['test/support/seed.ts'],
    },
  };
}

export default defineConfig({
  test: {
    pool: 'forks',
    // Where tests wait side by side, they have all that they need to themselves.
    maxConcurrency: 10,
    sequence: { sequencer: LongestFirst },
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      ring('unit', ['unit', 'tidy', 'schema'], { timeoutSeconds: 300, isolate: false }),
      ring('contract', ['contract'], { timeoutSeconds: 300, workers: 6, isolate: false }),
      // They need nothing but a processor, and get what the rings beside them leave (scripts/check.mjs).
      ring('sim', ['sim'], { timeoutSeconds: 1_800, without: ['test/sim/days/**', 'test/sim/kills/**'] }),
      ring('kills', ['sim/kills'], { timeoutSeconds: 1_800 }),
      ring('days', ['sim/days'], { timeoutSeconds: 1_800, isolate: false }),
      ring('e2e', ['e2e'], {
        timeoutSeconds: 900,
        workers: 7,
        isolate: false,
        globalSetup: ['test/support/czar-build.ts'],
      }),
      // Not a ring: it installs the real agents, and `./scripts/test` leaves it out.
      ring('agents', ['agents'], {
        timeoutSeconds: 900,
        globalSetup: ['test/support/czar-build.ts', 'test/agents/install.ts'],
      }),
    ],
  },
});
