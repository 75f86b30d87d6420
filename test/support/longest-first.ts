import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take longest, longest first. Begun late, one of them keeps a single worker busy at the end of its ring; what else there
 * is goes by its size, since a fresh clone knows of no run before.
 */
export const LONGEST: readonly string[] = [
  'e2e/github-kills.test.ts',
  'e2e/github.test.ts',
  'e2e/github-every-call.test.ts',
  'e2e/github-fleet.test.ts',
  'e2e/selftest.test.ts',
  'e2e/github-omnibus.test.ts',
  'e2e/recovery-state.test.ts',
  'e2e/directives.test.ts',
  'e2e/github-button.test.ts',
  'e2e/recovery-supervisor.test.ts',
  'e2e/tui-manners.test.ts',
  'e2e/acceptance.test.ts',
  'e2e/drop.test.ts',
  'e2e/tui.test.ts',
  'e2e/human-edits.test.ts',
  'e2e/github-evidence.test.ts',
  'e2e/github-pushed.test.ts',
  'e2e/batch.test.ts',
  'e2e/canary.test.ts',
  'e2e/conflicts.test.ts',
  'e2e/limits.test.ts',
  'contract/mcp.test.ts',
  'contract/terminal-server.test.ts',
  'contract/demo-agent.test.ts',
  'contract/door-watch.test.ts',
  'contract/repository-merges.test.ts',
  'contract/repository-worktrees.test.ts',
  'contract/files-mutations.test.ts',
  'contract/delivery.test.ts',
  'sim/days/honest-days.test.ts',
  'sim/days/odd-days.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a.moduleId) - placeOf(b.moduleId));
  }
}

function placeOf(file: string): number {
  const place = LONGEST.findIndex((name) => file.endsWith(`/test/${name}`));
  return place < 0 ? LONGEST.length : place;
}
