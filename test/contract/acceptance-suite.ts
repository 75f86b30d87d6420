import { describe, expect, test } from 'vitest';
import type { Acceptance } from '../../src/ports/acceptance.ts';
import { commandsIn } from '../support/accepted.ts';
import { aPolicy } from '../support/policy.ts';

export function checksOnly(...runs: readonly string[]) {
  const checks = runs.map((run, at) => ({ name: `c${at}`, run, timeoutMs: 1_000 }));
  return commandsIn(
    aPolicy({ agents: new Map(), checks, github: { tokenCommand: 'gh auth token', baseUrl: null } }),
  );
}

/** What every acceptance has to do. `open` opens the same one again. */
export function describeAcceptance(what: string, make: () => Promise<{ open: () => Acceptance }>): void {
  describe(`acceptance: ${what}`, () => {
    test('knows of nothing before a person accepted something', async () => {
      const { open } = await make();
      expect(await open().last()).toEqual({ commands: null, problem: null });
    });

    test('tells what was accepted last, and nothing else', async () => {
      const { open } = await make();
      await open().accept(checksOnly('npm test', 'npm run lint'), 1_000);
      await open().accept(checksOnly('npm t'), 2_000);
      const { commands, problem } = await open().last();
      expect(problem).toBeNull();
      expect(commands).toMatchObject(
        checksOnly('npm t').commands.map(({ what, shows, brief, digest }) => ({
          what,
          shows,
          brief,
          digest,
        })),
      );
    });

    test('knows that nothing at all was accepted', async () => {
      const { open } = await make();
      await open().accept(checksOnly(), 1_000);
      expect(await open().last()).toEqual({ commands: [], problem: null });
    });
  });
}
