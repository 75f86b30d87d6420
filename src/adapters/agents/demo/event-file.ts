import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentEvent } from '../../../domain/agent-event.ts';

/** Writes one event; names sort in the order of the calls. Whoever lists the folder sees whole files only. */
export type EmitEvent = (event: Omit<AgentEvent, 'at'>) => void;

/** A writer into the folder `$CZAR_EVENTS`; without one, nobody listens and nothing is written. */
export function eventWriter(folder: string | undefined): EmitEvent {
  if (folder === undefined || folder === '') return () => undefined;
  const startNs = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();
  let lastNs = 0n;
  return (event) => {
    const nowNs = startNs + process.hrtime.bigint();
    lastNs = nowNs > lastNs ? nowNs : lastNs + 1n;
    const name = `${lastNs}-${randomBytes(4).toString('hex')}`;
    mkdirSync(folder, { recursive: true });
    const temporary = join(folder, `${name}.tmp`);
    writeFileSync(temporary, `${JSON.stringify({ v: 1, ...event, at: Date.now() })}\n`);
    renameSync(temporary, join(folder, `${name}.json`));
  };
}
