import type { SessionEvent } from './telling.ts';

/** What one answer used so far, in the words of opencode. `at`: epoch milliseconds. */
interface AnswerUse {
  readonly id: string;
  readonly model: string;
  readonly cost: number;
  readonly tokens: unknown;
  readonly at: number;
}

/** What answers used and no report told yet: it goes out with the next one, whatever that is about. Helpers count too. */
export class PendingSpending {
  readonly #answers = new Map<string, AnswerUse>();

  note({ type, properties }: SessionEvent, at: number): void {
    const { info } = properties;
    if (type !== 'message.updated' || info?.role !== 'assistant' || info.id === undefined) return;
    // Before it is complete nothing is counted.
    if (info.time?.completed === undefined || info.tokens === undefined) return;
    const model = `${info.providerID ?? ''}/${info.modelID ?? ''}`;
    this.#answers.set(info.id, { id: info.id, model, cost: info.cost ?? 0, tokens: info.tokens, at });
  }

  take(): readonly AnswerUse[] {
    const answers = [...this.#answers.values()];
    this.#answers.clear();
    return answers;
  }
}
