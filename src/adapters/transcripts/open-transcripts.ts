import { type ReceivedEvent, withDelivery } from '../../domain/agent-event.ts';
import type { AgentReport, ModelNamed, Translate } from '../../ports/agent.ts';
import type { Spending } from '../../domain/usage.ts';
import type { Followed, FollowedSpending, ReceivedSpending, Transcripts } from '../../ports/transcripts.ts';
import { decodeLine } from './decode-line.ts';
import type { GrownLine } from './growing-file.ts';
import { type Found, GrowingRecords } from './growing-records.ts';

type SpendingIn = (kind: string, report: AgentReport) => Said | null;
type Said = Spending | ModelNamed;

interface FoundSpending extends Found {
  readonly said: Said;
}

/** Transcripts in JSON lines, one object a line, read for what they tell and for what was used. */
export function openTranscripts(translate: Translate, spendingIn: SpendingIn = () => null): Transcripts {
  const listeners: (() => void)[] = [];
  const hear = (): void => {
    for (const listener of listeners) listener();
  };
  const events = new GrowingRecords((followed: Followed, line) => eventIn(translate, followed, line), hear);
  const spending = new GrowingRecords(
    (followed: FollowedSpending, line) => spentIn(spendingIn, followed, line),
    hear,
  );
  return {
    follow: (files) => events.follow(files),
    read: async () => (await events.read()).flatMap(({ found }) => found),
    followSpending: (records) => spending.follow(records),
    readSpending: async () =>
      (await spending.read()).flatMap(({ followed, found }) => withModels(followed, found)),
    grownAt: () => events.grownAt(),
    onHint(listener) {
      listeners.push(listener);
    },
    async close() {
      events.close();
      spending.close();
    },
  };
}

function eventIn(
  translate: Translate,
  followed: Followed,
  { text, end }: GrownLine,
): readonly (ReceivedEvent & Found)[] {
  const { worker, generation, kind, since } = followed;
  const report = decodeLine(text);
  if (report === null || report.at < since) return [];
  const event = translate(kind, report);
  if (event === null) return [];
  const id = `${worker}/${generation}/transcript-${end}`;
  return [{ id, worker, generation, event: withDelivery(event), readTo: end }];
}

/** What was used before belongs to another record, from which it was copied. The model is known from then on all the same. */
function spentIn(
  spendingIn: SpendingIn,
  { kind, since }: FollowedSpending,
  { text, end }: GrownLine,
): readonly FoundSpending[] {
  const report = decodeLine(text);
  const said = report === null ? null : spendingIn(kind, report);
  if (said === null || ('at' in said && said.at < since)) return [];
  return [{ said, readTo: end }];
}

function withModels(
  { worker, kind, path, model: before }: FollowedSpending,
  found: readonly FoundSpending[],
): readonly ReceivedSpending[] {
  let model = before;
  return found.flatMap(({ said, readTo }): readonly ReceivedSpending[] => {
    if ('names' in said) {
      model = said.names;
      return [];
    }
    const spending = { ...said, of: said.of ?? path, model: said.model ?? model };
    return [{ worker, kind, path, readTo, spending }];
  });
}
