import { describe, expect, test } from 'vitest';
import { translateCodex } from '../../../../../src/adapters/agents/codex/translate.ts';
import { decodeLine } from '../../../../../src/adapters/transcripts/decode-line.ts';
import { hookOf, rolloutLines } from './fixtures.ts';

const AT = Date.parse('2026-11-21T05:00:00Z');
const identity = {
  conversation: '01a1fc75-93f3-7c61-a0ca-433a1240b9e9',
  transcript:
    '/home/me/.codex/sessions/2026/11/21/rollout-2026-11-21T04-55-26-01a1fc75-93f3-7c61-a0ca-433a1240b9e9.jsonl',
};

function hook(name: string, payload: unknown = null) {
  return translateCodex({ via: 'hook', name, payload, at: AT });
}

function record(payload: unknown) {
  return translateCodex({ via: 'transcript', name: 'event_msg', payload: { payload }, at: AT });
}

function failure(message: string, info: unknown) {
  return record({ type: 'task_complete', error: { message, codex_error_info: info } });
}

describe('a hook of codex', () => {
  test('gives the whole prompt, the conversation and its record', () => {
    expect(hook('UserPromptSubmit', hookOf('UserPromptSubmit'))).toEqual({
      event: 'prompt',
      at: AT,
      text: 'line one ünïcode 🏳️‍🌈 עברית\nline two\n\nline four',
      data: identity,
    });
  });

  test.each([
    ['SessionStart', 'busy', identity],
    ['Stop', 'idle', identity],
    ['Interrupt', 'idle', { ...identity, ended: 'interrupted' }],
  ] as const)('%s says %s', (name, event, data) => {
    expect(hook(name, hookOf(name))).toEqual({ event, at: AT, data });
  });

  test.each([
    ['PreToolUse', 'busy'],
    ['PostToolUse', 'busy'],
    ['PreCompact', 'busy'],
    ['PermissionReview', 'busy'],
    ['SessionEnd', 'exit'],
    ['Stop', 'idle'],
  ] as const)('%s says %s without any content', (name, event) => {
    expect(hook(name)).toEqual({ event, at: AT, data: {} });
  });

  test('tells what is asked for', () => {
    expect(hook('PermissionRequest', hookOf('PermissionRequest'))).toEqual({
      event: 'permission',
      at: AT,
      text: 'Bash: touch /etc/x && rm -rf build\n(May I write outside the workspace?)',
      data: identity,
    });
    expect(hook('PermissionRequest', hookOf('PermissionRequest-edit'))?.text).toMatch(
      /^apply_patch: \*\*\* Begin Patch\n[^]*\*\*\* End Patch$/,
    );
    const other = { ...identity, session_id: 's', tool_name: 'mcp__x__y', tool_input: { a: [1] } };
    expect(hook('PermissionRequest', other)?.text).toBe('mcp__x__y: {"a":[1]}');
  });

  test('a request is shown without control characters, in at most 2000 of them', () => {
    const command = `\u001b]0;x\u0007${'y'.repeat(9_000)}`;
    const payload = { session_id: 's', tool_name: 'Bash', tool_input: { command } };
    const text = hook('PermissionRequest', payload)?.text ?? '';
    expect(text).toHaveLength(2_000);
    expect(text.startsWith('Bash: ]0;xyyy')).toBe(true);
  });

  test('of another name, or a prompt in another shape, says nothing', () => {
    expect(hook('Notification', { session_id: 's' })).toBeNull();
    expect(hook('UserPromptSubmit', { prompt: 'x' })).toBeNull();
    expect(hook('UserPromptSubmit', null)).toBeNull();
    expect(
      hook('UserPromptSubmit', { session_id: 's', transcript_path: 'relative', prompt: 'x' }),
    ).toBeNull();
  });

  test('of a session that keeps no record names none', () => {
    expect(hook('Stop', { session_id: 's', transcript_path: null })).toEqual({
      event: 'idle',
      at: AT,
      data: { conversation: 's' },
    });
  });
});

describe('the rollout file of codex', () => {
  test('tells turns, prompts, interrupts and errors', () => {
    const told = rolloutLines().map((line) => {
      const report = decodeLine(line);
      const event = report === null ? null : translateCodex(report);
      return event === null
        ? null
        : [event.event, event.data?.error ?? event.data?.ended ?? event.text ?? ''];
    });
    expect(told.filter((one) => one !== null)).toEqual([
      ['busy', ''],
      ['prompt', 'hello world'],
      ['idle', ''],
      ['idle', 'interrupted'],
      ['error', 'overloaded'],
      ['error', 'limit'],
      ['limit', 'limit'],
      ['error', 'login'],
      ['error', 'other'],
      ['error', 'billing'],
      ['error', 'overloaded'],
      ['error', 'network'],
      ['limit', 'limit'],
      ['limit', 'limit'],
    ]);
  });

  test('tells a command that failed, and none that did not', () => {
    const ran = (exit_code: number) =>
      translateCodex({
        via: 'transcript',
        name: 'event_msg',
        at: AT,
        payload: {
          payload: {
            type: 'item_completed',
            item: { type: 'CommandExecution', exit_code, aggregated_output: 'not ok totals' },
          },
        },
      });
    expect(ran(0)).toBeNull();
    expect(ran(2)).toEqual({ event: 'busy', at: AT, data: { failed: 'Exit code 2\nnot ok totals' } });
  });

  test('a usage limit ends with a minute of this day, of another, or nobody knows when', () => {
    const limit = (words: string) => failure(`You’ve hit your usage limit. ${words}`, 'usage_limit_exceeded');
    const today = new Date(AT);
    const over = new Date(today.getFullYear(), today.getMonth(), today.getDate(), 18, 58).getTime();
    expect(limit('Visit x or try again at 6:57 PM.')).toMatchObject({
      event: 'limit',
      data: { error: 'limit', resetAt: over },
    });
    expect(limit('or try again at Nov 22nd, 2026 12:02 AM.')?.data?.resetAt).toBe(
      new Date(2026, 10, 22, 0, 3).getTime(),
    );
    for (const words of ['Try again later.', 'try again at 13:99 XM.', 'try again at Foo 22nd, 2026 1:00 AM'])
      expect(limit(words)?.data).toEqual({ error: 'limit' });
  });

  test('an error that says little is still an error', () => {
    expect(failure('', undefined)).toEqual({ event: 'error', at: AT, text: '', data: { error: 'other' } });
    expect(failure('x', 'something_new')?.data).toEqual({ error: 'other' });
    expect(failure('x', { response_stream_disconnected: null })?.data).toEqual({ error: 'network' });
    expect(record({ type: 'task_complete', error: null })?.event).toBe('idle');
  });

  test('a turn that another one replaces has not ended', () => {
    expect(record({ type: 'turn_aborted', reason: 'replaced' })).toBeNull();
  });

  test('a line of another shape says nothing', () => {
    for (const payload of [null, 'x', { type: 'task_complete', error: 'x' }, { type: 'new_thing' }])
      expect(record(payload)).toBeNull();
    expect(translateCodex({ via: 'transcript', name: 'response_item', payload: {}, at: AT })).toBeNull();
  });
});
