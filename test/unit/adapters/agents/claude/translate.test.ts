import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { translateClaude } from '../../../../../src/adapters/agents/claude/translate.ts';
import type { AgentEvent } from '../../../../../src/domain/agent-event.ts';
import { isRecord } from './decode-fixture.ts';

const at = Date.UTC(2026, 10, 21, 5, 20);
const hooks = fixture('hooks.json');
const transcript = fixture('transcript.json');

function fixture(name: string): Readonly<Record<string, unknown>> {
  const path = new URL(`../../../../fixtures/agents/claude/${name}`, import.meta.url);
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isRecord(value) ? value : {};
}

function hooked(key: string, over: Readonly<Record<string, unknown>> = {}): AgentEvent | null {
  const hook = hooks[key];
  if (!isRecord(hook) || !isRecord(hook['payload'])) throw new Error(`there is no fixture ${key}`);
  return translateClaude({
    via: 'hook',
    name: String(hook['name']),
    payload: { ...hook['payload'], ...over },
    at,
  });
}

function lined(key: string, over: Readonly<Record<string, unknown>> = {}): AgentEvent | null {
  const line = transcript[key];
  if (!isRecord(line)) throw new Error(`there is no fixture ${key}`);
  return translateClaude({
    via: 'transcript',
    name: String(line['type']),
    payload: { ...line, ...over },
    at,
  });
}

const bare = (name: string): AgentEvent | null => translateClaude({ via: 'hook', name, payload: null, at });

const conversation = '05701b14-b18b-4fe8-b8c4-44894135ff5e';

describe('a hook says', () => {
  test('ready, which conversation it is, and where its transcript lies', () => {
    const data = { conversation, transcript: `/home/me/.claude/projects/-srv-shop/${conversation}.jsonl` };
    expect(hooked('session-start')).toEqual({ event: 'ready', at, data });
    expect(hooked('session-resumed')).toEqual({ event: 'ready', at, data });
    expect(hooked('session-start', { session_id: 7, transcript_path: 'relative' })).toEqual({
      event: 'ready',
      at,
    });
  });

  test('the whole of a prompt', () => {
    const text = `[czar d-1]\n${'ä\t'.repeat(50_000)}\n[end d-1]`;
    expect(hooked('prompt')).toMatchObject({ event: 'prompt', text: 'hello', data: { conversation } });
    expect(hooked('prompt', { prompt: text })?.text).toBe(text);
  });

  test('busy around tools, the end of a turn as idle', () => {
    expect(
      ['PreToolUse', 'PostToolUse', 'PostToolUseFailure', 'PreCompact'].map((name) => bare(name)),
    ).toEqual(Array.from({ length: 4 }, () => ({ event: 'busy', at })));
    expect(bare('Stop')).toEqual({ event: 'idle', at });
    expect(hooked('stop')).toMatchObject({ event: 'idle' });
  });

  test.each([
    ['permission-bash', 'Bash: touch a.txt && git add -A'],
    ['permission-write', 'Write: /srv/shop/new.txt'],
    ['permission-fetch', 'WebFetch: https://example.com/a'],
  ])('what it wants to be permitted: %s', (key, text) => {
    expect(hooked(key)).toMatchObject({ event: 'permission', text });
  });

  test('what it asks people, with the choices', () => {
    expect(hooked('question')).toMatchObject({
      event: 'question',
      text: 'Which database?\n- SQLite\n- Postgres',
    });
    expect(hooked('question', { tool_input: { questions: 'none' } })).toMatchObject({
      event: 'permission',
      text: 'AskUserQuestion: {"questions":"none"}',
    });
  });

  test('nothing harmful: what is shown is short and without control characters', () => {
    const command = `printf '\u001b[2J\u0007'${'x'.repeat(5_000)}`;
    const text = hooked('permission-bash', { tool_input: { command } })?.text ?? '';
    expect(text).toMatch(/^Bash: printf '\[2J'x+…$/);
    expect(text).toHaveLength(2_000);
  });

  test('compaction as work, one that was asked for as a turn of its own', () => {
    expect(hooked('compacting')).toMatchObject({ event: 'busy' });
    expect(hooked('session-compacted')).toMatchObject({ event: 'busy' });
    expect(hooked('compacted')).toMatchObject({ event: 'idle' });
    expect(hooked('compacted', { trigger: 'auto' })).toMatchObject({ event: 'busy' });
  });

  test('the end, unless only the conversation ends', () => {
    expect(hooked('session-end')).toMatchObject({ event: 'exit' });
    expect(hooked('session-end', { reason: 'clear' })).toBeNull();
    expect(hooked('waiting')).toBeNull();
  });

  test('nothing, when nobody knows it', () => {
    expect(bare('SomethingNew')).toBeNull();
    expect(bare('constructor')).toBeNull();
  });
});

