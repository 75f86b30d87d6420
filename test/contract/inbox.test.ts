import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openInbox } from '../../src/adapters/inbox/open-inbox.ts';
import type { Translate } from '../../src/ports/agent.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { describeInbox } from './inbox-suite.ts';

let sequence = 1_700_000_000_000_000_000n;

async function leave(folder: string, content: string): Promise<void> {
  sequence += 1n;
  const file = join(folder, `${sequence}-ab12`);
  await writeFile(`${file}.tmp`, content);
  await rename(`${file}.tmp`, `${file}.json`);
}

describeInbox('the inbox of event files', async () => ({
  inbox: await openInbox({ dir: temporaryFolder(), translate: () => null }),
  leave,
}));

const idle = JSON.stringify({ v: 1, event: 'idle', at: 1 });

async function open(dir = temporaryFolder(), translate: Translate = () => null) {
  const inbox = await openInbox({ dir, translate });
  onTestFinished(() => inbox.close());
  return { inbox, dir };
}

describe('the inbox on a disk', () => {
  test('finds what was left while nobody looked', async () => {
    const { inbox, dir } = await open();
    const folder = await inbox.prepare('engineer1', 3);
    await inbox.close();
    await leave(folder, idle);
    const again = await open(dir);
    expect((await again.inbox.read()).events).toHaveLength(1);
  });

  test('hears of events after its folder was removed and made again', async () => {
    const { inbox, dir } = await open();
    await inbox.prepare('engineer1', 1);
    await rm(join(dir, 'events'), { recursive: true });
    const folder = await inbox.prepare('engineer1', 2);
    let hints = 0;
    inbox.onHint(() => {
      hints += 1;
    });
    await leave(folder, idle);
    await until(() => hints > 0, { what: 'a hint from the new folder' });
    expect((await inbox.read()).events).toHaveLength(1);
  });

  test('hears of folders that are made while it sweeps', async () => {
    const { inbox } = await open();
    for (let worker = 0; worker < 50; worker += 1) await inbox.prepare(`w${worker}`, 1);
    for (let round = 1; round <= 20; round += 1) {
      const late = vi.spyOn(performance, 'now').mockReturnValue(round * 1e9);
      const sweeping = inbox.read();
      const folder = await inbox.prepare('qa', round);
      await sweeping;
      late.mockRestore();
      await inbox.read();
      await leave(folder, idle);
      const heard = async (): Promise<boolean> => (await inbox.read()).events.length === 1;
      await until(heard, { what: `the event of round ${round}` });
      await inbox.remove((await inbox.read()).events);
    }
    expect((await inbox.read()).events).toEqual([]);
  });

  test('hands out nothing that was removed behind its back', async () => {
    const { inbox, dir } = await open();
    const folder = await inbox.prepare('engineer1', 1);
    await leave(folder, idle);
    expect((await inbox.read()).events).toHaveLength(1);
    await rm(join(dir, 'events'), { recursive: true });
    await until(async () => (await inbox.read()).events.length === 0, {
      what: 'the event to be gone',
    });
  });

  test('follows no link, waits for no pipe and opens no folder', async () => {
    const { inbox, dir } = await open();
    const folder = await inbox.prepare('engineer1', 1);
    const secret = join(dir, 'secret');
    await writeFile(secret, idle);
    await symlink(secret, join(folder, '1-a.json'));
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(folder, '2-b.json')]);
    await mkdir(join(folder, '3-c.json'));
    await leave(folder, idle);
    const view = await inbox.read();
    expect(view.events).toHaveLength(1);
    expect(view.reports).toEqual([expect.stringContaining('3 event files set aside')]);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('keeps at most 100 of the files it set aside', async () => {
    const { inbox, dir } = await open();
    const folder = await inbox.prepare('engineer1', 1);
    for (let count = 0; count < 130; count += 1) await leave(folder, 'broken');
    expect((await inbox.read()).reports).toEqual([expect.stringContaining('130 event files')]);
    expect(await readdir(join(dir, 'rejected'))).toHaveLength(100);
    expect(await readdir(folder)).toEqual([]);
  });

  test('drops the folders of earlier generations once they are empty', async () => {
    const { inbox, dir } = await open();
    await inbox.prepare('engineer1', 1);
    const kept = await inbox.prepare('engineer1', 2);
    await leave(kept, idle);
    await inbox.prepare('engineer1', 3);
    expect((await readdir(join(dir, 'events', 'engineer1'))).sort()).toEqual(['2', '3']);
  });

  test('removes nothing outside of its folders', async () => {
    const { inbox, dir } = await open();
    const victim = join(dir, 'victim.json');
    await writeFile(victim, idle);
    const event = { event: 'idle', at: 1 } as const;
    for (const id of ['../../victim.json', 'engineer1/../victim.json', '/etc/x/1.json'])
      await inbox.remove([{ id, worker: 'engineer1', generation: 1, event }]);
    expect(await readdir(dir)).toContain('victim.json');
  });
});
