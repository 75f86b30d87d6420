import { defineConfig } from 'vitest/config';

const second = 1_000;

/** One project per ring of tests; `npm run test:<ring>` runs one, `./scripts/test` runs all of them. */
function ring(
  name: string,
  folders: readonly string[],
  { timeoutSeconds, globalSetup = [] }: { readonly timeoutSeconds: number; readonly globalSetup?: string[] },
) {
  return {
    extends: true as const,
    test: {
      name,
      include: folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
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
    maxWorkers: 2,
    passWithNoTests: false,
    allowOnly: false,
    projects: [
      ring('unit', ['unit', 'tidy', 'schema'], { timeoutSeconds: 10 }),
      ring('contract', ['contract'], { timeoutSeconds: 60 }),
      ring('sim', ['sim'], { timeoutSeconds: 300 }),
      ring('e2e', ['e2e'], { timeoutSeconds: 300, globalSetup: ['test/support/czar-build.ts'] }),
      // Not a ring: it installs the real agents, and `./scripts/test` leaves it out.
      ring('agents', ['agents'], {
        timeoutSeconds: 900,
        globalSetup: ['test/support/czar-build.ts', 'test/agents/install.ts'],
      }),
    ],
  },
});
