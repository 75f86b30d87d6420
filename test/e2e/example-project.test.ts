import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { play, type Stage } from '../../src/adapters/agents/demo/play.ts';
import { parseScript } from '../../src/adapters/agents/demo/script.ts';
import type { Script, Step } from '../../src/adapters/agents/demo/step.ts';
import { demoWorktree } from '../../src/adapters/agents/demo/worktree.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const entry = z.looseObject({ depends_on: z.array(z.string()).default([]) });
const queueSchema = z.object({
  primary_tasks: z.record(z.string(), entry),
  bonus_tasks: z.record(z.string(), entry.extend({ assignee: z.string().nullable() })),
});
const dependenciesSchema = z.record(z.string(), z.looseObject({ blocked_by: z.array(z.string()) }));

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

const queue = queueSchema.parse(JSON.parse(read('work-queue.json')));
const dependencies = dependenciesSchema.parse(JSON.parse(read('dependencies.json')));
const tasks = new Map([...Object.entries(queue.primary_tasks), ...Object.entries(queue.bonus_tasks)]);

function scriptOf(task: string): Script {
  const parsed = parseScript(read(`tasks/${task}.md`));
  if (parsed === null || 'problem' in parsed)
    throw new Error(`${task}: ${parsed?.problem ?? 'no demo block'}`);
  return parsed.script;
}

function edgesOf(task: string): readonly string[] {
  const [, matter = ''] = /^---\n[^]*?\nafter: \[([^\]]*)\]/.exec(read(`tasks/${task}.md`)) ?? [];
  const inText = matter.split(',').map((one) => one.trim());
  return [
    ...(tasks.get(task)?.depends_on ?? []),
    ...(dependencies[task]?.blocked_by ?? []),
    ...inText,
  ].filter((edge) => edge !== '');
}

/** Tasks in an order in which each comes behind those it needs. */
function inOrder(): readonly string[] {
  const order: string[] = [];
  for (let left = [...tasks.keys()]; left.length > 0; ) {
    const ready = left.filter((task) => edgesOf(task).every((edge) => order.includes(edge)));
    if (ready.length === 0) throw new Error(`these wait for each other: ${left.join(', ')}`);
    order.push(...ready);
    left = left.filter((task) => !ready.includes(task));
  }
  return order;
}

function repository(): string {
  const cwd = temporaryFolder();
  execFileSync('git', ['init', '-q', cwd]);
  return cwd;
}

/** A stage without a terminal, on which nobody waits. */
function stageIn(cwd: string, task: string): Stage & { readonly shown: string[] } {
  const shown: string[] = [];
  const note = (text: string): void => {
    shown.push(text);
  };
  const nothing = (): void => undefined;
  return {
    shown,
    signal: new AbortController().signal,
    worktree: demoWorktree(cwd),
    task,
    say: note,
    act: note,
    output: note,
    fail: note,
    emit: nothing,
    confirm: async () => true,
    ask: async () => undefined,
    rest: async () => undefined,
    hush: async () => undefined,
    quietEvents: nothing,
    swallowEnter: nothing,
    crash: nothing,
  };
}

function unhurried(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ do: what }) => what !== 'pause' && what !== 'crash');
}

async function perform(cwd: string, task: string, steps: readonly Step[] | null): Promise<void> {
  const stage = stageIn(cwd, task);
  const { end } = await play(unhurried(steps ?? []), stage);
  expect({ task, end, shown: end === 'done' ? [] : stage.shown }).toEqual({ task, end: 'done', shown: [] });
}

function gate(cwd: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('node', ['--test'], { cwd, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

test('the gate passes before anything is there', () => {
  expect(gate(repository()).status).toBe(0);
});

test('the tasks, done one after another, give a library whose tests pass', async () => {
  const cwd = repository();
  for (const task of inOrder()) {
    const { opening, rework } = scriptOf(task);
    await perform(cwd, task, opening);
    // Only the task that is reworked leaves the gate red.
    const red = opening?.some(({ do: what }) => what === 'run') === true ? 0 : gate(cwd).status;
    expect({ task, red }).toEqual({ task, red: rework.length });
    await perform(cwd, task, rework[0] ?? null);
    expect(execFileSync('git', ['status', '--porcelain'], { cwd, encoding: 'utf8' })).toBe('');
    expect(execFileSync('git', ['log', '-1', '--format=%b'], { cwd, encoding: 'utf8' })).toMatch(
      /TASK_COMPLETE\n*$/,
    );
  }
  expect(gate(cwd)).toMatchObject({ status: 0 });
  expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['README.md', 'index.mjs', 'package.json', 'src']));
});

test('the example has what an example has to show', () => {
  expect(Object.keys(queue.primary_tasks)).toHaveLength(4);
  expect(tasks.size).toBeGreaterThanOrEqual(8);
  expect(Object.values(queue.bonus_tasks).filter(({ assignee }) => assignee === null)).not.toEqual([]);
  const scripts = [...tasks.keys()].map(scriptOf);
  expect(scripts.filter(({ rework }) => rework.length > 0)).toHaveLength(1);
  expect(scripts.flatMap(({ opening }) => opening ?? []).filter((step) => step.do === 'crash')).toEqual([
    { do: 'crash', once: true, status: 3 },
  ]);
  expect(edgesOf('guide')).toEqual(['cli']);
  expect(readdirSync(join(root, 'tasks')).sort()).toEqual(
    [...tasks.keys()].map((task) => `${task}.md`).sort(),
  );
});
