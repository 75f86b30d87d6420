import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { doorSchemaNames, jsonSchemaOf } from '../../src/adapters/door/schema/publish.ts';
import { snapshotSchema, statusSchema } from '../../src/adapters/door/schema/snapshot.ts';
import { deltaSchema, replySchema } from '../../src/adapters/door/schema/socket.ts';
import type { WatchLine } from '../../src/adapters/door/decode-response.ts';
import { deltaBetween, type SnapshotDelta } from '../../src/domain/snapshot-delta.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { detailsOf } from '../../src/engine/picture/details.ts';
import { snapshotOf } from '../../src/engine/picture/snapshot.ts';
import { decodeJson } from '../sim/decode.ts';
import { anyWorld } from '../support/any-world.ts';
import { aSnapshot } from '../support/a-snapshot.ts';
import {
  emptyWorld,
  finishedWorld,
  pullRequest,
  question,
  sixWorkersWorld,
  taskRow,
  workerRow,
} from '../unit/views/worlds.ts';

const folder = join(import.meta.dirname, '../../schema');

/** `npm run schema` writes the files anew. */
describe('the published schema', () => {
  test.each(doorSchemaNames)('%s is current', async (name) => {
    const path = join(folder, name);
    await expect(`${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`).toMatchFileSnapshot(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ title: jsonSchemaOf(name).title });
  });
});

function publishedSchema(name: string) {
  return z.fromJSONSchema(decodeJson<Record<string, unknown>>(readFileSync(join(folder, name), 'utf8')));
}

type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

describe('what Czar can say', () => {
  test('is what the schemas allow, whatever it is', () => {
    // The compiler looks: a new key or value of these types has to be let through by the schema.
    const saying = {
      snapshot: (said: Plain<Snapshot>): z.input<typeof snapshotSchema> => said,
      delta: (said: Plain<SnapshotDelta>): z.input<typeof deltaSchema> => said,
      line: (said: Plain<WatchLine>): z.input<typeof replySchema> => said,
    };
    expect(Object.keys(saying)).toHaveLength(3);
  });

  const spent = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };
  const cost = { ...spent, costUsd: null, knownUsd: 0.5, unpricedTokens: 7 };

  const rows: Partial<Snapshot> = {
    spent: { ...cost, limitUsd: 5, isLimited: true },
    workers: [
      workerRow('a', { spent: cost }),
      workerRow('b', { permissions: 'auto', onPrompt: 'deny', quarantined: 'it ended again', pr: 4 }),
      workerRow('c', { permissions: null, onPrompt: null, task: 't', progress: 'half', eta: '5m' }),
    ],
    tasks: [
      taskRow('t', {
        kind: 'primary',
        status: 'in_progress',
        phase: 'rework',
        merged: 'abc',
        pr: 4,
        spent: cost,
      }),
    ],
    questions: [
      question(1, { evidence: [{ source: 'gate', at: 1, says: 'it failed', expiresAt: 2 }], freeText: true }),
    ],
    pullRequests: [
      pullRequest(4, {
        task: null,
        reviews: [{ by: 'ann', at: 1, verdict: 'approved', text: 'good' }],
        checks: [{ name: 'unit', verdict: 'flaky', ms: 4, tail: '' }],
      }),
    ],
    leftOut: { pending: 4, merged: 1 },
    conflicts: [
      { a: 'a', b: 'integration', tasks: ['t'], files: ['x.ts'], fileCount: 3, since: 1, told: ['t'] },
    ],
    compared: { work: [{ task: 't', worker: 'a' }], unknown: [{ tasks: ['t'], because: 'it is too large' }] },
    problems: [{ file: 'work-queue.json', line: 1, column: null, message: 'expected', tasks: ['t'] }],
    next: [{ what: 'a is restarted', about: 'a', at: 5 }],
    notQueued: ['tasks/x.md'],
  };

  test.each([
    ['an empty project', aSnapshot()],
    ['an empty world', emptyWorld()],
    ['six workers', sixWorkersWorld()],
    ['a project that is done', finishedWorld()],
    ['rows of every kind', aSnapshot(rows)],
  ])('of %s names every key that it has', (_what, snapshot) => {
    expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
    const seen = { ...snapshot, seen: 'alive' };
    expect(statusSchema.parse(seen)).toEqual(seen);
    const line = { v: 1, response: { ok: true, says: 'snapshot', snapshot } };
    expect(replySchema.parse(line)).toEqual(line);
  });

  test('of whatever world is what the published schema allows, and names every key', () => {
    const published = publishedSchema('status.json');
    const extra = { pid: 1, epoch: 1, state: 'running', wakeAt: null, filesChanged: new Map() } as const;
    fc.assert(
      fc.property(anyWorld, (world) => {
        const snapshot = decodeJson<Snapshot>(JSON.stringify(snapshotOf(world, extra)));
        expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
        expect(published.safeParse({ ...snapshot, seen: 'dead' }).error).toBeUndefined();
        const details = detailsOf(world, snapshot.workers[0]?.worker ?? '');
        const line = { v: 1, response: { ok: true, says: 'why', why: [], details } };
        expect(replySchema.parse(line)).toEqual(line);
      }),
    );
  });

  test('is told apart by the published schemas from what is none of it', () => {
    const reply = publishedSchema('socket-reply.json');
    expect(reply.safeParse({ v: 1, snapshot: aSnapshot(rows) }).success).toBe(true);
    expect(reply.safeParse({ v: 1, snapshot: { ...aSnapshot(), at: 'noon' } }).success).toBe(false);
    const request = publishedSchema('socket-request.json');
    expect(request.safeParse({ v: 1, token: 'x', request: { ask: 'watch' } }).success).toBe(true);
    expect(request.safeParse({ v: 1, token: 'x', request: { ask: 'explode' } }).success).toBe(false);
  });

  test('as a delta names every key that it has', () => {
    const [before, after] = [aSnapshot(rows), sixWorkersWorld()];
    for (const delta of [deltaBetween(before, after), deltaBetween(after, before)])
      expect(deltaSchema.parse(delta)).toEqual(delta);
  });

  test('is null where a project never ran', () => {
    expect(statusSchema.parse(null)).toBeNull();
  });
});
