import { describe, expect, onTestFinished, test } from 'vitest';
import type { Inbox } from '../../src/ports/inbox.ts';
import { until } from '../support/until.ts';

/** An inbox to test, and the hand of an agent that leaves events in the folder it was given. */
export interface InboxUnderTest {
  readonly inbox: Inbox;
  /** Leaves a whole file with this content in `folder`, under a name that sorts behind all earlier ones. */
  leave(folder: string, content: string): Promise<void>;
}

export function describeInbox(name: string, make: () => Promise<InboxUnderTest>): void {
  async function open(): Promise<InboxUnderTest> {
    const made = await make();
    onTestFinished(() => made.inbox.close());
    return made;
  }

  async function eventsWithin({ inbox }: InboxUnderTest, count: number) {
    return until(
      async () => {
        const { events } = await inbox.read();
        return events.length >= count ? events : null;
      },
      { what: `${count} events` },
    );
  }

  describe(`${name}`, () => {
    test('is empty in the beginning', async () => {
      const { inbox } = await open();
      await inbox.prepare('engineer1', 1);
      expect(await inbox.read()).toEqual({ events: [], reports: [] });
    });

    test('gives events with their worker, generation and full text, oldest first', async () => {
      const made = await open();
      const one = await made.inbox.prepare('engineer1', 1);
      const two = await made.inbox.prepare('engineer2', 7);
      const text = `[czar d-1] Task a\n${'x'.repeat(200_000)}\u2028 "\\ 😀`;
      await made.leave(one, JSON.stringify({ v: 1, event: 'ready', at: 1 }));
      await made.leave(two, JSON.stringify({ v: 1, event: 'prompt', at: 2, delivery: 'd-1', text }));
      await made.leave(one, JSON.stringify({ v: 1, event: 'limit', at: 3, data: { resetAt: 99 }, own: 1 }));
      const events = await eventsWithin(made, 3);
      expect(events.map(({ id: _id, ...rest }) => rest)).toEqual([
        { worker: 'engineer1', generation: 1, event: { event: 'ready', at: 1 } },
        { worker: 'engineer2', generation: 7, event: { event: 'prompt', at: 2, delivery: 'd-1', text } },
        { worker: 'engineer1', generation: 1, event: { event: 'limit', at: 3, data: { resetAt: 99 } } },
      ]);
    });

    test('gives an event again until it is removed, and never after', async () => {
      const made = await open();
      const folder = await made.inbox.prepare('engineer1', 1);
      await made.leave(folder, JSON.stringify({ v: 1, event: 'idle', at: 1 }));
      await made.leave(folder, JSON.stringify({ v: 1, event: 'busy', at: 2 }));
      const [first, second] = await eventsWithin(made, 2);
      expect((await made.inbox.read()).events).toEqual([first, second]);
      await made.inbox.remove(first === undefined ? [] : [first]);
      await made.inbox.remove(first === undefined ? [] : [first]);
      expect((await made.inbox.read()).events).toEqual([second]);
    });

    test('hints at a new event', async () => {
      const made = await open();
      const folder = await made.inbox.prepare('engineer1', 1);
      let hints = 0;
      made.inbox.onHint(() => {
        hints += 1;
      });
      await made.leave(folder, JSON.stringify({ v: 1, event: 'idle', at: 1 }));
      await until(() => hints > 0, { what: 'a hint' });
      expect((await made.inbox.read()).events).toHaveLength(1);
    });

    test('hints at nothing when events are removed', async () => {
      const made = await open();
      const folder = await made.inbox.prepare('engineer1', 1);
      let hints = 0;
      made.inbox.onHint(() => {
        hints += 1;
      });
      await made.leave(folder, JSON.stringify({ v: 1, event: 'idle', at: 1 }));
      await until(() => hints > 0, { what: 'the hint at the first event' });
      const before = hints;
      await made.inbox.remove((await made.inbox.read()).events);
      await made.leave(folder, JSON.stringify({ v: 1, event: 'busy', at: 2 }));
      await until(() => hints > before, { what: 'the hint at the second event' });
      expect(hints).toBe(before + 1);
    });

    test.each([
      ['no JSON', '{"v":1,'],
      ['another version', JSON.stringify({ v: 2, event: 'idle', at: 1 })],
      ['an unknown event', JSON.stringify({ v: 1, event: 'dance', at: 1 })],
      ['a text that is none', JSON.stringify({ v: 1, event: 'prompt', at: 1, text: 5 })],
      ['too large', JSON.stringify({ v: 1, event: 'prompt', at: 1, text: 'x'.repeat(1_000_001) })],
      ['nothing', ''],
    ])('sets aside and reports what is broken (%s), once, and keeps the rest', async (_what, content) => {
      const made = await open();
      const folder = await made.inbox.prepare('engineer1', 1);
      await made.leave(folder, content);
      await made.leave(folder, JSON.stringify({ v: 1, event: 'idle', at: 1 }));
      const reports: string[] = [];
      await until(
        async () => {
          const view = await made.inbox.read();
          reports.push(...view.reports);
          return view.events.length === 1 && reports.length > 0;
        },
        { what: 'the good event and the report' },
      );
      expect(reports).toEqual([expect.stringContaining('engineer1: 1 event file set aside')]);
      expect((await made.inbox.read()).reports).toEqual([]);
    });

    test('keeps no more than 1,000 events of one worker, and all of the others', async () => {
      const made = await open();
      const many = await made.inbox.prepare('engineer1', 1);
      const few = await made.inbox.prepare('engineer2', 1);
      for (let at = 0; at < 1_003; at += 1)
        await made.leave(many, JSON.stringify({ v: 1, event: 'idle', at }));
      await made.leave(few, JSON.stringify({ v: 1, event: 'ready', at: 5 }));
      const events = await eventsWithin(made, 1_001);
      expect(events.filter(({ worker }) => worker === 'engineer1').map(({ event }) => event.at)).toEqual(
        Array.from({ length: 1_000 }, (_, at) => at),
      );
      expect(events.filter(({ worker }) => worker === 'engineer2')).toHaveLength(1);
    });
  });
}
