import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import { expectNothingTwice, journaled, smallProject, smallSteps, toTheEnd } from '../support/recovery.ts';

test('a task that crashes its agents is tried by two workers, then asked about by its name; everything else is done by all of them', async () => {
  const czar = aCzar({
    files: smallProject(
      {
        bad: { worker: 'w1', steps: `$ echo bad >> "$HOME/ran"\n$ echo out of ideas\n@crash 7` },
        good: { worker: 'w2' },
        next: { worker: 'w3' },
        last: { worker: null, after: ['good', 'next'] },
      },
      { restart: { max: 2, backoff: '100ms' } },
    ),
  });
  expectRan(await toTheEnd(czar), { code: 4 });
  const seen = await czar.snapshot();
  expect(seen?.workers.map(({ worker, quarantined }) => `${worker} ${quarantined ?? 'in service'}`)).toEqual([
    'w1 in service',
    'w2 in service',
    'w3 in service',
  ]);
  expect(seen?.tasks.map(({ task, status }) => `${task} ${status}`)).toEqual([
    'bad needs_human',
    'good merged',
    'next merged',
    'last merged',
  ]);
  const second = seen?.tasks.find(({ task }) => task === 'bad')?.worker ?? '';
  expect(['w2', 'w3']).toContain(second);
  const [question, ...more] = seen?.questions ?? [];
  expect(more).toEqual([]);
  expect(question).toMatchObject({
    task: 'bad',
    text: `crashes its agents: 3 times on w1, 2 times on ${second}, the last one: it ended with status 7`,
  });
  const third = second === 'w2' ? 'w3' : 'w2';
  expect(question?.choices.map(({ key }) => key)).toEqual([`give-${third}`, 'retry', 'cancel']);
  expect(question?.screen?.lines.join('\n')).toContain('out of ideas');
  const why = (await czar.run('why', 'bad')).out.replace(/\s+/g, ' ');
  expect(why).toContain(`crashes its agents: 3 times on w1, 2 times on ${second}`);
  expectNothingTwice(await journaled(czar));
  czar.write('tasks/bad.md', `# Task bad\n\n\`\`\`demo\n${smallSteps('bad')}\n\`\`\`\n`);
  expectRan(await czar.run('answer', String(question?.number ?? 0), `give-${third}`), { code: 0 });
  expectRan(await toTheEnd(czar), { code: 0 });
  const after = await czar.snapshot();
  expect(after?.tasks.map(({ task, status, worker }) => `${task} ${status} ${worker ?? ''}`)[0]).toBe(
    `bad merged ${third}`,
  );
});
