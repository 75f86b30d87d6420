import { defineConfig } from 'vitest/config';

const second = 1_000;

/** One project per ring of tests; `npm run test:<ring>` runs one, `./scripts/test` runs all of them. */
function ring(name: string, folders: readonly string[], timeoutSeconds: number) {
  return {
    extends: true as const,
    test: {
      name,
      include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
      testTimeout: timeoutSeconds * second,
      hookTimeout: timeoutSeconds * second,
      teardownTimeout: 10 * second,
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
      ring('unit', ['unit', 'tidy', 'schema'], 10),
      ring('contract', ['contract'], 60),
      ring('sim', ['sim'], 300),
      ring('e2e', ['e2e'], 300),
    ],
  },
});
