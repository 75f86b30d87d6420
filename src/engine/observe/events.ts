import { canonicalText, type Receipt } from '../../domain/delivery.ts';
import type { ReceivedEvent } from '../../domain/agent-event.ts';
import type { Fact } from '../../domain/facts.ts';
import { provenOf } from '../../domain/long-text.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { Digest } from '../../ports/digest.ts';
import type { Followed } from '../../ports/transcripts.ts';
import type { Core } from '../core.ts';
import { logVerdict } from '../injection-log.ts';
import { observeSpending, spentInEvents } from './spending.ts';

/** Journals what the agents said, tells those who wait for it, and only then deletes the files. */
export async function observeEvents(core: Core): Promise<void> {
  const { parts, book, hearing } = core;
  const { events: lying, reports } = await parts.inbox.read();
  for (const report of reports) parts.log.warn({}, report);
  await parts.transcripts.follow(followed(book.ledger));
  // Behind the event files: what a transcript tells of an earlier turn is known to be stale then.
  const events = [...lying, ...(await parts.transcripts.read())].filter(
    (event) => !isEarly(book.ledger, event),
  );
  if (events.length === 0) return observeSpending(core);
  const facts = events.flatMap((event) => factsOf(parts.digest, book.ledger, event));
  const spent = spentInEvents(core, events);
  await book.write([{ type: 'observed', at: parts.clock.now(), facts: [...facts, ...spent] }]);
  hearing.tell(events);
  await logLate(core, facts);
  await parts.inbox.remove(events.filter(({ readTo }) => readTo === undefined));
  await observeSpending(core);
}

/** What was confirmed with nobody at it: a person sent it off, or the word of it came late. */
async function logLate({ book, parts }: Core, facts: readonly Fact[]): Promise<void> {
  const underWay = new Set(
    [...book.ledger.open.values()].flatMap(({ action }) => ('delivery' in action ? [action.delivery] : [])),
  );
  for (const fact of facts) {
    const receipt = fact.type === 'delivery.ended' ? book.ledger.receipts.get(fact.id) : undefined;
    if (receipt !== undefined && !underWay.has(receipt.id)) await logVerdict(parts, receipt, 'confirmed');
  }
}

function followed({ workers }: Ledger): readonly Followed[] {
  return [...workers.values()].flatMap(({ name, generation, agent: { transcript } }) =>
    generation === null || transcript === undefined
      ? []
      : [
          {
            worker: name,
            generation: generation.number,
            kind: generation.kind,
            since: generation.startedAt,
            ...transcript,
          },
        ],
  );
}

/** A session that is just being started may speak before it is journaled that it began: it is heard then. */
function isEarly(ledger: Ledger, { worker, generation }: ReceivedEvent): boolean {
  return generation > (ledger.workers.get(worker)?.generations ?? 0);
}

function factsOf(digest: Digest, ledger: Ledger, received: ReceivedEvent): readonly Fact[] {
  const { id, worker, generation, event, readTo } = received;
  const { text, ...rest } = withoutSpending(event);
  const isPrompt = event.event === 'prompt' && text !== undefined;
  const textHash = isPrompt ? digest.sha256(canonicalText(text)) : null;
  // A prompt's full text is in the journal by its hash: the task text itself lies in the queue.
  const kept = isPrompt || text === undefined ? rest : { ...rest, text };
  const heard: Fact = {
    type: 'agent.event',
    worker,
    generation,
    id,
    event: kept,
    textHash,
    ...(readTo === undefined ? {} : { readTo }),
  };
  const receipt = event.delivery === undefined ? undefined : ledger.receipts.get(event.delivery);
  return receipt !== undefined && isProof(receipt, received, textHash)
    ? [heard, confirmed(receipt)]
    : [heard];
}

/** That is journaled by itself. */
function withoutSpending({ data, ...event }: ReceivedEvent['event']): ReceivedEvent['event'] {
  if (data === undefined) return event;
  const { spent, ...rest } = data;
  return spent !== undefined && Object.keys(rest).length === 0 ? event : { ...event, data: rest };
}

/** Late evidence upgrades; a text that arrived altered proves nothing. */
function isProof(receipt: Receipt, { worker, generation }: ReceivedEvent, textHash: string | null): boolean {
  return (
    receipt.worker === worker &&
    receipt.generation === generation &&
    receipt.sha256 === textHash &&
    receipt.verdict !== 'confirmed'
  );
}

function confirmed({ id, file }: Receipt): Fact {
  const because = provenOf('the agent repeated the whole text', file);
  return { type: 'delivery.ended', id, verdict: 'confirmed', because };
}
