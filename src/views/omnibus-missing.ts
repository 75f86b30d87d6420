import type { Snapshot } from '../domain/snapshot.ts';
import { counted } from '../domain/counted.ts';
import { fitList, harmless } from './cells.ts';
import { isOpen, wanted } from './outcome.ts';

const namesCells = 60;

/** What an open omnibus does not hold and a merge of it would leave out, harmless, one sentence per line. Empty: nothing. */
export function missingLines({ counts, tasks, questions, integration }: Snapshot): readonly string[] {
  const { omnibus, omnibusState } = integration;
  const count = wanted(counts) - counts.merged;
  if (omnibus === null || omnibusState === 'merged' || count <= 0) return [];
  const items = tasks.filter(isOpen).map(({ task, status }) => `${harmless(task)} (${status})`);
  const names = items.length === 0 ? '' : `: ${fitList({ items, count }, namesCells)}`;
  const numbers = questions.map(({ number }) => `${number}`).join(', ');
  return [
    `${count} of ${counted(wanted(counts), 'task')} ${count === 1 ? 'is' : 'are'} not in it${names}.`,
    ...(questions.length === 0
      ? []
      : [
          `${counted(questions.length, 'question')} ${questions.length === 1 ? 'waits' : 'wait'} for you: ${numbers}.`,
        ]),
  ];
}
