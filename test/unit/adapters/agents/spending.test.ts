import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLAUDE_PRICES } from '../../../../src/adapters/agents/claude/prices.ts';
import { claudeSpending } from '../../../../src/adapters/agents/claude/spending.ts';
import { CODEX_PRICES } from '../../../../src/adapters/agents/codex/prices.ts';
import { codexSpending } from '../../../../src/adapters/agents/codex/spending.ts';
import { PendingSpending } from '../../../../src/adapters/agents/opencode/pending-spending.ts';
import { translateOpencode } from '../../../../src/adapters/agents/opencode/translate.ts';
import { decodeLine } from '../../../../src/adapters/transcripts/decode-line.ts';
import { isRecord } from './claude/decode-fixture.ts';
import type { AgentReport } from '../../../../src/ports/agent.ts';
import { costOf } from '../../../../src/domain/price.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/agents');

function lineOf(payload: object): AgentReport {
  const line = decodeLine(JSON.stringify({ timestamp: '2026-11-21T05:13:24.807Z', ...payload }));
  if (line === null) throw new Error('it is no line');
  return line;
}

function answer(usage: object, over: { readonly model?: string; readonly isSidechain?: boolean } = {}) {
  const { model = 'claude-opus-4-8', ...line } = over;
  const message = { id: 'msg_1', role: 'assistant', model, content: [], usage };
  return lineOf({ type: 'assistant', requestId: 'req_2', message, ...line });
}

describe('what claude says that was used', () => {
  test('is read from the lines of its transcript as it writes them', () => {
    const file: unknown = JSON.parse(readFileSync(join(fixtures, 'claude/transcript.json'), 'utf8'));
    const lines = isRecord(file)
      ? Object.values(file).flatMap((line) => (isRecord(line) ? [lineOf(line)] : []))
      : [];
    expect(lines.flatMap((line) => claudeSpending(line) ?? [])).toEqual([
      {
        of: 'msg_1 req_2',
        at: Date.parse('2026-11-21T05:13:24.807Z'),
        model: 'claude-opus-4-8',
        costUsd: null,
        inputTokens: 10,
        outputTokens: 9,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        promptTokens: 10,
      },
    ]);
  });

  test('has the two sorts of cache, and those kept for an hour apart', () => {
    const usage = {
      input_tokens: 4,
      output_tokens: 20,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
    };
    expect(claudeSpending(answer(usage))).toMatchObject({
      inputTokens: 4,
      outputTokens: 20,
      cacheReadTokens: 1_000,
      cacheWriteTokens: 300,
      longCacheWriteTokens: 200,
      promptTokens: 1_304,
    });
  });

  test('counts helpers, too', () => {
    expect(claudeSpending(answer({ input_tokens: 1 }, { isSidechain: true }))).not.toBeNull();
  });

  test.each([{ speed: 'fast' }, { service_tier: 'batch' }, { inference_geo: 'us' }, searched()])(
    'is at a price that is not in the table where it says %j',
    (said) => {
      expect(claudeSpending(answer({ input_tokens: 1, ...said }))?.special).toBe(true);
    },
  );

  test('is nothing in a line that it wrote by itself, in one of a user, and in one of another shape', () => {
    expect(claudeSpending(answer({ input_tokens: 0 }, { model: '<synthetic>' }))).toBeNull();
    expect(claudeSpending({ ...answer({ input_tokens: 1 }), name: 'user' })).toBeNull();
    expect(claudeSpending({ ...answer({ input_tokens: 1 }), via: 'hook' })).toBeNull();
    expect(claudeSpending(lineOf({ type: 'assistant', message: { id: 1 } }))).toBeNull();
  });
});

function searched(): object {
  return { server_tool_use: { web_search_requests: 1 } };
}

