import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failed, limited, overloaded } from '../../agents/llm/refusals.ts';
import { type FakeLlm, openFakeLlm } from '../../agents/llm/server.ts';

let llm: FakeLlm;
beforeEach(async () => {
  llm = await openFakeLlm();
});
afterEach(() => llm.close());

const tools = [{ name: 'Bash' }];
const places = {
  messages: '/v1/messages?beta=true',
  responses: '/v1/responses',
  chat: '/v1/chat/completions',
};

function post(dialect: keyof typeof places, body: object): Promise<Response> {
  return fetch(`${llm.url}${places[dialect]}`, {
    method: 'POST',
    body: JSON.stringify({ model: 'fake-model', stream: true, tools, ...body }),
  });
}

const said = (role: string, content: unknown) => ({ role, content });
const text = (words: string) => ({ type: 'text', text: words });

/** The data of a stream's events, in order: decoded where it is JSON. */
async function events(response: Response): Promise<readonly unknown[]> {
  const all = (await response.text()).split('\n\n').filter((event) => event !== '');
  const data = all.map((event) => event.replace(/^event: .*\n/, '').replace(/^data: /, ''));
  return data.map((one): unknown => (one.startsWith('{') ? JSON.parse(one) : one));
}

test('it answers whether it is there', async () => {
  const response = await fetch(`${llm.url}/`, { method: 'HEAD' });
  expect(response.status).toBe(200);
});

test('a path that it does not know is not found', async () => {
  expect((await fetch(`${llm.url}/v1/nothing`)).status).toBe(404);
});

describe('of a turn it remembers', () => {
  test('the texts of the user, and which are new, in Messages', async () => {
    await post('messages', {
      messages: [
        said('user', [text('<system-reminder>'), text('first')]),
        said('assistant', [{ type: 'tool_use', id: 't', name: 'Bash', input: {} }]),
        said('user', [{ type: 'tool_result', tool_use_id: 't', content: 'done' }, text('second')]),
      ],
    });
    expect(llm.turns).toMatchObject([
      {
        dialect: 'messages',
        hasTools: true,
        streams: true,
        texts: ['<system-reminder>', 'first', 'second'],
        newTexts: ['second'],
        results: ['"done"'],
      },
    ]);
  });

  test('the same in Responses', async () => {
    await post('responses', {
      input: [
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'rules' }] },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'first' }] },
        { type: 'function_call', name: 'exec_command', arguments: '{}', call_id: 'c' },
        { type: 'function_call_output', call_id: 'c', output: 'done' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'second' }] },
      ],
    });
    expect(llm.turns).toMatchObject([
      { dialect: 'responses', texts: ['first', 'second'], newTexts: ['second'], results: ['done'] },
    ]);
  });

  test('the same in Chat Completions', async () => {
    await post('chat', {
      messages: [
        said('system', 'rules'),
        said('user', 'first'),
        said('assistant', null),
        said('tool', 'done'),
        said('user', [text('second')]),
      ],
    });
    expect(llm.turns).toMatchObject([
      { dialect: 'chat', texts: ['first', 'second'], newTexts: ['second'], results: ['done'] },
    ]);
  });

  test('that it offers no tools: such a turn is answered without the rule', async () => {
    llm.reply(() => ({ as: 'hang' }));
    const response = await post('messages', { tools: [], messages: [said('user', 'a title, please')] });
    expect(response.status).toBe(200);
    expect(llm.turns).toMatchObject([{ hasTools: false }]);
  });
});

test('a text that comes with the result of a tool is new, and one before it is not', async () => {
  await post('responses', {
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'before' }] },
      { type: 'function_call_output', call_id: 'c', output: 'done' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'after' }] },
    ],
  });
  expect(llm.turns).toMatchObject([{ texts: ['before', 'after'], newTexts: ['after'], results: ['done'] }]);
});

test('a body that is none of its dialects is a fault of the test, and kept', async () => {
  await expect(post('messages', { messages: 'none' })).rejects.toThrow('fetch failed');
  expect(llm.faults).toHaveLength(1);
});

