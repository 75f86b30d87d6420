import type { TuiIo } from '../../../../src/surfaces/tui/io.ts';
import { openStore, type Store } from '../../../../src/surfaces/tui/store.ts';
import { openingState } from '../../../../src/views/tui/state.ts';
import { noon } from '../../views/worlds.ts';

/** All that the interface may touch, of a project in which nothing is and nothing happens. */
export function aTuiIo(more: Partial<TuiIo> = {}): TuiIo {
  return {
    project: 'shop',
    stdin: process.stdin,
    stdout: process.stdout,
    color: false,
    unicode: true,
    signal: new AbortController().signal,
    now: () => noon,
    zoneMs: () => 0,
    watch: nothing,
    peek: (about) => Promise.resolve({ about, source: 'screen', lines: null }),
    why: (about) => Promise.resolve({ about, lines: [], details: null }),
    journal: () => Promise.resolve([]),
    undoable: () => Promise.resolve([]),
    verbs: () => Promise.resolve([]),
    run: () => Promise.resolve(0),
    attach: () => Promise.resolve(true),
    edit: () => Promise.resolve({ says: 'changed', isKept: true }),
    lastLook: () => Promise.resolve(null),
    keepLook: () => Promise.resolve(),
    onEnd: () => undefined,
    keepTerminal: () => ({ tell: () => undefined }),
    quiet: () => Promise.resolve(),
    suspend: () => Promise.resolve(),
    onJob: () => undefined,
    ...more,
  };
}

async function* nothing(): AsyncIterable<never> {}

export function aStore(io: TuiIo): Store {
  return openStore({
    io,
    state: openingState('overview'),
    size: { columns: 80, rows: 24 },
    act: () => undefined,
    touched: () => undefined,
  });
}
