import type { OmnibusState } from '../../domain/ledger.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask, type MutableLedger } from './state.ts';

export const foldForge: FoldPart<
  | 'pr.seen'
  | 'integration.moved'
  | 'omnibus.described'
  | 'omnibus.merged'
  | 'omnibus.refused'
  | 'omnibus.forced'
  | 'omnibus.asked'
  | 'omnibus.round'
> = {
  'pr.seen': (ledger, { pr }) => {
    ledger.pullRequests.set(pr.number, pr);
    if (pr.task !== null) changeTask(ledger, pr.task, () => ({ pullRequest: pr.number }));
  },
  'integration.moved': (ledger, { tip, baseTip }, at) => {
    ledger.integration = { ...ledger.integration, tip, baseTip, movedAt: at };
  },
  'omnibus.described': (ledger, { number, draft, describes, statusChanges = ledger.statusChanges }, at) => {
    const tells = { statusChanges, at };
    const { omnibus } = ledger.integration;
    const kept: OmnibusState =
      omnibus !== null && omnibus.number === number
        ? omnibus
        : { number, draft, describes, merged: null, refused: null, forcedReady: false, asked: false };
    ledger.integration = { ...ledger.integration, omnibus: { ...kept, number, draft, describes, tells } };
  },
  'omnibus.merged': (ledger, { sha }, at) => {
    ledger.integration = { ...ledger.integration, merges: 0 };
    changeOmnibus(ledger, () => ({ merged: { sha, at }, refused: null, asked: false }));
  },
  'omnibus.refused': (ledger, { because }) =>
    changeOmnibus(ledger, () => ({ refused: because, asked: false })),
  'omnibus.forced': (ledger) => changeOmnibus(ledger, () => ({ forcedReady: true, refused: null })),
  'omnibus.asked': (ledger) => changeOmnibus(ledger, () => ({ asked: true, refused: null })),
  'omnibus.round': (ledger) => {
    ledger.integration = { ...ledger.integration, omnibus: null, rounds: ledger.integration.rounds + 1 };
  },
};

function changeOmnibus(
  ledger: MutableLedger,
  change: (omnibus: OmnibusState) => Partial<OmnibusState>,
): void {
  const { omnibus } = ledger.integration;
  if (omnibus === null) return;
  ledger.integration = { ...ledger.integration, omnibus: { ...omnibus, ...change(omnibus) } };
}
