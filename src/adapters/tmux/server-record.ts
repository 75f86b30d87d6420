import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { jsonIn } from '../files/json-in.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import { processStartTime } from '../process/start-time.ts';

/** A tmux server that was reached: its process, and the absolute path of its socket, which older releases did not write. */
export interface ServerRecord {
  readonly pid: number;
  readonly socketPath?: string;
}

const recordShape = z.object({
  pid: z.number().int().positive(),
  startTime: z.string(),
  socketPath: z.string().startsWith('/').exactOptional(),
});

export async function recordServer(file: string, server: ServerRecord): Promise<void> {
  const startTime = await processStartTime(server.pid);
  if (startTime === null) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await replaceFile(file, JSON.stringify({ ...server, startTime }));
}

/** The server that was there last, if that very process still runs. */
export async function livingServer(file: string): Promise<ServerRecord | null> {
  const text = await readIfThere(file);
  // Written atomically, so only foreign hands can have broken it; then it says nothing.
  const found = recordShape.safeParse(text === null ? null : jsonIn(text));
  if (!found.success) return null;
  const { startTime, ...server } = found.data;
  return (await processStartTime(server.pid)) === startTime ? server : null;
}
