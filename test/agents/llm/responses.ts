import { type Answer, type Framing, named } from './frames.ts';

const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 15,
};

/** OpenAI Responses. */
export const responsesFrames: Framing = (answer, { model }, number) => {
  const items = itemsOf(answer, number);
  const base = { id: `resp_${number}`, object: 'response', created_at: number, model };
  const whole = { ...base, status: 'completed', output: items, usage };
  return {
    whole,
    events: [
      named({ type: 'response.created', response: { ...base, status: 'in_progress', output: [] } }),
      ...items.flatMap((item, index) => itemEvents(item, index)),
      named({ type: 'response.completed', response: whole }),
    ],
  };
};

type Item = ReturnType<typeof said> | ReturnType<typeof called>;

function itemsOf(answer: Answer, number: number): readonly Item[] {
  return answer.as === 'text'
    ? [said(answer.text, number)]
    : [said(answer.text, number), called(answer, number)];
}

function said(text: string, number: number) {
  return {
    id: `m_${number}`,
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  } as const;
}

function called({ name, input, group }: Extract<Answer, { as: 'tool' }>, number: number) {
  return {
    id: `fc_${number}`,
    type: 'function_call',
    status: 'completed',
    call_id: `call_${number}`,
    name,
    ...(group === undefined ? {} : { namespace: group }),
    arguments: JSON.stringify(input),
  } as const;
}

function itemEvents(item: Item, index: number) {
  const place = { item_id: item.id, output_index: index };
  const delta =
    item.type === 'message'
      ? { type: 'response.output_text.delta', content_index: 0, delta: item.content[0].text }
      : { type: 'response.function_call_arguments.delta', delta: item.arguments };
  return [
    named({
      type: 'response.output_item.added',
      output_index: index,
      item: { ...item, status: 'in_progress' },
    }),
    named({ ...delta, ...place }),
    named({ type: 'response.output_item.done', output_index: index, item }),
  ];
}
