import type { Answer, Frame, Framing } from './frames.ts';

const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** OpenAI Chat Completions. */
export const chatFrames: Framing = (answer, { model }, number) => {
  const message = { role: 'assistant', content: answer.text, ...callsOf(answer, number) };
  const finish = answer.as === 'tool' ? 'tool_calls' : 'stop';
  const base = { id: `chatcmpl-${number}`, created: number, model };
  const chunk = (choices: readonly object[], more: object = {}): Frame => ({
    event: null,
    data: { ...base, object: 'chat.completion.chunk', choices, ...more },
  });
  return {
    whole: {
      ...base,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage,
    },
    events: [
      chunk([{ index: 0, delta: message, finish_reason: null }]),
      chunk([{ index: 0, delta: {}, finish_reason: finish }]),
      chunk([], { usage }),
      { event: null, data: '[DONE]' },
    ],
  };
};

function callsOf(answer: Answer, number: number): object {
  if (answer.as === 'text') return {};
  const call = { name: answer.name, arguments: JSON.stringify(answer.input) };
  return { tool_calls: [{ index: 0, id: `call_${number}`, type: 'function', function: call }] };
}
