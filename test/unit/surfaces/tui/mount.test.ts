import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, onTestFinished, test } from 'vitest';
import { mount } from '../../../../src/surfaces/tui/mount.tsx';
import type { Input } from '../../../../src/views/tui/input.ts';
import { until } from '../../../support/until.ts';
import { aStore, aTuiIo } from './fake-io.ts';

const esc = '\u001b';

/** The keys as the views get them, from a terminal that sends these pieces: each is read by itself, the next one right after it. */
async function heard(pieces: readonly string[], last = 'k'): Promise<readonly string[]> {
  const waiting: string[] = [];
  const stdin: PassThrough = Object.assign(new PassThrough(), {
    isTTY: true,
    ref: () => stdin,
    unref: () => stdin,
    read: () => waiting.shift() ?? null,
  });
  const inputs: Input[] = [];
  const io = aTuiIo({ stdin: stdin as unknown as ReadStream });
  const mounted = mount(io, { ...aStore(io), input: (input) => void inputs.push(input) });
  onTestFinished(() => mounted.unmount());
  await until(() => stdin.listenerCount('readable') > 0, { what: 'somebody who reads' });
  waiting.push(...pieces);
  stdin.emit('readable');
  const keys = (): string[] => inputs.map(nameOf);
  await until(() => keys().includes(last), { what: 'the last key' });
  return keys();
}

function nameOf(input: Input): string {
  if (input.on === 'paste') return `paste ${input.text}`;
  return input.on === 'key' ? input.key : input.on;
}

const unknown = [`${esc}[1;5P`, `${esc}[15~`, `${esc}[?64;1;2c`, `${esc}[31m`, `${esc}OP`];
const cuts = unknown.flatMap((sequence) =>
  Array.from({ length: sequence.length - 1 }, (_none, index): readonly string[] => [
    sequence.slice(0, index + 1),
    sequence.slice(index + 1),
  ]),
);

test.each(cuts)('%j and %j, read together, are no key at all', async (...pieces) => {
  expect(await heard(['j', ...pieces, 'k'])).toEqual(['j', 'k']);
});

test('colours in what is pasted are left out, and the paste is whole', async () => {
  const pasted = `${esc}[200~${esc}[31mred${esc}[0m`;
  expect(await heard([pasted, `${esc}[201~`, 'q'], 'q')).toEqual(['paste red', 'q']);
});

test('a key that comes in two pieces is that key, and Escape is Escape', async () => {
  const pieces = [esc, '[A', `${esc}[1`, ';5B', `${esc}[<65;3`, ';4M'];
  expect(await heard([...pieces, 'k'])).toEqual(['up', 'down', 'mouse', 'k']);
  expect(await heard(['j', esc], 'esc')).toEqual(['j', 'esc']);
});
