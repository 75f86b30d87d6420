import { describe, expect, onTestFinished, test } from 'vitest';
import type { Request, Response } from '../../src/domain/request.ts';
import type { Client } from '../../src/ports/client.ts';
import type { Door } from '../../src/ports/door.ts';
import { aSnapshot } from '../support/a-snapshot.ts';

export interface DoorAndClients {
  /** Another process that wants to be the supervisor of the same project. */
  door(): Door;
  client(): Client;
}

/** What every door and its clients promise. Each call of `make` gives another project. */
export function describeDoor(name: string, make: () => DoorAndClients): void {
  describe(`the door (${name})`, () => {
    test('is taken by one; the next is told who has it', async () => {
      const project = make();
      expect(await taken(project)).toMatchObject({ result: { taken: true } });
      const second = await project.door().take();
      expect(second).toEqual({ taken: false, holder: `pid ${process.pid}` });
    });

    test('is given to exactly one of many that want it at once', async () => {
      const project = make();
      const doors = Array.from({ length: 8 }, () => project.door());
      onTestFinished(() => Promise.all(doors.map((door) => door.close())).then(() => undefined));
      const results = await Promise.all(doors.map((door) => door.take()));
      expect(results.filter((result) => result.taken)).toHaveLength(1);
    });

    test('can be taken again when its holder closed it', async () => {
      const project = make();
      const { door } = await taken(project);
      await door.close();
      expect((await taken(project)).result).toEqual({ taken: true });
    });

    test('brings requests in and answers back', async () => {
      const project = make();
      const { door } = await taken(project);
      const asked: Request[] = [];
      const responses: Record<Request['ask'], Response> = {
        order: { ok: true, says: 'done', receipt: { state: 'confirmed', says: 'prompt seen' } },
        snapshot: { ok: true, says: '', snapshot: aSnapshot() },
        why: { ok: true, says: '', why: ['because of a', 'and of b'] },
        receipt: { ok: false, exit: 3, says: 'no such order' },
        stop: { ok: true, says: 'stopping' },
      };
      door.serve(async (request) => {
        asked.push(request);
        return responses[request.ask];
      });
      for (const request of requests) {
        expect(await project.client().ask(request)).toEqual(responses[request.ask]);
      }
      expect(asked).toEqual(requests);
    });

    test('answers many clients at once', async () => {
      const project = make();
      const { door } = await taken(project);
      door.serve(async (request) => ({ ok: true, says: request.ask === 'why' ? request.about : '' }));
      const names = Array.from({ length: 30 }, (_, index) => `task-${index}`);
      const says = await Promise.all(
        names.map(async (about) => (await project.client().ask({ ask: 'why', about }))?.says),
      );
      expect(says).toEqual(names);
    });

    test('turns an error of the supervisor into an answer', async () => {
      const project = make();
      const { door } = await taken(project);
      door.serve(() => Promise.reject(new Error('out of ideas')));
      expect(await project.client().ask({ ask: 'snapshot' })).toEqual({
        ok: false,
        exit: 1,
        says: 'out of ideas',
      });
    });

    test('says that nobody is running when nobody is', async () => {
      const project = make();
      expect(await project.client().ask({ ask: 'snapshot' })).toBeNull();
      const { door } = await taken(project);
      await door.close();
      expect(await project.client().ask({ ask: 'snapshot' })).toBeNull();
    });

    test('lets a client wait for a supervisor that is not serving yet', async () => {
      const project = make();
      const { door } = await taken(project);
      const answer = project.client().ask({ ask: 'snapshot' });
      door.serve(async () => ({ ok: true, says: 'here now' }));
      expect(await answer).toEqual({ ok: true, says: 'here now' });
    });
  });
}

async function taken(
  project: DoorAndClients,
): Promise<{ door: Door; result: Awaited<ReturnType<Door['take']>> }> {
  const door = project.door();
  onTestFinished(() => door.close());
  return { door, result: await door.take() };
}

const requests: readonly Request[] = [
  { ask: 'order', order: { id: 'o-1', at: 1, do: 'nudge', worker: 'w1', text: 'żółw 🐢\n\u0007' } },
  {
    ask: 'order',
    order: { id: 'o-2', at: 1, do: 'inject', worker: 'w1', text: 'x'.repeat(1_000_000), name: 'n' },
  },
  { ask: 'order', order: { id: 'o-3', at: 1, do: 'assign', task: 't', worker: null, now: false } },
  { ask: 'order', order: { id: 'o-4', at: 1, do: 'retry', task: 't', fresh: true } },
  { ask: 'order', order: { id: 'o-5', at: 1, do: 'cancel', task: 't' } },
  { ask: 'order', order: { id: 'o-6', at: 1, do: 'answer', question: 'q-1', answer: 'again' } },
  { ask: 'order', order: { id: 'o-7', at: 1, do: 'pause', workers: [] } },
  { ask: 'order', order: { id: 'o-8', at: 1, do: 'resume', workers: ['w1'] } },
  { ask: 'order', order: { id: 'o-9', at: 1, do: 'restart', worker: 'w1' } },
  { ask: 'order', order: { id: 'o-10', at: 1, do: 'merge-omnibus' } },
  { ask: 'order', order: { id: 'o-11', at: 1, do: 'ready-omnibus' } },
  { ask: 'snapshot' },
  { ask: 'snapshot', refresh: true },
  { ask: 'why', about: 't' },
  { ask: 'receipt', of: 'o-1' },
  { ask: 'stop', sessions: 'end-now' },
];
