import { z } from 'zod';
import type { GoodVersion } from '../../domain/program.ts';
import { jsonIn } from '../files/json-in.ts';

const goodFile = z.object({
  v: z.literal(1),
  program: z.string(),
  version: z.string().min(1).max(100),
  at: z.int().nonnegative(),
});

/** Null: it says nothing of this program. */
export function decodeGood(text: string, program: string): GoodVersion | null {
  const found = goodFile.safeParse(jsonIn(text));
  if (!found.success || found.data.program !== program) return null;
  const { version, at } = found.data;
  return { version, at };
}

export function goodText(program: string, { version, at }: GoodVersion): string {
  return `${JSON.stringify({ v: 1, program, version, at })}\n`;
}
