import type { AgentKind, Translate } from '../../ports/agent.ts';
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

/** By the kinds that there are. */
export function translateReport(kinds: ReadonlyMap<string, AgentKind>): Translate {
  return (kind, report) => kinds.get(kind)?.translate(report) ?? null;
}
