import type { Snapshot } from '../../src/domain/snapshot.ts';

/** The picture of an empty project that has just started. */
export function aSnapshot(over: Partial<Snapshot> = {}): Snapshot {
  return {
    version: 1,
    at: 1_760_000_000_000,
    project: 'shop',
    projectId: 'a1b2c3d4e5f6',
    root: '/project',
    supervisor: { pid: 1, epoch: 1, state: 'running' },
    startedAt: null,
    base: 'main',
    integration: { branch: 'omnibus/shop', tip: null, omnibus: null, omnibusState: 'none' },
    workers: [],
    tasks: [],
    counts: {
      total: 0,
      merged: 0,
      beforeCzar: 0,
      cancelled: 0,
      failed: 0,
      running: 0,
      inReview: 0,
      ready: 0,
      waiting: 0,
      blocked: 0,
      needsHuman: 0,
    },
    questions: [],
    pullRequests: [],
    problems: [],
    notQueued: [],
    next: [],
    restarts: 0,
    wallMs: null,
    serialMs: 0,
    settled: true,
    ...over,
  };
}
