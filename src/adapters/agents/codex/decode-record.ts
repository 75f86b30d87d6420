import { z } from 'zod';

const idSchema = z.looseObject({ http_status_code: z.number().nullish() });
/** `"usage_limit_exceeded"`, or `{"http_connection_failed":{"http_status_code":401}}`. */
const infoSchema = z.union([
  z.string().transform((name) => ({ name, status: null })),
  z.record(z.string(), idSchema.nullable()).transform((named) => {
    const [[name, details] = ['other', null]] = Object.entries(named);
    return { name, status: details?.http_status_code ?? null };
  }),
]);

const errorSchema = z.object({
  message: z.string().default(''),
  codex_error_info: infoSchema.nullish(),
});

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('task_started') }),
  z.object({ type: z.literal('task_complete'), error: errorSchema.nullish() }),
  z.object({ type: z.literal('turn_aborted'), reason: z.string().default('') }),
  z.object({
    type: z.literal('item_completed'),
    item: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('UserMessage'),
        content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
      }),
      z.object({
        type: z.literal('CommandExecution'),
        exit_code: z.number().nullish(),
        aggregated_output: z.string().nullish(),
      }),
    ]),
  }),
]);

const recordSchema = z.object({ payload: eventSchema });

/** How a turn failed, in the words of codex. */
export interface TurnError {
  readonly message: string;
  readonly name: string;
  readonly httpStatus: number | null;
}

export type TurnRecord =
  | { readonly type: 'started' }
  | { readonly type: 'complete'; readonly error: TurnError | null }
  | { readonly type: 'aborted'; readonly reason: string }
  | { readonly type: 'said'; readonly text: string }
  /** A command ended with another status than 0. */
  | { readonly type: 'failed'; readonly status: number; readonly output: string };

/** What an `event_msg` line of the rollout file tells of a turn; null: nothing that matters. */
export function decodeRecord(payload: unknown): TurnRecord | null {
  const record = recordSchema.safeParse(payload);
  if (!record.success) return null;
  const event = record.data.payload;
  switch (event.type) {
    case 'task_started':
      return { type: 'started' };
    case 'task_complete':
      return { type: 'complete', error: turnError(event.error ?? null) };
    case 'turn_aborted':
      return { type: 'aborted', reason: event.reason };
    case 'item_completed':
      return itemRecord(event.item);
  }
}

function turnError(error: z.infer<typeof errorSchema> | null): TurnError | null {
  if (error === null) return null;
  const { message, codex_error_info: info } = error;
  return { message, name: info?.name ?? 'other', httpStatus: info?.status ?? null };
}

type CompletedItem = Extract<z.output<typeof eventSchema>, { type: 'item_completed' }>['item'];

function itemRecord(item: CompletedItem): TurnRecord | null {
  if (item.type === 'UserMessage')
    return { type: 'said', text: item.content.map(({ text }) => text ?? '').join('') };
  const status = item.exit_code ?? 0;
  return status === 0 ? null : { type: 'failed', status, output: item.aggregated_output ?? '' };
}
