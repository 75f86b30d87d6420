import { z } from 'zod';
import type { Dialect, Turn } from './turn.ts';

const block = z.looseObject({ type: z.string().default('text'), text: z.string().optional() });
const content = z
  .union([z.string().transform((text) => [{ type: 'text', text, content: undefined }]), z.array(block)])
  .nullish()
  .transform((blocks) => blocks ?? []);
const common = {
  model: z.string().default(''),
  stream: z.boolean().default(false),
  tools: z.array(z.unknown()).default([]),
};

const messagesSchema = z.object({
  ...common,
  messages: z.array(z.object({ role: z.string(), content })),
});
const chatSchema = messagesSchema;
const inputItem = z.looseObject({
  type: z.string().default('message'),
  role: z.string().optional(),
  content,
  output: z.unknown().optional(),
});
const responsesSchema = z.object({
  ...common,
  input: z.union([
    z
      .string()
      .transform((text) => [
        { type: 'message', role: 'user', content: [{ type: 'text', text }], output: undefined },
      ]),
    z.array(inputItem),
  ]),
});

/** One thing that was said in a conversation: by the model, by the user, or what a tool gave back. */
interface Saying {
  readonly by: 'model' | 'user' | 'tool' | 'other';
  readonly text: string;
}

/** Errors: ZodError for a body of another shape. */
export function decodeRequest(dialect: Dialect, body: unknown): Turn {
  const { model, stream, tools } = z.object(common).parse(body);
  const sayings = SAYINGS[dialect](body);
  const since = sayings.slice(sayings.findLastIndex(({ by }) => by === 'model') + 1);
  const lastResult = since.findLastIndex(({ by }) => by === 'tool');
  return {
    dialect,
    model,
    streams: stream,
    hasTools: tools.length > 0,
    texts: saidBy('user', sayings),
    newTexts: saidBy('user', since.slice(lastResult + 1)),
    results: saidBy('tool', since),
  };
}

function saidBy(who: Saying['by'], sayings: readonly Saying[]): readonly string[] {
  return sayings.flatMap(({ by, text }) => (by === who ? [text] : []));
}

const SAYINGS: Readonly<Record<Dialect, (body: unknown) => readonly Saying[]>> = {
  messages: (body) => messagesSchema.parse(body).messages.flatMap(ofMessage),
  chat: (body) => chatSchema.parse(body).messages.flatMap(ofMessage),
  responses: (body) => responsesSchema.parse(body).input.flatMap(ofItem),
};

type Message = z.output<typeof messagesSchema>['messages'][number];

function ofMessage({ role, content: blocks }: Message): readonly Saying[] {
  // A model that only calls a tool says nothing, and has spoken all the same.
  if (role === 'assistant') return [{ by: 'model', text: '' }];
  const by = role === 'user' || role === 'tool' ? role : 'other';
  return blocks.map((one) =>
    one.type === 'tool_result'
      ? { by: 'tool', text: JSON.stringify(one['content'] ?? '') }
      : { by, text: one.text ?? '' },
  );
}

type Item = z.output<typeof responsesSchema>['input'][number];

function ofItem({ type, role, content: blocks, output }: Item): readonly Saying[] {
  if (type === 'function_call_output' || type === 'custom_tool_call_output')
    return [{ by: 'tool', text: typeof output === 'string' ? output : JSON.stringify(output ?? '') }];
  if (type !== 'message' || role === 'assistant') return [{ by: 'model', text: '' }];
  return blocks.map(({ text }) => ({ by: role === 'user' ? 'user' : 'other', text: text ?? '' }));
}
