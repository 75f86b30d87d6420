import { z } from 'zod';

/**
 * Which agent is played, and what makes it a hostile one. Times in milliseconds. Handed over as JSON in `$CZAR_FAKE`; all but `as`
 * and `record` may be left out.
 */
const fakeSchema = z.strictObject({
  as: z.enum(['claude', 'codex', 'opencode', 'demo', 'custom']),
  /** Absolute path of the file that tells what it was made to do (deeds.ts). */
  record: z.string().startsWith('/'),
  /** It does not begin before it may (`mayBy`). */
  waits: z.boolean().default(false),
  /** It asks at its start whether it may trust its folder. */
  trustDialog: z.boolean().default(false),
  /** A dialog opens as soon as something is written: between a paste and its Enter. */
  dialogOnPaste: z.boolean().default(false),
  /** Its turn asks for permission, as soon as it may (`mayBy`). */
  dialogInTurn: z.boolean().default(false),
  /** A draft of a person stands in its composer. */
  draft: z.string().default(''),
  /** Shows its prompt, and takes nothing. */
  wedged: z.boolean().default(false),
  /** Pastes come in brackets. */
  brackets: z.boolean().default(true),
  /** Of a longer paste it takes only so many bytes; null: it takes any. */
  pasteBytes: z.number().nullable().default(null),
  /** An Enter so soon behind other keys is a line end. */
  burstMs: z.number().default(0),
  swallowedEnters: z.number().default(0),
  /** How long a turn takes; null: it never ends, and its spinner moves on. */
  turnMs: z.number().nullable().default(0),
  /** So many of its first turns stay without a word. Esc takes their text back into the composer, and nobody is told. */
  silentTurns: z.number().default(0),
  /** A turn ends with the banner of a usage limit. */
  limit: z.boolean().default(false),
  /** What each turn uses, as the transcript of claude says it, of a model named "fake"; 0: no transcript. */
  inputTokens: z.number().default(0),
  dies: z.enum(['never', 'on-paste', 'on-enter', 'in-turn']).default('never'),
  /** A planted fault, to see that it is noticed: a text loses a character, or goes out twice. */
  plant: z.enum(['none', 'lost-character', 'twice']).default('none'),
});

export type FakeOptions = z.output<typeof fakeSchema>;

export type FakeSettings = z.input<typeof fakeSchema>;

/** Path of the file that lets a fake do what it waits with: it does so when that file is there. */
export function mayBy(record: string, what: 'begin' | 'ask'): string {
  return `${record}.${what}`;
}

/** Errors: SyntaxError, ZodError. */
export function decodeFakeOptions(text: string): FakeOptions {
  return fakeSchema.parse(JSON.parse(text));
}
