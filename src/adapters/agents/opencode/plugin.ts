import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PendingSpending } from './pending-spending.ts';
import { type SessionEvent, Telling } from './telling.ts';

/** Of each text in a report; a prompt is told whole. */
const LONGEST_TEXT = 4_000;

interface Hooks {
  readonly event: (input: { readonly event: SessionEvent }) => Promise<void>;
  readonly 'chat.message': (
    input: { readonly sessionID: string },
    output: { readonly parts: readonly unknown[] },
  ) => Promise<void>;
  readonly 'tool.execute.after': (
    input: { readonly tool: string; readonly sessionID: string },
    output: { readonly output?: unknown; readonly metadata?: { readonly exit?: unknown } | null },
  ) => Promise<void>;
}

/**
 * The plugin that opencode loads in each run of Czar, in its own runtime: it writes what happens in the session into
 * `$CZAR_EVENTS`, for Czar to read. Without that folder nobody listens. opencode takes every export of this file for a plugin.
 */
export async function czar(): Promise<Hooks | Record<string, never>> {
  const folder = process.env['CZAR_EVENTS'] ?? '';
  if (folder === '') return {};
  const telling = new Telling();
  const pending = new PendingSpending();
  const withSpent = (payload: object): object => {
    const czarSpent = pending.take();
    return czarSpent.length === 0 ? payload : { ...payload, czarSpent };
  };
  return {
    event: async ({ event }) => {
      pending.note(event, Date.now());
      if (telling.matters(event)) report(folder, event.type, short(withSpent(event.properties)));
    },
    'chat.message': async ({ sessionID }, { parts }) => {
      if (telling.isOwn(sessionID))
        report(folder, 'chat.message', JSON.stringify(withSpent({ sessionID, parts })));
    },
    // A command that ends with another status than 0 is no error to opencode: the model reads what it said.
    'tool.execute.after': async ({ tool, sessionID }, { output, metadata }) => {
      const exit = metadata?.exit;
      if (tool !== 'bash' || typeof exit !== 'number' || exit === 0) return;
      const said = typeof output === 'string' ? output.slice(-LONGEST_TEXT) : '';
      report(folder, 'tool.failed', JSON.stringify(withSpent({ sessionID, exit, output: said })));
    },
  };
}

function short(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.slice(0, LONGEST_TEXT) : part,
  );
}

let lastNs = 0n;

/** Whoever lists the folder sees whole files only, in the order in which things happened. A folder that is gone has no reader. */
function report(folder: string, name: string, payload: string): void {
  const at = Date.now();
  const nowNs = BigInt(at) * 1_000_000n;
  lastNs = nowNs > lastNs ? nowNs : lastNs + 1n;
  const file = join(folder, `${lastNs}-${randomBytes(4).toString('hex')}`);
  const content = `{"v":1,"kind":"opencode","name":${JSON.stringify(name)},"at":${at},"payload":${payload}}\n`;
  try {
    writeFileSync(`${file}.tmp`, content);
    renameSync(`${file}.tmp`, `${file}.json`);
  } catch (error) {
    // On its screen there is no place for it, and its own work must not fail for a reader's sake.
    process.emitWarning(`czar: ${String(error)}`);
  }
}
