import type { AgentEvent } from '../../domain/agent-event.ts';
import type { AgentKind, AgentReport } from '../../ports/agent.ts';
import { claudeKind } from './claude/kind.ts';
import { codexKind } from './codex/kind.ts';
import { customKind } from './custom/kind.ts';
import { demoKind } from './demo/kind.ts';
import { opencodeKind } from './opencode/kind.ts';

/** Every kind of agent, by name. */
export function agentKinds(): ReadonlyMap<string, AgentKind> {
  return new Map(
    [demoKind, claudeKind, codexKind, opencodeKind, customKind].map((kind) => [kind.name, kind]),
  );
}

/** What a report of an agent of this kind says; null: nothing that matters, or nobody knows the kind. */
export function translateReport(
  kinds: ReadonlyMap<string, AgentKind>,
): (kind: string, report: AgentReport) => AgentEvent | null {
  return (kind, report) => kinds.get(kind)?.translate(report) ?? null;
}
