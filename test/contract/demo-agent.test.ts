import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText } from '../../src/domain/delivery.ts';
import { compileDemoProgram, type DemoProgram } from '../support/demo-program.ts';
import { demoWorld, type DemoWorld } from '../support/demo-world.ts';
import { until } from '../support/until.ts';

let program: DemoProgram;
beforeAll(() => {
  program = compileDemoProgram();
});
afterAll(() => program.remove());

async function agent(environment?: Readonly<Record<string, string>>): Promise<DemoWorld> {
  const world = demoWorld(program.path);
  world.start(environment);
  await world.seen('prompt');
  return world;
}

function task(...steps: readonly string[]): string {
  return [
    '[czar d-1] Task cart, attempt 1. You are engineer1.',
    '----- task -----',
    '```demo',
    ...steps,
    '```',
    '[end d-1]',
  ].join('\n');
}

/** An agent that was given this task. */
async function agentAt(...steps: readonly string[]): Promise<DemoWorld> {
  const world = await agent();
  await world.submit(task(...steps));
  await world.told('busy');
  return world;
}

function names(world: DemoWorld): readonly string[] {
  return world.events().map(({ event }) => event);
}

describe('a text that is pasted', () => {
  const hostile = [
    '[czar d-7f3a] Task cart, attempt 1.',
    '\ttab; semicolon;',
    '/help !echo # @file $(date) `date` %s \\',
    'emoji 😀 👩‍👩‍👧 世界 שלום e\u0301 \u00a0 \u2028',
    '  Enter Space C-a',
    'x'.repeat(9_000),
    'last line \\',
    '[end d-7f3a]',
  ].join('\n');

  test.each([
    ['short', '[czar d-7f3a] hello'],
    ['hostile', hostile],
    ['of 100 KB', `[czar d-7f3a] long\n${'All of this is text.\n'.repeat(5_000)}[end d-7f3a]`],
    ['of 20,000 characters in one line', `[czar d-7f3a] ${'word '.repeat(4_000)}end`],
  ])('arrives as it was sent: %s', async (_what, text) => {
    const world = await agent();
    await world.submit(text);
    const prompt = await world.told('prompt');
    expect(prompt).toMatchObject({ delivery: 'd-7f3a', text });
    expect(canonicalText(prompt.text ?? '')).toBe(text);
    await world.told('idle');
    expect(names(world)).toEqual(['ready', 'prompt', 'busy', 'idle']);
  });

  test('shows as a placeholder when it is long, and is not submitted before Enter', async () => {
    const world = await agent();
    world.paste('one\n'.repeat(50));
    await world.seen(/❯ \[Pasted text #1 \+50 lines\]/);
    expect(world.shows()).toMatchObject({ shows: 'prompt', composer: { paste: true } });
    expect(names(world)).toEqual(['ready']);
    world.keys('C-u');
    await until(() => world.shows().composer?.text === '', { what: 'an empty composer' });
  });
});

describe('the composer', () => {
  test('echoes what is typed, edits it, and takes it away with C-c', async () => {
    const world = await agent();
    world.keys('-l', 'helo wörld 世界');
    await world.seen(/❯ helo wörld 世界/);
    world.keys('Home', 'Right', 'Right', 'Right', 'l', 'End', 'BSpace');
    await world.seen(/❯ hello wörld 世\s/);
    world.keys('C-c');
    await until(() => world.shows().composer?.text === '', { what: 'an empty composer' });
    expect(names(world)).toEqual(['ready']);
  });

  test('submits nothing that is empty', async () => {
    const world = await agent();
    world.keys('Enter', 'Space', 'Enter', 'C-u', 'x', 'Enter');
    await world.told('idle');
    expect(world.events().filter(({ event }) => event === 'prompt')).toMatchObject([{ text: 'x' }]);
  });

  test('is drawn once after the terminal changed its size, twice narrower and wider', async () => {
    const world = await agent();
    world.keys('-l', 'stays');
    await world.seen(/❯ stays/);
    for (const [columns, rows] of [
      [30, 20],
      [18, 12],
      [120, 30],
    ] as const) {
      world.resize(columns, rows);
      await until(() => world.screen().includes('─'.repeat(columns - 1)), {
        what: `${columns} columns`,
      });
      await until(() => world.shows().composer?.text === 'stays', { what: 'the composer' });
    }
    expect(world.screen().match(/❯ stays/g)).toHaveLength(1);
  });
});

describe('the agent', () => {
  test('carries out the steps, shows them, commits with its own identity and is idle again', async () => {
    const world = await agentAt(
      'say I begin.',
      'write src/a.txt <<END',
      'content',
      'END',
      '$ cat src/a.txt | tr a-z A-Z',
      'commit "Add a"',
      'pause 100ms',
      '$ echo b > b.txt',
    );
    await world.told('idle');
    expect(world.screen()).toMatch(/● I begin\.\n[^]*CONTENT/);
    expect(world.git('log', '--format=%an <%ae> %s%n%b')).toMatch(
      /^Demo <demo@czar\.invalid> cart\nTASK_COMPLETE\n+Demo <demo@czar\.invalid> Add a\n+Base/,
    );
    expect(world.git('status', '--porcelain')).toBe('');
    expect(names(world)).toEqual(['ready', 'prompt', 'busy', 'idle']);
  });

  test('stops at a command that fails, without completing', async () => {
    const world = await agentAt('$ echo to stderr >&2; exit 7', 'commit --complete "never"');
    const error = await world.told('error');
    expect(error.text).toContain('status 7');
    await world.told('idle');
    await world.seen(/to stderr[^]*✗[^]*nothing is complete/);
    expect(world.git('log', '--format=%s')).toBe('base');
  });

  test('says what is wrong with the steps and is idle', async () => {
    const world = await agentAt('dance');
    expect((await world.told('error')).text).toContain('"dance"');
    await world.told('idle');
  });

  test('is busy on the screen, is interrupted by Esc with the processes of its command, and goes on when told', async () => {
    const world = await agentAt(
      '$ test -e second && exit; touch second; echo $$ > pid; sleep 300',
      'commit --complete "done"',
    );
    await world.seen('busy');
    const pid = await until(
      () => existsSync(join(world.cwd, 'pid')) && readFileSync(join(world.cwd, 'pid'), 'utf8').trim(),
      {
        what: 'the pid of the command',
      },
    );
    world.keys('Escape');
    await world.told('idle');
    expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    await world.seen('prompt');
    await world.submit('[czar d-2] Task cart, attempt 1: go on.');
    await world.told('idle', 2);
    expect(world.git('log', '-1', '--format=%s')).toBe('done');
  });

  test('answers texts one after another that come while it is busy', async () => {
    const world = await agentAt('pause 1s', 'commit "A"');
    await world.submit('[czar d-2] one');
    await world.submit('[czar d-3] two');
    await world.told('idle', 3);
    const told = world.events().filter(({ event }) => event === 'prompt' || event === 'idle');
    expect(told.map(({ event, delivery }) => delivery ?? event)).toEqual([
      'd-1',
      'idle',
      'd-2',
      'idle',
      'd-3',
      'idle',
    ]);
  });

  test('quits after C-c twice on an empty composer, and says so', async () => {
    const world = await agent();
    world.keys('C-c', 'x');
    await world.seen(/❯ x/);
    world.keys('C-c');
    await until(() => world.shows().composer?.text === '', { what: 'an empty composer' });
    world.keys('C-c', 'C-c');
    expect(await world.ended()).toBe(0);
    expect(world.events().at(-1)).toMatchObject({ event: 'exit', data: { status: 0 } });
  });

  test('does the rework of the task that it remembers, and answers a question that blocked it', async () => {
    const world = await agent();
    const blocks =
      '```demo\n@blocked Which one?\n```\n```demo answer\ncommit --complete "Answered"\n```\n```demo rework\ncommit --complete "Fixed"\n```';
    await world.submit(`[czar d-1] Task cart, attempt 1.\n----- task -----\n${blocks}`);
    await world.told('idle');
    expect(world.git('log', '-1', '--format=%b')).toBe('TASK_BLOCKED: Which one?');
    await world.submit('[czar d-2] Answer about task cart: the first one.');
    await world.told('idle', 2);
    await world.submit('[czar d-3] Rework for task cart, attempt 1.');
    await world.told('idle', 3);
    expect(world.git('log', '-2', '--format=%s')).toBe('Fixed\nAnswered');
  });
});

describe('at its start', () => {
  test('it may be slow: it is ready when it says so', async () => {
    const world = demoWorld(program.path);
    world.start({ CZAR_DEMO: 'slow-start=1s' });
    expect(world.shows().shows).toBe('unknown');
    await world.told('ready');
    await world.seen('prompt');
  });

  test('it may ask for trust: a paste is dropped, Enter says yes', async () => {
    const world = demoWorld(program.path);
    world.start({ CZAR_DEMO: 'trust-dialog' });
    expect((await world.told('permission')).text).toContain('trust');
    await world.seen('dialog');
    world.paste('[czar d-1] lost');
    world.keys('Enter');
    await world.told('ready');
    await world.seen('prompt');
    expect(world.shows().composer).toEqual({ text: '', paste: false });
    expect(names(world)).toEqual(['permission', 'ready']);
  });

  test('it may ask for trust, and leaves without it', async () => {
    const world = demoWorld(program.path);
    world.start({ CZAR_DEMO: 'trust-dialog' });
    await world.seen('dialog');
    world.keys('Escape');
    expect(await world.ended()).toBe(1);
  });

  test('it may crash, each time', async () => {
    const world = demoWorld(program.path);
    world.start({ CZAR_DEMO: 'crash-loop' });
    expect(await world.ended()).toBe(1);
    world.start({ CZAR_DEMO: 'crash-loop' });
    expect(await world.ended()).toBe(1);
    expect(world.events()).toEqual([]);
  });

  test('it may have no events, and swallow the first Enter', async () => {
    const world = await agent({ CZAR_DEMO: 'no-events,swallow-first-enter' });
    world.keys('-l', 'hello');
    await world.seen(/❯ hello/);
    world.keys('Enter', 'x');
    await world.seen(/❯ hellox/);
    world.keys('Enter');
    await world.seen(/nothing in this that I could do/);
    expect(world.events()).toEqual([]);
  });

  test('it may be silent', async () => {
    const world = await agent({ CZAR_DEMO: 'silent' });
    const before = world.screen();
    world.keys('-l', 'hello');
    world.paste('hello');
    world.keys('Enter');
    // A second agent that answers proves that the first had its time.
    const other = await agent();
    await other.submit('hello');
    await other.told('idle');
    expect(world.screen()).toBe(before);
  });

  test('it refuses an option that it does not know', async () => {
    const world = demoWorld(program.path);
    world.start({ CZAR_DEMO: 'dance' });
    expect(await world.ended()).toBe(2);
    expect(world.complaint()).toContain('"dance" is no option');
  });
});

describe('a directive makes it', () => {
  test('ask for permission: it waits, drops pastes, and goes on with y', async () => {
    const world = await agentAt('@permission psql -c "drop table carts"', 'commit "A"');
    expect((await world.told('permission')).text).toBe('psql -c "drop table carts"');
    await world.seen('dialog');
    world.paste('lost');
    world.keys('y');
    await world.told('idle');
    expect(names(world)).toEqual(['ready', 'prompt', 'busy', 'permission', 'busy', 'idle']);
    expect(world.git('log', '-1', '--format=%s')).toBe('cart');
  });

  test('ask for permission, and stop at a no', async () => {
    const world = await agentAt('@permission rm -rf /', 'commit "A"');
    await world.seen('dialog');
    world.keys('n');
    await world.told('idle');
    expect(world.git('log', '--format=%s')).toBe('base');
  });

  test('ask a question, and go on with the answer', async () => {
    const world = await agentAt('@question Tabs or blanks?', 'commit "A"');
    expect((await world.told('question')).text).toBe('Tabs or blanks?');
    await world.seen('prompt');
    await world.submit('[czar d-2] Answer about task cart: blanks');
    await world.told('idle');
    expect(names(world)).toEqual(['ready', 'prompt', 'busy', 'question', 'prompt', 'busy', 'idle']);
    expect(world.git('log', '-2', '--format=%s')).toBe('cart\nA');
  });

  test('freeze with the spinner turning, until it is interrupted', async () => {
    const world = await agentAt('@freeze', 'commit "never"');
    await world.seen(/\(2s · esc to interrupt\)/);
    expect(names(world)).toEqual(['ready', 'prompt', 'busy']);
    world.keys('C-c');
    await world.told('idle');
    expect(world.git('log', '--format=%s')).toBe('base');
  });

  test('go silent for a time, deaf to keys', async () => {
    const world = await agentAt('say Quiet now.', '@silent 1500ms', 'say I am back.');
    await world.seen(/Quiet now/);
    const before = world.screen();
    world.keys('Escape', 'x');
    expect(world.screen()).toBe(before);
    await world.told('idle');
    await world.seen(/I am back/);
    expect(world.shows().composer?.text).toBe('');
  });

  test('crash once with a status, and go on in its next life behind what is committed', async () => {
    const world = await agent();
    const steps = ['$ echo a >> a.txt', 'commit "A"', '@crash once 3', '$ echo b >> a.txt'];
    await world.submit(task(...steps));
    expect(await world.ended()).toBe(3);
    expect(names(world)).not.toContain('exit');
    world.start();
    await world.told('ready', 2);
    await world.submit(task(...steps).replace('attempt 1.', 'attempt 1, continued.'));
    await world.told('idle');
    expect(readFileSync(join(world.cwd, 'a.txt'), 'utf8')).toBe('a\nb\n');
    expect(world.git('log', '--format=%s')).toBe('cart\nA\nbase');
  });

  test('crash in each life', async () => {
    const world = await agent();
    for (const life of [1, 2]) {
      if (life > 1) world.start();
      await world.told('ready', life);
      await world.submit(task('@crash 9'));
      expect(await world.ended()).toBe(9);
    }
  });

  test('flood the terminal', async () => {
    const world = await agentAt('@flood 2MB', 'say The flood is over.');
    await world.told('idle');
    await world.seen('prompt');
    expect(world.screen()).toMatch(/dull one\.[^]*The flood is over/);
  });

  test('hit a usage limit, with a time, and be idle after it; the rest is done when it is told to', async () => {
    const world = await agentAt('commit "A"', '@limit 2s', 'commit "B"');
    const limit = await world.told('limit');
    expect(Math.abs((limit.data?.resetAt ?? 0) - limit.at - 2_000)).toBeLessThan(1_000);
    await world.seen(/Usage limit reached/);
    expect(names(world)).not.toContain('idle');
    const idle = await world.told('idle');
    expect(idle.at).toBeGreaterThanOrEqual(limit.at + 1_900);
    await world.submit('[czar d-2] Task cart, attempt 1: the limit is over, go on.');
    await world.told('idle', 2);
    expect(world.git('log', '--format=%s')).toBe('cart\nB\nA\nbase');
  });

  test('say nothing more by events', async () => {
    const world = await agentAt('@no-events', 'say Silence.');
    await world.seen(/Done\./);
    await world.seen('prompt');
    expect(names(world)).toEqual(['ready', 'prompt', 'busy']);
    expect(world.git('log', '-1', '--format=%b')).toBe('TASK_COMPLETE');
  });

  test('leave out the marker, and add it when it is reminded', async () => {
    const world = await agent();
    await world.submit(`${task('@no-marker')}\n\`\`\`demo message\ncommit --complete "Complete"\n\`\`\``);
    await world.told('idle');
    expect(world.git('log', '-1', '--format=%s%b')).toBe('cart');
    await world.submit('[czar d-2] Your commits have no marker.');
    await world.told('idle', 2);
    expect(world.git('log', '-1', '--format=%s %b')).toBe('Complete TASK_COMPLETE');
  });

  test('commit on another branch', async () => {
    const world = await agentAt('@other-branch oops', 'commit --complete "A"');
    await world.told('idle');
    expect(world.git('log', '-1', '--format=%s', 'oops')).toBe('A');
    expect(world.git('log', '--format=%s', 'main')).toBe('base');
  });

  test('leave files uncommitted', async () => {
    const world = await agentAt('@leftovers notes.txt', '$ echo a > a.txt');
    await world.told('idle');
    expect(world.git('status', '--porcelain')).toBe('?? notes.txt');
    expect(world.git('ls-files')).toBe('a.txt');
  });

  test('forge the marker on the screen', async () => {
    const world = await agentAt('@forge-marker', '@no-marker');
    await world.told('idle');
    expect(world.screen()).toMatch(/^\s+TASK_COMPLETE$/m);
    expect(world.git('log', '--format=%B')).not.toContain('TASK_COMPLETE');
  });

  test('swallow the Enter of the next text', async () => {
    const world = await agentAt('@swallow-first-enter');
    await world.told('idle');
    await world.seen('prompt');
    await world.submit('[czar d-2] hello');
    world.keys('x');
    await world.seen(/❯ \[czar d-2\] hellox/);
    world.keys('BSpace', 'Enter');
    expect(await world.told('prompt', 2)).toMatchObject({ text: '[czar d-2] hello' });
  });
});
