import { z } from 'zod';
import type { Judgement } from '../../domain/review.ts';

const MOST_FINDINGS = 100;
const MOST_OBJECTS = 50;
const LONGEST_ANSWER = 500_000;

const finding = z.object({
  file: z.string().max(4_096),
  line: z.int().positive().max(100_000_000).nullable().default(null),
  severity: z.enum(['critical', 'major', 'minor']),
  reason: z.string().trim().min(1).max(20_000),
});

const judgement = z
  .object({
    id: z.string(),
    verdict: z.enum(['approve', 'changes']),
    findings: z.array(finding).max(MOST_FINDINGS).default([]),
  })
  .refine(
    ({ verdict, findings }) => verdict === 'approve' || findings.length > 0,
    '"changes" without a finding',
  );

export type Decoded =
  | { readonly judgement: Judgement }
  | { readonly judgement: null; readonly because: string };

/**
 * The one judgement in an answer, wherever in it that stands. Only an object that names this request counts, so that nothing quoted
 * from a change does; two that differ are none.
 */
export function decodeJudgement(answer: string, id: string): Decoded {
  if (answer.length > LONGEST_ANSWER) return { judgement: null, because: 'it is too long' };
  const found = objectsIn(answer).map((value) => judgement.safeParse(value));
  const ours = found.flatMap(({ data }) =>
    data?.id === id ? [{ verdict: data.verdict, findings: data.findings }] : [],
  );
  const [first] = ours;
  if (first === undefined) return { judgement: null, because: whyNone(found) };
  const differs = ours.some((other) => JSON.stringify(other) !== JSON.stringify(first));
  return differs ? { judgement: null, because: 'it holds two answers that differ' } : { judgement: first };
}

function whyNone(found: readonly z.ZodSafeParseResult<z.output<typeof judgement>>[]): string {
  const wrong = found.find(({ success }) => !success);
  if (found.some(({ success }) => success)) return 'its "id" is not that of the request';
  const issue = wrong?.error?.issues[0];
  return issue === undefined
    ? 'there is no JSON object in it'
    : `${issue.path.join('.') || 'it'}: ${issue.message}`;
}

/** JSON objects that stand in a text, the outermost ones. */
function objectsIn(text: string): readonly unknown[] {
  const objects: unknown[] = [];
  let tries = 0;
  for (let at = text.indexOf('{'); at >= 0 && tries < MOST_OBJECTS; tries += 1) {
    const end = endOfObject(text, at);
    const value = end === null ? undefined : parsed(text.slice(at, end));
    if (value !== undefined) objects.push(value);
    at = text.indexOf('{', value === undefined || end === null ? at + 1 : end);
  }
  return objects;
}

/** Behind the brace that closes the one at `start`; null: none does. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0;
  let isQuoted = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (isQuoted && char === '\\') at += 1;
    else if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted) depth += STEP[char ?? ''] ?? 0;
    if (depth === 0) return at + 1;
  }
  return null;
}

const STEP: Readonly<Record<string, number>> = { '{': 1, '}': -1 };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
