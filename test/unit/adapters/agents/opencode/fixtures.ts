import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AgentReport } from '../../../../../src/ports/agent.ts';
import type { Screen } from '../../../../../src/ports/terminal.ts';

const FOLDER = new URL('../../../../fixtures/agents/opencode/', import.meta.url);

/** A screen of opencode 1.18.33 as tmux captured it, with its cursor. */
export function screenOf(name: string, cursor: readonly [x: number, y: number]): Screen {
  const lines = textOf(`screens/${name}.txt`).split('\n');
  return { lines, cursorX: cursor[0], cursorY: cursor[1] };
}

const reportsSchema = z.record(z.string(), z.object({ name: z.string(), payload: z.unknown() }));

/** A report of the plugin, with what opencode 1.18.33 handed to it. */
export function reportOf(name: string, at: number): AgentReport {
  const report = reportsSchema.parse(JSON.parse(textOf('reports.json')))[name];
  if (report === undefined) throw new Error(`there is no report ${name}`);
  return { via: 'hook', name: report.name, payload: report.payload, at };
}

function textOf(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8');
}
