import { Fault } from '../../domain/fault.ts';
import type { Details, Response } from '../../domain/request.ts';
import { timelinePage } from '../../views/timeline.ts';
import type { Clock } from '../../views/clock.ts';
import { lastReasons, reasonText } from '../../views/why.ts';
import type { ProjectDoor } from './project-door.ts';

/** `plain`: without times of day. `details` null: nobody is there to be asked. */
export interface ReadReasons {
  readonly lines: readonly string[];
  readonly plain: readonly string[];
  readonly details: Details | null;
}

type Refused = Extract<Response, { ok: false }>;

/** Reasons of the supervisor, and where none answers what the last picture and the journal know; null: they know nothing of it. */
export async function readReasons(
  about: string,
  door: Pick<ProjectDoor, 'client' | 'journal'>,
  clock: Clock,
): Promise<ReadReasons | Refused | null> {
  const response = await askedOrSilent(about, door);
  if (response === 'silent' || response === null)
    return lastKnown(about, door, { clock, says: response === null ? 'is not running' : 'does not answer' });
  if (!response.ok) return response;
  const plain = response.why ?? [response.says];
  const lines = response.reasons?.map((reason) => reasonText(reason, clock)) ?? plain;
  return { lines, plain, details: response.details ?? null };
}

async function askedOrSilent(
  about: string,
  { client }: Pick<ProjectDoor, 'client'>,
): Promise<Response | null | 'silent'> {
  try {
    return await client.ask({ ask: 'why', about });
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'deadline') return 'silent';
    throw error;
  }
}

/** So many lines of the journal are looked through for what was decided last. */
const newestLines = 2_000;

async function lastKnown(
  about: string,
  { client, journal }: Pick<ProjectDoor, 'client' | 'journal'>,
  { clock, says }: { readonly clock: Clock; readonly says: string },
): Promise<ReadReasons | null> {
  const snapshot = await client.lastSnapshot();
  if (snapshot === null) return null;
  const { rows } = timelinePage(await journal({ afterSeq: null, limit: newestLines }), new Map());
  const lines = lastReasons({ snapshot, rows, says }, about, clock);
  return lines.length === 0 ? null : { lines, plain: lines, details: null };
}
