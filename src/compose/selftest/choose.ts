import { sought } from '../../adapters/files/agents.ts';
import { nearest } from '../../views/nearest.ts';
import type { Refusal } from '../refusal.ts';
import { deliveryScenarios } from './delivery-scenarios.ts';
import { detectionScenarios } from './detection-scenarios.ts';
import type { Scenario } from './scenario.ts';
import type { FakeKind } from './seat.ts';

/** One scenario with one kind of fake agent. */
export interface Case {
  readonly kind: FakeKind;
  readonly scenario: Scenario;
}

const kinds: readonly FakeKind[] = ['claude', 'codex', 'opencode', 'demo', 'custom'];
const scenarios: readonly Scenario[] = [...deliveryScenarios, ...detectionScenarios];
/** Stands for the agents of this machine. */
const AGENTS = 'agents';

/** Names of scenarios and kinds narrow the choice, and so does `agents`; none: everything. */
export function casesOf(only: readonly string[]): readonly Case[] {
  const named = (names: readonly string[]): boolean => names.some((name) => only.includes(name));
  const anyKind = named(kinds);
  const anyScenario = named(scenarios.map(({ name }) => name));
  if (only.includes(AGENTS) && !anyKind && !anyScenario) return [];
  return scenarios.flatMap((scenario) =>
    kinds
      .filter((kind) => !scenario.without.includes(kind))
      .filter((kind) => (!anyKind || only.includes(kind)) && (!anyScenario || only.includes(scenario.name)))
      .map((kind) => ({ kind, scenario })),
  );
}

/** The agents of this machine that are to be started: all of them, unless something else is named. */
export function agentKindsFound(
  only: readonly string[],
): readonly { readonly kind: string; readonly command: string }[] {
  return only.length === 0 || only.includes(AGENTS) ? sought : [];
}

export function refuseNames(only: readonly string[]): Refusal | null {
  const known = [...scenarios.map(({ name }) => name), ...kinds, AGENTS];
  const wrong = only.find((name) => !known.includes(name));
  if (wrong === undefined) return null;
  const guess = nearest(wrong, known);
  return {
    what: 'test only',
    on: wrong,
    because: 'there is no such scenario or kind',
    help: guess === null ? `there are: ${known.join(' ')}` : `did you mean ${guess}?`,
  };
}
