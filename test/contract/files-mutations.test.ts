import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeConfig } from '../../src/adapters/files/config-file.ts';
import type { Wish } from '../../src/domain/wish.ts';
import { tempProject } from '../unit/adapters/files/project.ts';
import { mutationsOf } from '../unit/adapters/files/mutations.ts';
import { samples } from '../unit/adapters/files/samples.ts';

/** Each run writes and reads real files; test/unit does thousands on the texts alone. */
const runs = 200;

/** Whether what is wrong with a file is told, each time with a place that it has. */
function isPlaced(all: Wish['problems'], file: keyof typeof sampleFiles, text: string): boolean {
  const problems = all.filter((problem) => problem.file === file);
  const lines = text.split(/\r\n|\n|\r/).length;
  return (
    problems.length > 0 &&
    problems.every(({ line, message }) => message !== '' && (line === null || line <= lines))
  );
}

const sampleFiles = {
  'work-queue.json': samples.queue,
  'dependencies.json': samples.dependencies,
  'czar.config.json': samples.config,
};

describe('however a file is cut or garbled, it is good, or it is told and the last good one stays in force', () => {
  test('the queue', async () => {
    const project = tempProject(sampleFiles);
    const files = await project.open();
    let good = await files.wish();
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(mutationsOf(samples.queue), async (text) => {
        project.put('work-queue.json', text);
        const wish = await files.wish();
        const isBroken = wish.queue.state !== 'good';
        if (!isBroken) good = wish;
        const { wrote } = await files.writeBack([{ task: 'qa', status: 'ready' }]);
        broken += isBroken ? 1 : 0;
        expect(isBroken && !isPlaced(wish.problems, 'work-queue.json', text)).toBe(false);
        expect(isBroken && wrote === 'yes').toBe(false);
        expect(wish.tasks).toEqual(good.tasks);
        // What Czar wrote itself is a good version too.
        if (wrote === 'yes') good = await files.wish();
      }),
      { numRuns: runs },
    );
    expect(broken).toBeGreaterThan(runs / 3);
  });

  test('the dependencies', async () => {
    const project = tempProject(sampleFiles);
    const files = await project.open();
    let good = await files.wish();
    await fc.assert(
      fc.asyncProperty(mutationsOf(samples.dependencies), async (text) => {
        project.put('dependencies.json', text);
        const wish = await files.wish();
        const isBroken = wish.dependencies.state !== 'good';
        if (!isBroken) good = wish;
        expect(isBroken && !isPlaced(wish.problems, 'dependencies.json', text)).toBe(false);
        expect(wish.dependencyFields).toEqual(good.dependencyFields);
      }),
      { numRuns: runs },
    );
  });

  test('the config', async () => {
    const project = tempProject(sampleFiles);
    const files = await project.open();
    let good = (await files.policy()).policy;
    await fc.assert(
      fc.asyncProperty(mutationsOf(samples.config), async (text) => {
        project.put('czar.config.json', text);
        const { policy, problems } = await files.policy();
        const isBroken = decodeConfig('czar.config.json', text).broken;
        if (!isBroken) good = policy;
        expect(isBroken && !isPlaced(problems, 'czar.config.json', text)).toBe(false);
        expect(policy).toEqual(good);
      }),
      { numRuns: runs },
    );
  });

  test('a task file', async () => {
    const project = tempProject({ ...sampleFiles, 'tasks/qa.md': samples.task });
    const files = await project.open();
    await fc.assert(
      fc.asyncProperty(mutationsOf(samples.task), async (text) => {
        project.put('tasks/qa.md', text);
        const wish = await files.wish();
        expect(wish.tasks.size).toBe(9);
        expect(wish.tasks.get('qa')?.title).not.toBe('');
        expect((await files.text('qa'))?.text ?? '').not.toBe(null);
      }),
      { numRuns: runs },
    );
  });
});

test('three ways: what a human saves between the look and the write is never lost', async () => {
  const project = tempProject(sampleFiles);
  const files = await project.open();
  const statuses = ['pending', 'ready', 'in_progress', 'complete', 'cancelled'] as const;
  const edit = fc.record({
    human: fc.option(fc.constantFrom(...statuses), { nil: null }),
    czar: fc.constantFrom(...statuses),
  });
  await fc.assert(
    fc.asyncProperty(edit, async ({ human, czar }) => {
      project.put('work-queue.json', samples.queue);
      await files.wish();
      const edited =
        human === null
          ? samples.queue
          : samples.queue.replace('"qa": {"status": "complete"', `"qa": {"status": "${human}"`);
      project.put('work-queue.json', edited);
      const { wrote } = await files.writeBack([{ task: 'qa', status: czar }]);
      const after = await files.wish();
      const isUntouched = edited === samples.queue;
      const refusal = czar === 'complete' ? 'nothing' : 'moved';
      expect(isUntouched || wrote === refusal).toBe(true);
      expect(after.tasks.get('qa')?.status).toBe(isUntouched ? czar : (human ?? czar));
    }),
    { numRuns: 100 },
  );
});
