import { z } from 'zod';
import type { AgentReport } from '../../ports/agent.ts';
import { jsonIn } from '../files/json-in.ts';

/** The frame that the records of claude and codex have in common; all else is for the kind to read. */
const lineSchema = z.looseObject({ type: z.string().max(64), timestamp: z.iso.datetime({ offset: true }) });

/** Null: a line of another shape, or a torn one. */
export function decodeLine(text: string): AgentReport | null {
  const value = jsonIn(text);
  const line = lineSchema.safeParse(value);
  if (!line.success) return null;
  return { via: 'transcript', name: line.data.type, payload: value, at: Date.parse(line.data.timestamp) };
}
