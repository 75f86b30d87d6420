import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openMachine } from '../../adapters/machine/machine.ts';
import { openClock } from '../../adapters/clock/clock.ts';
import { readIfThere } from '../../adapters/files/read-if-there.ts';
import type { SpawnedProcess } from '../../domain/ledger.ts';
import type { Tether } from '../../ports/tether.ts';

const processSchema = z.object({ pid: z.int(), startTime: z.string(), graceMs: z.number() });

/**
 * What a look before the start lets go: no journal is open yet, so a file in the journal's folder names each process group, on the
 * disk before it begins. Whoever holds the project next ends what is left of them.
 */
export function writtenTether(journalDir: string): Tether {
  return {
    async spawned(process) {
      await mkdir(journalDir, { recursive: true, mode: 0o700 });
      const file = await open(fileIn(journalDir), 'a', 0o600);
      try {
        await file.appendFile(`${JSON.stringify(process)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** All that was let go has ended. */
export async function forgetProcesses(journalDir: string): Promise<void> {
  await rm(fileIn(journalDir), { force: true });
}

/** Ends what a start that was killed left running. Only for who holds the project. */
export async function endLeftProcesses(journalDir: string): Promise<void> {
  const text = await readIfThere(fileIn(journalDir));
  if (text === null) return;
  const machine = await openMachine(openClock());
  for (const process of text.split('\n').flatMap(processIn)) await machine.endLeftover(process);
  await forgetProcesses(journalDir);
}

/** A line that was not written whole is of a process that never began. */
function processIn(line: string): readonly SpawnedProcess[] {
  if (!line.endsWith('}')) return [];
  return [processSchema.parse(JSON.parse(line))];
}

function fileIn(journalDir: string): string {
  return join(journalDir, 'before-start');
}