describe('a turn that ended by an error says which', () => {
  test.each([
    ['error-overloaded', 'overloaded'],
    ['error-network', 'network'],
    ['error-billing', 'billing'],
    ['error-login', 'login'],
    ['error-rate', 'limit'],
    ['error-too-long', 'other'],
  ])('%s', (key, error) => {
    expect(hooked(key)).toMatchObject({ event: 'error', data: { error, ended: 'error' } });
  });

  test('an allowance that is used up is a limit, with its end where it is told', () => {
    const limited = (text: string): AgentEvent | null =>
      hooked('error-rate', { last_assistant_message: text });
    expect(limited("You've hit your session limit · resets 7am (UTC)")).toMatchObject({
      event: 'limit',
      text: "You've hit your session limit · resets 7am (UTC)",
      data: { resetAt: Date.UTC(2026, 10, 21, 7) },
    });
    expect(limited('5-hour limit reached')?.data?.resetAt).toBeUndefined();
    expect(limited('5-hour limit reached')?.event).toBe('limit');
  });

  test('an error of a helper ends no turn', () => {
    expect(hooked('error-of-helper')).toMatchObject({ event: 'busy' });
    expect(hooked('permission-bash', { agent_id: 'a1' })).toMatchObject({ event: 'permission' });
  });
});

describe('a line of the transcript says', () => {
  test('a prompt, typed or queued', () => {
    expect(lined('prompt')).toEqual({ event: 'prompt', at, text: 'hello' });
    expect(lined('prompt-queued')).toEqual({ event: 'prompt', at, text: 'queued text' });
  });

  test('that a turn was interrupted, which no hook tells', () => {
    expect(lined('interrupted-tool')).toEqual({ event: 'idle', at, data: { ended: 'interrupted' } });
    const content = [{ type: 'text', text: '[Request interrupted by user]' }];
    expect(lined('interrupted-tool', { message: { content } })?.event).toBe('idle');
  });

  test('an error, as its hook does', () => {
    expect(lined('error')).toMatchObject({ event: 'error', data: { error: 'network', ended: 'error' } });
    expect(lined('error-rate')).toMatchObject({ event: 'error', data: { error: 'limit' } });
  });

  test('that a command failed, with what it said', () => {
    const result = (content: unknown) => ({
      message: { content: [{ type: 'tool_result', is_error: true, content }] },
    });
    const data = { failed: 'Exit code 1\nnot ok totals' };
    expect(lined('tool-result', result(data.failed))).toEqual({ event: 'busy', at, data });
    expect(lined('tool-result', result([{ type: 'text', text: data.failed }]))).toMatchObject({ data });
    expect(lined('tool-result', { ...result(data.failed), isSidechain: true })).toBeNull();
  });

  test('nothing else', () => {
    const keys = ['answer', 'tool-result', 'compact-boundary', 'compact-summary', 'command', 'queue'];
    expect(keys.map((key) => lined(key))).toEqual(keys.map(() => null));
    expect(lined('prompt', { isSidechain: true })).toBeNull();
    expect(lined('prompt', { message: null })).toBeNull();
  });
});
