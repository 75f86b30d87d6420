import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { namesIn } from '../../adapters/files/names-in.ts';
import type { Peek } from '../../surfaces/cli/project-door.ts';
import { logFolder, type Place } from '../place.ts';
import { withSession, type Session } from './panes.ts';

const logEndBytes = 256 * 1024;

/** What the worker's terminal shows, or the end of its newest log; null when there is neither. */
export async function peek(place: Place, worker: string): Promise<Peek | null> {
  return (await withSession(place, worker, screenOf)) ?? endOfLog(place, worker);
}

/** What the session shows; null: none is alive. */
export async function screenOf(session: Session | null): Promise<Peek | null> {
  if (session === null || session.pane.dead) return null;
  const { paneId, panePid, generation: number } = session.pane;
  const screen = await session.terminal.screen({ serverPid: session.serverPid, paneId, panePid, number });
  return screen === null ? null : { source: 'screen', lines: screen.lines };
}

export async function endOfLog(place: Place, worker: string): Promise<Peek | null> {
  const log = await newestLog(logFolder(place), worker);
  return log === null ? null : { source: 'log', lines: linesOf(await endOf(log)) };
}

async function newestLog(folder: string, worker: string): Promise<string | null> {
  const numbers = (await namesIn(folder)).flatMap((name) => {
    const [, number] = /^(?:.+)\.(\d+)\.log$/.exec(name) ?? [];
    return name === `${worker}.${number}.log` ? [Number(number)] : [];
  });
  return numbers.length === 0 ? null : join(folder, `${worker}.${Math.max(...numbers)}.log`);
}

async function endOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read({
      buffer: Buffer.alloc(Math.min(size, logEndBytes)),
      position: Math.max(0, size - logEndBytes),
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A log is what a program sent to its terminal: without the movements the text is left, the last state of a line its last part. */
export function linesOf(output: string): readonly string[] {
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '');
}
