import { describe, expect, test } from 'vitest';
import { activityOf } from '../../src/decide/activity.ts';
import { dialogs } from '../../src/decide/dialogs.ts';
import { looking } from '../../src/decide/looking.ts';
import { limits } from '../../src/decide/limits.ts';
import type { Fact } from '../../src/domain/facts.ts';
import type { Rule } from '../../src/decide/rule.ts';
import { type CustomSession, customSession, screenAgent } from '../support/custom-session.ts';
import { afterFacts } from '../support/folded.ts';
import { planned } from '../unit/engine/act/effects.ts';
import { opening } from '../unit/engine/act/opening.ts';

const HOUR_MS = 3_600_000;
const isReady = (state: ReturnType<CustomSession['agent']>): boolean => state?.ready === true;

/** What a rule notes is journaled, and what it wants done is done. */
async function follow({ stage }: CustomSession, rule: Rule): Promise<readonly Fact[]> {
  const { notes = [], actions = [] } = rule(stage.world);
  const facts = notes.flatMap((note) => note.facts);
  stage.world = afterFacts(stage.world, ...facts);
  for (const action of actions) await stage.run(action);
  return facts;
}

describe('an agent whose dialogs, limits and programs the config describes, in a real terminal', () => {
  test('is denied what nobody answers, by the keys that the config names, and goes on', async () => {
    const session = await customSession(['asks'], { onPrompt: 'deny', promptTimeoutMs: 0 });
    const { stage, agent, lookUntil } = session;
    await lookUntil('its prompt', isReady);
    await stage.run(opening);
    await lookUntil('its dialog', (state) => (state?.shown?.dialog ?? null) !== null);
    expect(agent()?.shown?.dialog?.choices.map(({ means }) => means)).toEqual(['yes', 'no']);
    expect(agent()?.shown?.dialog?.text).toContain('rm -rf build');
    expect(await follow(session, dialogs)).toMatchObject([{ chosen: { choice: 1, by: 'czar' } }]);
    await follow(session, dialogs);
    await lookUntil('its turn', (state) => state?.activity === 'busy');
    const told = stage.world.ledger.workers.get('w1')?.inbox ?? [];
    expect(told.map(({ text }) => text).join()).toContain('it was denied');
    const screen = await stage.run({ ...opening, kind: 'look' });
    expect(screen.says).toContain('at work');
  });

  test('is denied also when it says nothing: its screen is looked at once it rests', async () => {
    const session = await customSession(['asks', 'mute'], { onPrompt: 'deny', promptTimeoutMs: 0 });
    const { stage, agent, hear, lookUntil } = session;
    await lookUntil('its prompt', isReady);
    await stage.run(opening);
    await hear();
    stage.world = { ...stage.world, now: stage.world.now + stage.world.policy.health.quietMs };
    await follow(session, looking);
    expect(activityOf(stage.world, 'w1').activity).toBe('asks');
    await follow(session, dialogs);
    await follow(session, dialogs);
    expect(agent()?.activity).not.toBe('asks');
  });

  test('is never answered with yes by itself, and waits where no choice is said to mean no', async () => {
    const session = await customSession(['dialog'], { onPrompt: 'deny', promptTimeoutMs: 0, trust: true });
    await session.lookUntil('its dialog', (state) => (state?.shown?.dialog ?? null) !== null);
    expect(dialogs(session.stage.world)).toMatchObject({ notes: [], actions: [] });
  });

  test.each([[[]], [['mute']]])(
    'is left alone at a limit that its screen tells of, and told to go on after it, %j',
    async (more) => {
      const session = await customSession(['limit', ...more], {});
      const { stage, agent, hear, lookUntil } = session;
      await lookUntil('its prompt', isReady);
      await stage.run(opening);
      await hear();
      const next = { ...opening, as: 'go-on', delivery: 'd-2' } as const;
      await expect(stage.run(next)).rejects.toThrow('limited');
      const until = agent()?.limitedUntil ?? 0;
      expect(Math.abs(until - Date.now() - 2 * HOUR_MS)).toBeLessThan(60_000);
      expect(activityOf(stage.world, 'w1').activity).toBe('limited');
      expect(await follow(session, limits)).toMatchObject([{ type: 'account.limited', until }]);
      stage.world = { ...stage.world, now: until + HOUR_MS };
      expect((await stage.run({ ...next, delivery: 'd-3' })).says).toMatch(/confirmed|unverified/);
      await hear();
      expect(agent()?.activity).not.toBe('limited');
    },
  );

  test('is asked for the version of its program, and another one is tried before it is started', async () => {
    const versionArgs = [screenAgent, '--version'];
    const { stage, programs } = await customSession([], { versionArgs });
    const command = process.execPath;
    const seen = await programs.look(new Map([['mine', { command, versionArgs, env: {} }]]));
    expect(seen.get('mine')).toMatchObject({
      known: true,
      value: { path: command, version: '1.2.3' },
    });
    const program = { agent: 'mine', program: command, version: '1.2.3', trial: 1 };
    const tries = { ...planned, kind: 'try-program', lane: 'canary:mine', ...program } as const;
    expect((await stage.run(tries)).facts).toMatchObject([{ type: 'program.tried', ok: true }]);
  });

  test('is started anew with the arguments that go on with its conversation', async () => {
    const args = (what: string): readonly string[] => [screenAgent, `${what} {conversation}`];
    const { stage, lookUntil, greets } = await customSession([], {
      args: args('begins'),
      resumeArgs: args('resumes'),
    });
    await lookUntil('its prompt', isReady);
    const { conversation = '' } = stage.world.ledger.workers.get('w1')?.generation ?? {};
    expect(await greets()).toBe(`Welcome begins ${conversation}`);
    await stage.run(opening);
    await stage.run({ ...opening, kind: 'start-session', generation: 2, previous: 1 });
    expect(await greets()).toBe(`Welcome resumes ${conversation}`);
    expect(stage.world.ledger.workers.get('w1')?.generation).toMatchObject({ number: 2, conversation });
  });
});
