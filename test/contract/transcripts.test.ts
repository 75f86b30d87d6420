import { appendFile, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openTranscripts } from '../../src/adapters/transcripts/open-transcripts.ts';
import type { AgentEvent } from '../../src/domain/agent-event.ts';
import type { Followed } from '../../src/ports/transcripts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const said = z.object({ text: z.string() });

/** Lines of the type `said` are prompts with the text they name. */
function open() {
  const transcripts = openTranscripts((_kind, { name, payload, at }): AgentEvent | null =>
    name === 'said' ? { event: 'prompt', at, text: said.parse(payload).text } : null,
  );
  onTestFinished(() => transcripts.close());
  const path = join(temporaryFolder(), 'talk.jsonl');
  const followed: Followed = { worker: 'w1', generation: 2, kind: 'claude', path, readTo: 0, since: 1_000 };
  return { transcripts, path, followed };
}

function line(text: string, { type = 'said', at = 5_000 } = {}): string {
  return `${JSON.stringify({ type, timestamp: new Date(at).toISOString(), text })}\n`;
}

describe('the transcripts of agents', () => {
  test('tell what was there and what comes, once it is a whole line', async () => {
    const { transcripts, path, followed } = open();
    await writeFile(path, line('[czar d-1] hello'));
    await transcripts.follow([followed]);
    const [first] = await transcripts.read();
    expect(first).toMatchObject({
      worker: 'w1',
      generation: 2,
      event: { event: 'prompt', at: 5_000, text: '[czar d-1] hello', delivery: 'd-1' },
    });
    let hints = 0;
    transcripts.onHint(() => {
      hints += 1;
    });
    const next = line('more');
    await appendFile(path, next.slice(0, 20));
    await until(() => hints > 0, { what: 'a hint' });
    expect(await transcripts.read()).toHaveLength(1);
    const before = hints;
    await appendFile(path, next.slice(20));
    await until(() => hints > before, { what: 'another hint' });
    await until(async () => (await transcripts.read()).length === 2, { what: 'the whole line' });
  });

  test('tell when each was seen to have grown last', async () => {
    const { transcripts, path, followed } = open();
    await transcripts.follow([followed]);
    expect([...transcripts.grownAt()]).toEqual([]);
    await writeFile(path, line('one'));
    const grownAt = await until(
      async () => {
        await transcripts.read();
        return transcripts.grownAt().get('w1');
      },
      { what: 'its growth' },
    );
    expect(grownAt).toBe((await stat(path)).mtimeMs);
    await appendFile(path, '{"type":"nothing that matters"}\n');
    await until(
      async () => {
        await transcripts.read();
        return transcripts.grownAt().get('w1') !== grownAt;
      },
      { what: 'growth without an event' },
    );
  });

  test('are told again until they are journaled, and never after', async () => {
    const { transcripts, path, followed } = open();
    await writeFile(path, line('one') + line('two'));
    await transcripts.follow([followed]);
    const events = await transcripts.read();
    expect(events).toHaveLength(2);
    expect(await transcripts.read()).toEqual(events);
    await transcripts.follow([{ ...followed, readTo: events[0]?.readTo ?? 0 }]);
    expect((await transcripts.read()).map(({ event }) => event.text)).toEqual(['two']);
    const successor = openTranscripts(() => ({ event: 'idle', at: 1 }));
    onTestFinished(() => successor.close());
    await successor.follow([{ ...followed, readTo: events[1]?.readTo ?? 0 }]);
    expect(await successor.read()).toEqual([]);
  });

  test('leave out what an earlier session said, other lines, and what is no JSON', async () => {
    const { transcripts, path, followed } = open();
    await writeFile(
      path,
      `${line('old', { at: 10 })}${line('x', { type: 'tool' })}no json\n{"type":1}\n\n${line('new')}`,
    );
    await transcripts.follow([followed]);
    expect((await transcripts.read()).map(({ event }) => event.text)).toEqual(['new']);
  });

  test('pass over a line of more than a megabyte, and go on behind it', async () => {
    const { transcripts, path, followed } = open();
    await writeFile(path, `${line('x'.repeat(2_500_000))}${line('after')}`);
    await transcripts.follow([followed]);
    const texts = async () => (await transcripts.read()).map(({ event }) => event.text);
    await until(async () => (await texts()).length === 1, { what: 'the line after it' });
    expect(await texts()).toEqual(['after']);
  });

  test('that are a pipe, a link, a folder or missing tell nothing and hold nobody up', async () => {
    const { transcripts, path, followed } = open();
    const place = (name: string) => join(path, '..', name);
    await writeFile(place('real'), line('secret'));
    await symlink(place('real'), place('link'));
    await mkdir(place('folder'));
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', place('pipe')]);
    await transcripts.follow(
      ['link', 'folder', 'pipe', 'missing'].map((name) => ({ ...followed, worker: name, path: place(name) })),
    );
    expect(await transcripts.read()).toEqual([]);
  });
});

describe('what transcripts tell of usage', () => {
  const spent = z.object({ of: z.string().nullable(), tokens: z.number() });

  /** Lines of the type `spent` are so many tokens that went in; those of the type `model` name one. */
  function openSpending() {
    const transcripts = openTranscripts(
      () => null,
      (_kind, { name, payload, at }) => {
        if (name === 'model') return { names: said.parse(payload).text };
        if (name !== 'spent') return null;
        const { of, tokens } = spent.parse(payload);
        const rest = { outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
        return { of, at, model: null, costUsd: null, promptTokens: tokens, inputTokens: tokens, ...rest };
      },
    );
    onTestFinished(() => transcripts.close());
    const path = join(temporaryFolder(), 'later', 'talk.jsonl');
    const record = {
      worker: 'w1',
      generation: 2,
      kind: 'claude',
      path,
      readTo: 0,
      since: 1_000,
      model: null,
    };
    return { transcripts, path, record };
  }

  const use = (tokens: number, { of = null, at = 5_000 }: { of?: string | null; at?: number } = {}): string =>
    `${JSON.stringify({ type: 'spent', timestamp: new Date(at).toISOString(), of, tokens })}\n`;

  test('is found in a folder that is made later, under the model that was named last', async () => {
    const { transcripts, path, record } = openSpending();
    await transcripts.followSpending([record]);
    expect(await transcripts.readSpending()).toEqual([]);
    await mkdir(join(path, '..'));
    await writeFile(path, use(1) + line('m', { type: 'model' }) + use(2, { of: 'x' }) + use(9, { at: 10 }));
    const found = (await transcripts.readSpending()).map(({ spending }) => spending);
    expect(found.map(({ of, model, inputTokens }) => [of, model, inputTokens])).toEqual([
      [path, null, 1],
      ['x', 'm', 2],
    ]);
  });

  test('is told until it is journaled, and read on behind that by the next supervisor', async () => {
    const { transcripts, path, record } = openSpending();
    await mkdir(join(path, '..'));
    await writeFile(path, line('m', { type: 'model' }) + use(1) + use(2));
    await transcripts.followSpending([record]);
    const [first] = await transcripts.readSpending();
    await transcripts.followSpending([{ ...record, readTo: first?.readTo ?? 0, model: 'm' }]);
    expect((await transcripts.readSpending()).map(({ spending }) => spending.inputTokens)).toEqual([2]);
    const { transcripts: successor } = openSpending();
    await successor.followSpending([{ ...record, readTo: first?.readTo ?? 0, model: 'm' }]);
    const left = await successor.readSpending();
    expect(left.map(({ spending }) => [spending.inputTokens, spending.model])).toEqual([[2, 'm']]);
  });
});
