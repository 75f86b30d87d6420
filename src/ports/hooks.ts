import type { HookState } from '../domain/webhook.ts';

/**
 * Listens to a remote forge that tells when something changed there. What it tells is a hint and no evidence: it has the forge
 * looked at sooner, and nothing else. A start that fails is told in `state`, and work goes on without it.
 */
export interface Hooks {
  listen(): Promise<void>;
  onHint(listener: () => void): void;
  state(): HookState;
  close(): Promise<void>;
}
