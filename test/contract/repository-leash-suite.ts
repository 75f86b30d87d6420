import { expect, test } from 'vitest';
import type { SpawnedProcess } from '../../src/domain/ledger.ts';
import type { WorktreePlace } from '../../src/ports/repository.ts';
import type { Leash } from '../../src/ports/tether.ts';
import { looseLeash } from '../support/loose-leash.ts';
import type { RepositoryWorld } from './repository-suite.ts';

interface Scene {
  readonly world: RepositoryWorld;
  /** On `feat/p-a`, with one file that is not committed. */
  readonly dirty: WorktreePlace;
  /** On `feat/p-b`, one commit after the first. */
  readonly clean: WorktreePlace;
  readonly made: string;
}

/** Whatever changes something, done once. */
const works: readonly (readonly [string, (scene: Scene, leash: Leash) => Promise<unknown>])[] = [
  ['saving work', ({ world, dirty }, leash) => world.repository.worktrees.save(dirty, ref(world), leash)],
  [
    'switching to a branch',
    ({ world, clean }, leash) =>
      world.repository.worktrees.switchTo(clean, { name: 'feat/p-c', from: world.first }, leash),
  ],
  ['leaving a branch', ({ world, clean }, leash) => world.repository.worktrees.leaveBranch(clean, leash)],
  [
    'moving a branch forward',
    ({ world, clean, made }, leash) =>
      world.repository.worktrees.fastForward(
        clean,
        { branch: 'feat/p-old', from: world.first, to: made },
        leash,
      ),
  ],
  ['removing a worktree', ({ world, clean }, leash) => world.repository.worktrees.remove(clean.path, leash)],
  [
    'merging',
    ({ world, made }, leash) =>
      world.repository.merges.compute({ tip: world.first, head: made, message: 'm', keepAs: 'a' }, leash),
  ],
  [
    'moving the integration branch',
    ({ world, made }, leash) =>
      world.repository.merges.advance('feat/p-old', { from: world.first, to: made }, leash),
  ],
  [
    'sealing',
    ({ world, made }, leash) =>
      world.repository.merges.seal({ base: world.first, tip: made, message: 's' }, leash),
  ],
];

function ref({ projectId }: RepositoryWorld): string {
  return `refs/czar/${projectId}/saved/a/1`;
}

/** What a successor of a killed supervisor relies on: all that may write is journaled, and nothing of it begins before. */
export function leashTests(world: () => RepositoryWorld): void {
  test.each(works)('journals %s before it begins', async (_what, work) => {
    const scene = await aScene(world());
    const spawned: SpawnedProcess[] = [];
    await work(scene, {
      ...looseLeash,
      tether: {
        spawned: (process) => {
          spawned.push(process);
          return Promise.resolve();
        },
      },
    });
    expect(spawned.length).toBeGreaterThan(0);
  });

  test.each(works)('changes nothing by %s that cannot be journaled', async (_what, work) => {
    const scene = await aScene(world());
    const before = await standOf(scene);
    const full = { spawned: () => Promise.reject(new Error('the disk is full')) };
    await expect(work(scene, { ...looseLeash, tether: full })).rejects.toThrow('the disk is full');
    expect(await standOf(scene)).toEqual(before);
  });

  test.each(works)('changes nothing by %s that is called off', async (_what, work) => {
    const scene = await aScene(world());
    const before = await standOf(scene);
    const over = work(scene, { ...looseLeash, signal: AbortSignal.abort() });
    await expect(over).rejects.toMatchObject({ facts: { transient: true } });
    expect(await standOf(scene)).toEqual(before);
  });
}

async function aScene(world: RepositoryWorld): Promise<Scene> {
  const { worktrees, merges } = world.repository;
  const dirty = await world.worktree('w1');
  await worktrees.switchTo(dirty, { name: 'feat/p-a', from: world.first }, looseLeash);
  world.write(dirty, 'leftover.txt', 'work\n');
  const clean = await world.worktree('w2');
  await worktrees.switchTo(clean, { name: 'feat/p-b', from: world.first }, looseLeash);
  const made = world.commit(clean, 'feat: b', { 'b.txt': 'b\n' });
  await merges.advance('feat/p-old', { from: null, to: world.first }, looseLeash);
  return { world, dirty, clean, made };
}

async function standOf({ world, dirty, clean }: Scene): Promise<unknown> {
  const { history, worktrees } = world.repository;
  const heads = await Promise.all([history.head(dirty), history.head(clean)]);
  const listed = await worktrees.list();
  return {
    heads: heads.map((head) => (head.known ? head.value : head.reason)),
    branches: await history.branches('feat/'),
    worktrees: listed.map(({ path, uncommitted }) => `${path} ${uncommitted ?? '?'}`).toSorted(),
    leftover: world.read(dirty, 'leftover.txt'),
  };
}
