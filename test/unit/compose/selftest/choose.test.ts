import { describe, expect, test } from 'vitest';
import { agentKindsFound, casesOf, refuseNames } from '../../../../src/compose/selftest/choose.ts';

const names = (only: readonly string[]): readonly string[] =>
  casesOf(only).map(({ kind, scenario }) => `${kind} ${scenario.name}`);

describe('what a selftest plays', () => {
  test('is everything when nothing is named, with the agents of this machine', () => {
    expect(names([])).toContain('codex permission-dialog');
    expect(agentKindsFound([]).map(({ kind }) => kind)).toContain('claude');
  });

  test('has no two scenarios of one name', () => {
    expect(new Set(names([])).size).toBe(names([]).length);
  });

  test('leaves out what needs a screen for agents whose screen nobody reads', () => {
    expect(names(['custom'])).not.toContain('custom draft');
  });

  test('is narrowed by scenarios, by kinds, and by both', () => {
    expect(names(['plain'])).toEqual([
      'claude plain',
      'codex plain',
      'opencode plain',
      'demo plain',
      'custom plain',
    ]);
    expect(names(['codex']).every((name) => name.startsWith('codex '))).toBe(true);
    expect(names(['draft', 'demo', 'codex'])).toEqual(['codex draft', 'demo draft']);
    expect(agentKindsFound(['plain'])).toEqual([]);
  });

  test('is only the agents of this machine when only they are named', () => {
    expect(names(['agents'])).toEqual([]);
    expect(agentKindsFound(['agents']).length).toBeGreaterThan(0);
  });

  test('refuses a name that is neither, and guesses', () => {
    expect(refuseNames(['plain', 'agents', 'demo'])).toBeNull();
    expect(refuseNames(['swallowed-entre'])?.help).toBe('did you mean swallowed-enter?');
    expect(refuseNames(['zzzzzzzzzzzz'])?.help).toContain('spinner-freeze');
  });
});
