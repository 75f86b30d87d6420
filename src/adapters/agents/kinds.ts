import type { AgentKind } from '../../ports/agent.ts';
import { customKind } from './custom/kind.ts';
import { demoKind } from './demo/kind.ts';

/** Every kind of agent, by name. */
export function agentKinds(): ReadonlyMap<string, AgentKind> {
  return new Map([demoKind, customKind].map((kind) => [kind.name, kind]));
}