describe('a call of a tool', () => {
  const call = { as: 'tool', text: 'I run it.', name: 'Bash', input: { command: 'true' } } as const;
  const asked = { messages: [said('user', 'go')] };
  const input = '{"command":"true"}';

  test('is streamed in Messages', async () => {
    llm.reply(() => call);
    expect(await events(await post('messages', asked))).toMatchObject([
      { type: 'message_start' },
      { type: 'content_block_start', content_block: { type: 'text' } },
      { type: 'content_block_delta', delta: { text: 'I run it.' } },
      { type: 'content_block_stop' },
      { type: 'content_block_start', content_block: { type: 'tool_use', name: 'Bash' } },
      { type: 'content_block_delta', delta: { partial_json: input } },
      { type: 'content_block_stop' },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    ]);
  });

  test('is given in one piece where no stream is wanted', async () => {
    llm.reply(() => call);
    const response = await post('messages', { ...asked, stream: false });
    expect(await response.json()).toMatchObject({
      content: [
        { type: 'text', text: 'I run it.' },
        { type: 'tool_use', name: 'Bash', input: { command: 'true' } },
      ],
    });
  });

  test('is streamed in Responses', async () => {
    llm.reply(() => call);
    const seen = await events(await post('responses', { input: 'go' }));
    const output = [
      { type: 'message', content: [{ text: 'I run it.' }] },
      { type: 'function_call', name: 'Bash', arguments: input },
    ];
    expect(seen.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { status: 'completed', output },
    });
  });

  test('is streamed in Chat Completions, up to the mark of its end', async () => {
    llm.reply(() => call);
    expect(await events(await post('chat', asked))).toMatchObject([
      { choices: [{ delta: { tool_calls: [{ function: { name: 'Bash', arguments: input } }] } }] },
      { choices: [{ finish_reason: 'tool_calls' }] },
      { choices: [] },
      '[DONE]',
    ]);
  });
});

describe('it refuses', () => {
  const asked = { messages: [said('user', 'go')] };

  test('with a limit that names its reset', async () => {
    const resetAt = Date.UTC(2030, 0, 2, 15, 45);
    llm.reply(({ dialect }) => limited(dialect, resetAt));
    const claude = await post('messages', asked);
    expect([claude.status, claude.headers.get('anthropic-ratelimit-unified-reset')]).toEqual([
      429,
      String(resetAt / 1_000),
    ]);
    expect(await claude.json()).toMatchObject({
      error: { type: 'rate_limit_error', message: "You've hit your session limit · resets 3:45pm (UTC)" },
    });
    const codex = await post('responses', { input: 'go' });
    expect([codex.status, await codex.json()]).toMatchObject([
      429,
      { error: { type: 'usage_limit_reached', resets_at: resetAt / 1_000 } },
    ]);
  });

  test('because it is overloaded, or has failed', async () => {
    llm.reply(({ dialect }) => overloaded(dialect));
    expect((await post('messages', asked)).status).toBe(529);
    expect((await post('responses', { input: 'go' })).status).toBe(503);
    llm.reply(({ dialect }) => failed(dialect));
    expect((await post('chat', asked)).status).toBe(500);
  });
});

test('it hangs up in the middle of an answer', async () => {
  llm.reply(() => ({ as: 'drop' }));
  const response = await post('messages', { messages: [said('user', 'go')] });
  await expect(response.text()).rejects.toThrow('terminated');
});

test('it answers nothing until the agent hangs up', async () => {
  llm.reply(() => ({ as: 'hang' }));
  const controller = new AbortController();
  const asked = fetch(`${llm.url}${places.messages}`, {
    method: 'POST',
    body: JSON.stringify({ tools, messages: [said('user', 'go')] }),
    signal: controller.signal,
  });
  await expect.poll(() => llm.turns.length).toBe(1);
  controller.abort();
  await expect(asked).rejects.toThrow('aborted');
});

test('a web socket is refused in words', async () => {
  const socket = connect(Number(new URL(llm.url).port), '127.0.0.1');
  socket.write('GET /v1/responses HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
  expect(answer).toContain('404 Not Found');
});
