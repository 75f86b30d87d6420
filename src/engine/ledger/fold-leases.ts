import type { FactOf } from '../../domain/facts.ts';
import type { AgentState } from '../../domain/generation.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { Lease } from '../../domain/lease.ts';
import type { FoldPart } from './fold-part.ts';
import { changeWorker } from './state.ts';

export const foldLeases: FoldPart<'lease.began' | 'lease.ended'> = {
  'lease.began': (ledger, { worker, generation, head, files }, at) =>
    changeWorker(ledger, worker, () => ({
      lease: { at, generation, head, files, prompts: 0, interrupted: 0 },
    })),
  'lease.ended': (ledger, { worker }) => changeWorker(ledger, worker, () => ({ lease: null })),
};

/**
 * Czar types nothing meanwhile: a prompt without a delivery's id is the person's, and so is an interrupt. Transcripts tell of both a
 * second time.
 */
export function leaseAfter(
  { lease = null, agent: before }: WorkerState,
  after: AgentState,
  fact: FactOf<'agent.event'>,
): { readonly lease?: Lease } {
  if (lease?.generation !== fact.generation) return {};
  const prompts = lease.prompts + (isOwnPrompt(fact) ? 1 : 0);
  return {
    lease: {
      ...lease,
      prompts,
      interrupted: lease.interrupted + (isCutOff(after) && !isCutOff(before) ? 1 : 0),
    },
  };
}

function isOwnPrompt({ event, readTo }: FactOf<'agent.event'>): boolean {
  return event.event === 'prompt' && event.delivery === undefined && readTo === undefined;
}

function isCutOff({ turn }: AgentState): boolean {
  return turn?.end?.how === 'interrupted';
}
