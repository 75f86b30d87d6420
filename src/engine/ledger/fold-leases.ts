import { isUnsettled } from '../../domain/delivery.ts';
import type { FactOf } from '../../domain/facts.ts';
import type { AgentState } from '../../domain/generation.ts';
import type { ByHand } from '../../domain/lease.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { FoldPart } from './fold-part.ts';
import { changeWorker, type MutableLedger } from './state.ts';

export const foldLeases: FoldPart<'lease.began' | 'lease.ended'> = {
  'lease.began': (ledger, { worker, generation, head, files }, at) =>
    changeWorker(ledger, worker, () => ({ lease: { at, generation, head, files } })),
  'lease.ended': (ledger, { worker }) => changeWorker(ledger, worker, () => ({ lease: null, byHand: null })),
};

/** What a person did, by what the agent says. It may be heard before anybody sees that they are there. */
export function noteByHand(
  ledger: MutableLedger,
  fact: FactOf<'agent.event'>,
  { before, at }: { readonly before: WorkerState | undefined; readonly at: number },
): void {
  if (before?.generation?.number !== fact.generation) return;
  const prompts = isOwnPrompt(ledger, fact) ? 1 : 0;
  const interrupted = isOwnInterrupt(before, ledger.workers.get(fact.worker)?.agent) ? 1 : 0;
  if (prompts + interrupted === 0) return;
  const add = (known: ByHand | null = null): ByHand => ({
    prompts: (known?.prompts ?? 0) + prompts,
    interrupted: (known?.interrupted ?? 0) + interrupted,
    at,
  });
  changeWorker(ledger, fact.worker, ({ byHand }) => ({ byHand: add(byHand) }));
}

/** One without a delivery's id, while Czar types none: not every agent repeats the id. Transcripts tell it a second time. */
function isOwnPrompt({ receipts }: MutableLedger, { worker, event, readTo }: FactOf<'agent.event'>): boolean {
  if (event.event !== 'prompt' || event.delivery !== undefined || readTo !== undefined) return false;
  return ![...receipts.values()].some((receipt) => receipt.worker === worker && isUnsettled(receipt));
}

/** Only while they are seen to be there: a dialog that is answered with no may end a turn in the same way. */
function isOwnInterrupt({ lease = null, agent }: WorkerState, after: AgentState | undefined): boolean {
  const isCutOff = after?.turn?.end?.how === 'interrupted' && agent.turn?.end?.how !== 'interrupted';
  return lease !== null && isCutOff;
}
