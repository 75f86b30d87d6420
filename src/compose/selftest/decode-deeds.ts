import { z } from 'zod';
import type { Deed } from '../../adapters/agents/fake/deeds.ts';

const deedSchema = z.object({
  did: z.enum(['submitted', 'command', 'picked', 'answered', 'read']),
  text: z.string(),
});

/** What a fake noted. Errors: SyntaxError, ZodError. */
export function decodeDeeds(lines: string): readonly Deed[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => deedSchema.parse(JSON.parse(line)));
}
