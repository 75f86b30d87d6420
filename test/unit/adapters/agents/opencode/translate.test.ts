import { describe, expect, test } from 'vitest';
import { translateOpencode } from '../../../../../src/adapters/agents/opencode/translate.ts';
import { reportOf } from './fixtures.ts';

const AT = 1_795_240_366_990;
const CONVERSATION = 'ses_e035b6da0ffeDncVNJUwFz39fX';

function told(name: string) {
  return translateOpencode(reportOf(name, AT));
}

function failed(name: string, data: unknown) {
  const payload = { sessionID: 's', error: { name, data } };
  return translateOpencode({ via: 'hook', name: 'session.error', payload, at: AT });
}

describe('a report of opencode', () => {
  test('tells a prompt whole, and the conversation that it is in', () => {
    expect(told('prompt')).toEqual({
      event: 'prompt',
      at: AT,
      text: '[czar d-1a2b3c4d] Task prices\nünï 日本 /help !ls\n[end d-1a2b3c4d] ',
      data: { conversation: CONVERSATION },
    });
  });

  test('tells of a prompt only what was typed', () => {
    const parts = [
      { type: 'text', text: 'look at @a.txt' },
      { type: 'text', text: 'Called the Read tool', synthetic: true },
      { type: 'file', url: 'file:///srv/shop/a.txt' },
    ];
    const payload = { sessionID: 's', parts };
    expect(translateOpencode({ via: 'hook', name: 'chat.message', payload, at: AT })?.text).toBe(
      'look at @a.txt',
    );
  });

  test.each(['busy', 'retry', 'replied', 'question-rejected'])('%s is work', (name) => {
    expect(told(name)).toEqual({ event: 'busy', at: AT });
  });

  test('idle is the end of a turn', () => {
    expect(told('idle')).toEqual({ event: 'idle', at: AT });
  });

  test('a long wait for the next try is a limit until then', () => {
    expect(told('limit')).toEqual({
      event: 'limit',
      at: AT,
      text: 'Rate limit reached',
      data: { error: 'limit', resetAt: 1_795_243_966_995 },
    });
  });

  test('an interrupted turn is an end, and no error', () => {
    expect(told('aborted')).toEqual({ event: 'idle', at: AT, data: { ended: 'interrupted' } });
  });

  test.each([
    ['permission-bash', 'bash: git add -A && git commit -m x && rm -f b.txt'],
    ['permission-edit', 'edit: /srv/shop/a.txt'],
    ['permission-fetch', 'webfetch: http://127.0.0.1:9/x'],
    ['permission-folder', 'external_directory: /etc/hostname'],
  ])('%s says what it is asked for', (name, text) => {
    expect(told(name)).toEqual({ event: 'permission', at: AT, text });
  });

  test('questions are told with their options', () => {
    expect(told('questions')).toEqual({
      event: 'question',
      at: AT,
      text: 'Which port shall it be?\n- 80\n- 8080\nWhich colours?\n- red\n- blue',
    });
  });

  test.each([
    ['login', 'Invalid key', 'login'],
    ['bad-request', 'bad thing', 'other'],
  ])('an error %s ends the turn', (name, text, error) => {
    expect(told(name)).toEqual({ event: 'error', at: AT, text, data: { error, ended: 'error' } });
  });

  test.each([
    ['APIError', { message: 'x', statusCode: 503 }, 'overloaded'],
    ['APIError', { message: 'x', statusCode: 429 }, 'limit'],
    ['APIError', { message: 'Your credit balance is too low', statusCode: 400 }, 'billing'],
    ['APIError', { message: 'Cannot connect to API: The socket connection was closed' }, 'network'],
    ['ProviderAuthError', { providerID: 'x', message: 'no key' }, 'login'],
    ['MessageOutputLengthError', {}, 'other'],
    ['UnknownError', null, 'other'],
  ] as const)('%s %j has its class', (name, data, error) => {
    expect(failed(name, data)).toMatchObject({ event: 'error', data: { error } });
  });

  test('a limit with a time is over then', () => {
    const message = 'Usage limit reached, resets in 2h 5m';
    expect(failed('APIError', { message, statusCode: 429 })).toEqual({
      event: 'limit',
      at: AT,
      text: message,
      data: { error: 'limit', resetAt: AT + 125 * 60_000 },
    });
  });

  test('what is shown to people is bounded and has no control characters', () => {
    const text = failed('UnknownError', { message: `\u001b[31m${'x'.repeat(5_000)}` })?.text ?? '';
    expect(text).toHaveLength(2_000);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test.each([null, 7, 'x', [], {}, { sessionID: 3, parts: 'x' }, { error: 'x', status: 1 }])(
    'a payload of another shape (%j) breaks nothing',
    (payload) => {
      const names = ['chat.message', 'session.status', 'session.error', 'permission.asked', 'question.asked'];
      const events = names.map((name) => translateOpencode({ via: 'hook', name, payload, at: AT })?.event);
      expect(events).toEqual([undefined, 'busy', 'error', 'permission', 'question']);
    },
  );

  test('a run that failed is told with its status and what it said, and the turn goes on', () => {
    const run = { sessionID: 's', exit: 1, output: '3 tests failed\u001b[0m\n' };
    const failing = translateOpencode({ via: 'hook', name: 'tool.failed', payload: run, at: AT });
    expect(failing).toMatchObject({ event: 'busy', at: AT });
    expect(failing?.data?.failed).toMatch(/^Exit code 1\n3 tests failed/);
    expect(translateOpencode({ via: 'hook', name: 'tool.failed', payload: {}, at: AT })).toEqual({
      event: 'busy',
      at: AT,
    });
  });

  test('nothing else matters', () => {
    expect(translateOpencode({ via: 'hook', name: 'file.edited', payload: {}, at: AT })).toBeNull();
    expect(translateOpencode({ via: 'transcript', name: 'session.idle', payload: {}, at: AT })).toBeNull();
  });
});
