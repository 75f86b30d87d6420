import { describe, expect, test } from 'vitest';
import type { SpawnedProcess } from '../../src/domain/ledger.ts';
import type { Machine } from '../../src/ports/machine.ts';

export interface MachineAndProcesses {
  readonly machine: Machine;
  /** A folder that exists. */
  readonly diskPath: string;
  /** A new process group of two; `stubborn` ones ignore TERM. */
  readonly spawnGroup: (how: { readonly stubborn: boolean }) => Promise<SpawnedProcess>;
  /** A new process group, tethered, that started something in a session of its own and has ended itself. */
  readonly spawnLeaver: () => Promise<{
    readonly group: SpawnedProcess;
    readonly left: () => Promise<boolean>;
  }>;
  /** Ends only the first process of the group. */
  readonly endLeader: (group: SpawnedProcess) => Promise<void>;
  readonly lives: (group: SpawnedProcess) => boolean;
}

/** What every machine promises. */
export function describeMachine(name: string, make: () => Promise<MachineAndProcesses>): void {
  describe(`the machine (${name})`, () => {
    test('tells memory, disk, cores and load', async () => {
      const { machine, diskPath } = await make();
      const view = await machine.view(diskPath);
      if (!view.known) throw new Error(view.reason);
      expect(view.value.freeMemoryBytes).toBeGreaterThan(1_000_000);
      expect(view.value.freeDiskBytes).toBeGreaterThan(1_000_000);
      expect(view.value.cores).toBeGreaterThanOrEqual(1);
      expect(view.value.load).toBeGreaterThanOrEqual(0);
    });

    test('says since when it cannot tell, and keeps to it', async () => {
      const { machine, diskPath } = await make();
      const first = await machine.view(`${diskPath}/not there`);
      const second = await machine.view(`${diskPath}/not there`);
      expect(first.known ? 'known' : first.reason).toContain('ENOENT');
      expect(second).toEqual(first);
    });

    test.each([false, true])('ends a group that was left, all of it (stubborn: %s)', async (stubborn) => {
      const { machine, spawnGroup, lives } = await make();
      const group = await spawnGroup({ stubborn });
      expect(await machine.endLeftover(group)).toBe('ended');
      expect(lives(group)).toBe(false);
      expect(await machine.endLeftover(group)).toBe('gone');
    });

    test('ends what is left of a group whose first process is gone', async () => {
      const { machine, spawnGroup, endLeader, lives } = await make();
      const group = await spawnGroup({ stubborn: false });
      await endLeader(group);
      expect(lives(group)).toBe(true);
      expect(await machine.endLeftover(group)).toBe('ended');
      expect(lives(group)).toBe(false);
    });

    test('ends what left a group that is gone', async () => {
      const { machine, spawnLeaver } = await make();
      const { group, left } = await spawnLeaver();
      expect(await left()).toBe(true);
      expect(await machine.endLeftover(group)).toBe('ended');
      expect(await left()).toBe(false);
      expect(await machine.endLeftover(group)).toBe('gone');
    });

    test('spares a process that got the same number later', async () => {
      const { machine, spawnGroup, lives } = await make();
      const group = await spawnGroup({ stubborn: false });
      const other = { ...group, startTime: `${group.startTime}1` };
      expect(await machine.endLeftover(other)).toBe('other-process');
      expect(lives(group)).toBe(true);
    });

    test('spares a group of another boot whose first process is gone', async () => {
      const { machine, spawnGroup, endLeader, lives } = await make();
      const group = await spawnGroup({ stubborn: false });
      await endLeader(group);
      const beforeBoot = { ...group, startTime: 'Thu Jan  1 00:00:00 1970' };
      expect(await machine.endLeftover(beforeBoot)).toBe('other-process');
      expect(lives(group)).toBe(true);
    });

    test('never takes its own number for a leftover', async () => {
      const { machine } = await make();
      const { pid } = machine.self();
      const leftover = { pid, startTime: 'other', graceMs: 100 };
      expect(await machine.endLeftover(leftover)).toBe('other-process');
    });
  });
}
