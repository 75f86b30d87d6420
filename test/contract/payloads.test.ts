import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deliveredText } from '../../src/domain/delivered-text.ts';
import { hostileText } from '../support/hostile-text.ts';
import { tmuxWorld } from '../support/tmux-terminal.ts';
import { until } from '../support/until.ts';

const receiver = fileURLToPath(new URL('../support/tmux-receiver.mjs', import.meta.url));
const payloads = 500;

test('500 texts of any kind go through tmux byte for byte, each in one piece', async () => {
  const world = tmuxWorld();
  const terminal = world.open();
  await terminal.connect();
  const bytes = join(world.folder, 'bytes');
  const { identity } = await terminal.start({
    worker: 'w1',
    generation: 1,
    cwd: world.folder,
    argv: [process.execPath, receiver, bytes, 'bracketed'],
    env: {},
    kit: { folder: join(world.folder, 'kit'), files: [] },
    logFile: join(world.folder, 'logs', 'w1.log'),
    logBytes: 100_000,
  });
  const isReady = async (): Promise<boolean> =>
    (await terminal.screen(identity))?.lines.some((line) => line.startsWith('ready')) === true;
  await until(isReady, { what: 'the reader' });
  let before = 0;
  for (const [index, raw] of fc.sample(hostileText, payloads).entries()) {
    const id = `d-${index}`;
    const text = deliveredText({ as: 'notice', from: 'human', text: raw }, { id, nonce: 'n' });
    expect(await terminal.paste(identity, text, id)).toEqual({ typed: true });
    const sent = Buffer.from(`\u001b[200~${text}\u001b[201~`);
    await until(() => readFileSync(bytes).length >= before + sent.length, { what: id });
    const isExact = readFileSync(bytes).subarray(before).equals(sent);
    expect({ raw, isExact }).toEqual({ raw, isExact: true });
    before += sent.length;
  }
});
