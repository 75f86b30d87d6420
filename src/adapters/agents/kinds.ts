import type { Spending } from '../../domain/usage.ts';
import type { AgentKind, AgentReport, ModelNamed, Translate } from '../../ports/agent.ts';
import { claudeKind } from './claude/kind.ts';
import { codexKind } from './codex/kind.ts';
import { customKinds } from './custom/kind.ts';
import { demoKind } from './demo/kind.ts';
import { opencodeKind } from './opencode/kind.ts';

/** Every kind of agent, by name. */
export function agentKinds(): ReadonlyMap<string, AgentKind> {
  return new Map(
    [demoKind, claudeKind, codexKind, opencodeKind, ...customKinds].map((kind) => [kind.name, kind]),
  );
}

/** By the kinds that there are. */
export function translateReport(kinds: ReadonlyMap<string, AgentKind>): Translate {
  return (kind, report) => kinds.get(kind)?.translate(report) ?? null;
}

/** What a line of a transcript of an agent of this kind says that was used; null: nothing. */
export function spendingIn(
  kinds: ReadonlyMap<string, AgentKind>,
): (kind: string, report: AgentReport) => Spending | ModelNamed | null {
  return (kind, report) => kinds.get(kind)?.spending?.(report) ?? null;
}
