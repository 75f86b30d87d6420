import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { hasCode } from '../../../src/adapters/files/error-code.ts';
import { factsOf, journaled, panesOf, socketOf } from '../../support/recovery.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { hostileText } from '../hostile-texts.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage } from '../stage.ts';
import { openings } from './errors.ts';
import { allMerged } from './work.ts';

/** After a paste of this size Czar waits a moment before it presses Enter. */
const BYTES = 400_000;
/** Longer than an event is waited for, and than an Enter that was read has to work. */
const STALL_MS = 15_000;

/** An agent that gets no processor for a while. */
export function stalls(agent: RealAgent): void {
  test('stopped for 15 s between paste and Enter: its text came once', async ({ task }) => {
    const permissions = { ...agent.free, command: wrapped(agent) };
    const stage = await aStage(agent, { tasks: { t1: hostileText(BYTES, 3) }, permissions });
    stage.llm.reply(finishing(agent));
    await stage.start();
    await until(() => panesOf(stage).has('w1'), { what: 'its session' });
    await until(() => holdsPaste(stage), { what: 'the paste in its composer' });
    const pids = below(panesOf(stage).get('w1') ?? 0);
    send('SIGSTOP', pids);
    onTestFinished(() => send('SIGCONT', pids));
    const stoppedAt = performance.now();
    const isOver = () => performance.now() - stoppedAt >= STALL_MS;
    await until(isOver, { what: 'the end of the stall' });
    const [before, isThere] = [stage.llm.turns.length, holdsPaste(stage)];
    send('SIGCONT', pids);
    await allMerged(stage, ['t1']);
    const [ended] = factsOf(await journaled(stage), 'delivery.ended');
    expect([isThere, openings(stage), ended?.verdict]).toEqual([true, 1, 'confirmed']);
    task.meta.saw = `confirmed after it went on (${before} requests before)`;
  });

  test('Enter at its empty composer does nothing', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'Look.\n' } });
    stage.llm.reply(() => ({ as: 'text', text: 'I have looked at it.' }));
    await stage.start();
    await until(() => panesOf(stage).has('w1'), { what: 'its session' });
    const isIdle = () => stage.screen('w1').includes('I have looked') && shows(stage) === 'prompt';
    await until(isIdle, { what: 'the end of its turn' });
    await stage.run('pause', 'w1');
    const turns = stage.llm.turns.length;
    for (let press = 0; press < 3; press += 1) stage.keys('w1', 'Enter');
    stage.keys('w1', '-l', 'hello');
    await until(() => stage.screen('w1').includes('hello'), { what: 'what was typed' });
    stage.keys('w1', 'Enter');
    const said = () => stage.llm.turns.slice(turns).filter(({ hasTools }) => hasTools);
    await until(() => said().length > 0, { what: 'a request' });
    expect(said().map(({ newTexts }) => newTexts.at(-1)?.trim())).toEqual(['hello']);
    task.meta.saw = 'three times nothing, and then the next prompt';
  });
}

/** tmux wakes its own child when that is stopped, so that is a shell here. */
function wrapped({ kind }: RealAgent): string {
  const path = join(temporaryFolder(), kind.name);
  const program = inject('agentPrograms')[kind.name]?.command ?? '';
  writeFileSync(path, `#!/bin/sh\n'${program}' "$@"\nexit $?\n`, { mode: 0o755 });
  return path;
}

function holdsPaste(stage: Stage): boolean {
  const { composer } = readIn(stage);
  return composer?.paste === true || composer?.text.includes('[end d-') === true;
}

function shows(stage: Stage): string {
  return readIn(stage).shows;
}

function readIn(stage: Stage): ReturnType<RealAgent['kind']['read']> {
  const pane = ['-p', '-t', '=shop-worker-w1:'] as const;
  // The blank rows at the top of a screen count, and its first one is no blank row here.
  const cursor = ['display-message', ...pane, '#{cursor_x} #{cursor_y}'];
  const said = stage.tmux('-S', socketOf(stage) ?? '', ...cursor, ';', 'capture-pane', ...pane);
  const [at = '', ...lines] = said.split('\n');
  const [cursorX = 0, cursorY = 0] = at.split(' ').map(Number);
  return stage.agent.kind.read({ lines, cursorX, cursorY });
}

/** All that a process started, and not the process itself. */
function below(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(
    rows.map((row) => row.trim().split(/\s+/).map(Number)).map(([own, parent]) => [own, parent]),
  );
  const isBelow = (one: number | undefined): boolean => {
    const parent = one === undefined ? undefined : parents.get(one);
    return parent === pid || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return [...parents.keys()].flatMap((own) => (own !== undefined && isBelow(own) ? [own] : []));
}

/** Those that have ended meanwhile, hooks for one, are none of it. */
function send(signal: 'SIGSTOP' | 'SIGCONT', pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!hasCode(error, 'ESRCH')) throw error;
    }
  }
}
