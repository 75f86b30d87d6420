import { type Answer, type Framing, named } from './frames.ts';

const usage = {
  input_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  output_tokens: 9,
};

/** Anthropic Messages. */
export const messagesFrames: Framing = (answer, { model }, number) => {
  const blocks = blocksOf(answer, number);
  const stop = { stop_reason: answer.as === 'tool' ? 'tool_use' : 'end_turn', stop_sequence: null };
  const message = { id: `msg_${number}`, type: 'message', role: 'assistant', model, usage };
  return {
    whole: { ...message, content: blocks, ...stop },
    events: [
      named({
        type: 'message_start',
        message: { ...message, content: [], stop_reason: null, stop_sequence: null },
      }),
      ...blocks.flatMap((block, index) => blockEvents(block, index)),
      named({ type: 'message_delta', delta: stop, usage: { output_tokens: usage.output_tokens } }),
      named({ type: 'message_stop' }),
    ],
  };
};

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: object };

function blocksOf(answer: Answer, number: number): readonly Block[] {
  const text = { type: 'text', text: answer.text } as const;
  if (answer.as === 'text') return [text];
  return [text, { type: 'tool_use', id: `toolu_${number}`, name: answer.name, input: answer.input }];
}

function blockEvents(block: Block, index: number) {
  const [begun, delta] =
    block.type === 'text'
      ? [
          { ...block, text: '' },
          { type: 'text_delta', text: block.text },
        ]
      : [
          { ...block, input: {} },
          { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
        ];
  return [
    named({ type: 'content_block_start', index, content_block: begun }),
    named({ type: 'content_block_delta', index, delta }),
    named({ type: 'content_block_stop', index }),
  ];
}