describe('what codex says that was used', () => {
  test('is what its conversation used so far, without what came from the cache among the rest', () => {
    const tokens = (input: number) => ({
      input_tokens: input,
      cached_input_tokens: 700,
      cache_write_input_tokens: 100,
      output_tokens: 50,
      reasoning_output_tokens: 20,
    });
    const info = { total_token_usage: tokens(1_000), last_token_usage: tokens(900) };
    const counted = codexSpending(lineOf({ type: 'event_msg', payload: { type: 'token_count', info } }));
    expect(counted).toMatchObject({
      of: null,
      inputTokens: 200,
      outputTokens: 50,
      cacheReadTokens: 700,
      cacheWriteTokens: 100,
      promptTokens: 900,
    });
  });

  test('is read from the lines of its rollout file as it writes them', () => {
    const lines = readFileSync(join(fixtures, 'codex/rollout.jsonl'), 'utf8').trim().split('\n');
    const found = lines.flatMap((text) => {
      const line = decodeLine(text);
      return line === null ? [] : (codexSpending(line) ?? []);
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ of: null, inputTokens: 10, outputTokens: 5, model: null });
  });

  test('names its model before each turn, and nothing where it only tells of limits', () => {
    const context = lineOf({ type: 'turn_context', payload: { model: 'gpt-5.4', cwd: '/x' } });
    expect(codexSpending(context)).toEqual({ names: 'gpt-5.4' });
    const limits = lineOf({
      type: 'event_msg',
      payload: { type: 'token_count', info: null, rate_limits: {} },
    });
    expect(codexSpending(limits)).toBeNull();
  });
});

describe('what opencode says that was used', () => {
  const updated = (info: object) => ({ type: 'message.updated', properties: { sessionID: 's', info } });
  const tokens = { input: 5, output: 7, reasoning: 2, cache: { read: 11, write: 3 } };
  const info = { id: 'm1', role: 'assistant', providerID: 'p', modelID: 'm', tokens, time: { completed: 9 } };

  test('goes out once with its next report, when the answer is complete', () => {
    const pending = new PendingSpending();
    pending.note(updated({ ...info, cost: 0.25, time: {} }), 4);
    pending.note(updated({ ...info, role: 'user' }), 4);
    expect(pending.take()).toEqual([]);
    pending.note(updated({ ...info, cost: 0.25 }), 4);
    pending.note(updated({ ...info, cost: 0.25 }), 5);
    const czarSpent = pending.take();
    expect(pending.take()).toEqual([]);
    const told = translateOpencode({
      via: 'hook',
      name: 'session.idle',
      at: 6,
      payload: { sessionID: 's', czarSpent },
    });
    expect(told).toEqual({
      event: 'idle',
      at: 6,
      data: {
        spent: [
          {
            of: 'm1',
            at: 5,
            model: 'p/m',
            costUsd: 0.25,
            inputTokens: 5,
            outputTokens: 9,
            cacheReadTokens: 11,
            cacheWriteTokens: 3,
            promptTokens: 19,
          },
        ],
      },
    });
  });

  test('costs nothing that is known where it says nothing', () => {
    const pending = new PendingSpending();
    pending.note(updated({ ...info, cost: 0 }), 4);
    const payload = { sessionID: 's', czarSpent: pending.take() };
    const told = translateOpencode({ via: 'hook', name: 'session.idle', at: 6, payload });
    expect(told?.data?.spent).toMatchObject([{ of: 'm1', costUsd: null }]);
  });

  test('is nothing where somebody else wrote it', () => {
    const payload = { sessionID: 's', czarSpent: [{ id: 1 }, 'x', null] };
    expect(translateOpencode({ via: 'hook', name: 'session.idle', at: 6, payload })?.data).toBeUndefined();
  });
});

describe('the prices', () => {
  test.each([...CLAUDE_PRICES].concat([...CODEX_PRICES]))('of %s are sane', (model, prices) => {
    for (const { input, output, cacheRead, cacheWrite, longCacheWrite } of prices) {
      expect(output).toBeGreaterThan(input);
      expect(cacheRead).toBeLessThanOrEqual(input / 5);
      expect([null, input * 1.25]).toContain(cacheWrite);
      expect([undefined, input * 2]).toContain(longCacheWrite);
    }
    expect(model).toMatch(/^(?:claude|gpt)-/);
  });

  test('of the models that the agents name are found', () => {
    const tokens = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const claude = costOf(CLAUDE_PRICES, { model: 'claude-sonnet-4-5-20250929', promptTokens: 9 }, tokens);
    expect(claude).toBe(3);
    expect(costOf(CODEX_PRICES, { model: 'gpt-5.4', promptTokens: 9 }, tokens)).toBe(2.5);
    expect(costOf(CODEX_PRICES, { model: 'gpt-5.4', promptTokens: 300_000 }, tokens)).toBeNull();
    expect(costOf(CODEX_PRICES, { model: 'fake-model', promptTokens: 9 }, tokens)).toBeNull();
  });
});
