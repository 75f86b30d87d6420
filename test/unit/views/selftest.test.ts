import { expect, test } from 'vitest';
import type { SelftestReport, SelftestRun } from '../../../src/domain/selftest.ts';
import { agentLine, runLine, selftestText } from '../../../src/views/selftest.ts';

const frame = { columns: 80, now: 0, color: false };

function aRun(kind: string, scenario: string, more: Partial<SelftestRun> = {}): SelftestRun {
  return { kind, scenario, ok: true, says: 'confirmed, whole and once', ms: 900, receiptMs: 210.4, ...more };
}

function aReport(runs: readonly SelftestRun[]): SelftestReport {
  const agent = {
    kind: 'codex',
    version: '0.169.0',
    state: 'ready',
    says: 'its prompt is seen',
    ms: 2_412,
  } as const;
  return { tmux: 'tmux 3.3a', runs, agents: [agent], ms: 31_000 };
}

test('the table tells each scenario and kind, the rates, what failed, and the agents', () => {
  const failed = { ok: false, says: 'expected one text;\n\u001b[2J two came', receiptMs: null };
  const runs = [aRun('claude', 'plain'), aRun('codex', 'plain'), aRun('claude', 'draft', failed)];
  expect(selftestText(aReport(runs), frame)).toBe(`SCENARIO         CLAUDE  CODEX
plain            ok      ok
draft            FAILED  -
passed           1/2     1/1
receipt, median  210ms   210ms

FAILED claude draft: expected one text; \\u{1b}[2J two came

Agents of this machine:
  codex     0.169.0 ready in 2.4s: its prompt is seen

tmux 3.3a: 2 of 3 scenarios as they should be, in 31.0s
`);
});

test('a scenario that is played several times shows its rate', () => {
  const runs = [aRun('demo', 'plain'), aRun('demo', 'plain', { ok: false }), aRun('demo', 'plain')];
  expect(selftestText(aReport(runs), frame)).toMatch(/^plain +2\/3$/m);
});

test('progress is one line for each scenario and each agent', () => {
  expect(runLine(aRun('demo', 'plain'), { done: 3, of: 79 })).toBe(
    ' 3/79 ok demo plain 0.9s: confirmed, whole and once',
  );
  expect(
    agentLine({ kind: 'claude', version: null, state: 'not found', says: 'no claude on PATH', ms: null }),
  ).toBe('claude    not found: no claude on PATH');
});
