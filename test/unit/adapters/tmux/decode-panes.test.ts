import { describe, expect, test } from 'vitest';
import { decodePanes } from '../../../../src/adapters/tmux/decode-panes.ts';

const sessionOf = (worker: string): string => `shop-worker-${worker}`;
const line = '%1 100 3 0   0 1700000000 $1 w1 shop-worker-w1';

describe('the listing of panes', () => {
  test('gives each pane with what tmux knows of it', () => {
    expect(decodePanes([line], [], sessionOf)).toEqual([
      {
        paneId: '%1',
        panePid: 100,
        worker: 'w1',
        generation: 3,
        session: 'shop-worker-w1',
        dead: false,
        deadStatus: null,
        deadSignal: null,
        inMode: false,
        lastOutputAt: 1_700_000_000_000,
        humanKeyAt: null,
        attachedClients: 0,
      },
    ]);
  });

  test('tells an exit from a signal', () => {
    const exited = '%1 100 3 1 7  0 1700000000 $1 w1 s';
    const killed = '%2 101 3 1  9 0 1700000000 $2 w2 s';
    expect(decodePanes([exited, killed], [], sessionOf)).toMatchObject([
      { dead: true, deadStatus: 7, deadSignal: null },
      { dead: true, deadStatus: null, deadSignal: 9 },
    ]);
  });

  test('keeps any name of a session, and leaves out what Czar cannot have written', () => {
    const renamed = '%1 100 3 0   0 1700000000 $1 w1 my | own  name';
    const spoiled = ['%2 100 x 0   0 1700000000 $1 w2 s', '%3 100 1 0   0 1700000000 $1 ../w3 s', ''];
    expect(decodePanes([renamed, ...spoiled], [], sessionOf)).toMatchObject([{ session: 'my | own  name' }]);
  });

  test('gives a pane of several sessions once, under its own session, with the people of all', () => {
    const linked = '%1 100 3 0   0 1700000000 $7 w1 human';
    const clients = [
      '$1 1700000500 1700000100 0 0',
      '$7 1700000600 1700000100 0 0',
      '$8 1700000700 1700000100 0 0',
    ];
    expect(decodePanes([linked, line], clients, sessionOf)).toMatchObject([
      { session: 'shop-worker-w1', attachedClients: 2, humanKeyAt: 1_700_000_600_000 },
    ]);
  });

  test('takes nobody for typing who only attached, only reads, or is a program', () => {
    const clients = [
      '$1 1700000100 1700000100 0 0',
      '$1 1700000900 1700000100 0 1',
      '$1 1700000900 1700000100 1 0',
    ];
    expect(decodePanes([line], clients, sessionOf)).toMatchObject([{ attachedClients: 2, humanKeyAt: null }]);
  });
});
