import { expect, test } from 'vitest';
import { openRuns, type Runs } from '../../../../src/surfaces/tui/runs.ts';
import type { RunRequest } from '../../../../src/surfaces/tui/io.ts';
import type { TuiData } from '../../../../src/views/tui/data.ts';
import type { Input } from '../../../../src/views/tui/input.ts';
import { until } from '../../../support/until.ts';

interface Asked extends RunRequest {
  readonly end: (code: number) => void;
}

interface Bench {
  readonly runs: Runs;
  readonly asked: Asked[];
  readonly told: Input[];
  readonly shown: () => TuiData['output'];
}

function aBench(): Bench {
  const asked: Asked[] = [];
  const told: Input[] = [];
  let output: TuiData['output'] = null;
  const runs = openRuns(
    {
      stdout: { columns: 80 } as NodeJS.WriteStream,
      run: (request) => new Promise((resolve) => asked.push({ ...request, end: resolve })),
    },
    {
      update: (patch) => {
        output = patch.output ?? output;
      },
      input: (input) => void told.push(input),
    },
  );
  return { runs, asked, told, shown: () => output };
}

function at(bench: Bench, index: number): Asked {
  const found = bench.asked[index];
  if (found === undefined) throw new Error(`nothing was run for the ${index + 1}. time`);
  return found;
}

test('a second order does not call off the first, and both outcomes are told', async () => {
  const bench = aBench();
  bench.runs.order(['nudge', 'w1']);
  bench.runs.order(['restart', 'w2']);
  expect(bench.asked.map(({ signal }) => signal.aborted)).toEqual([false, false]);
  at(bench, 1).onLine('w2 is started again');
  at(bench, 1).end(0);
  at(bench, 0).onLine('w1 has no session');
  at(bench, 0).onLine('  czar log -f');
  at(bench, 0).end(1);
  await until(() => bench.told.length === 4, { what: 'both outcomes' });
  expect(bench.told.slice(2)).toEqual([
    { on: 'told', tone: 'good', text: 'w2 is started again' },
    { on: 'told', tone: 'bad', text: 'w1 has no session\n  czar log -f' },
  ]);
});

test('an order that says nothing is told by its name', async () => {
  const bench = aBench();
  bench.runs.order(['pause', 'w1']);
  at(bench, 0).end(3);
  await until(() => bench.told.length === 2, { what: 'an outcome' });
  expect(bench.told[1]).toEqual({ on: 'told', tone: 'bad', text: 'czar pause w1: failed' });
});

test('what went wrong is told with what helps, and nothing without an end', async () => {
  const bench = aBench();
  bench.runs.order(['add', 'new1', '--after', 'nosuch']);
  at(bench, 0).onLine('czar: no task of this project has that name');
  at(bench, 0).onLine('  there is: cart, prices');
  for (let line = 0; line < 100; line += 1) at(bench, 0).onLine('and more');
  at(bench, 0).end(3);
  await until(() => bench.told.length === 2, { what: 'an outcome' });
  const told = ['czar: no task of this project has that name', '  there is: cart, prices'];
  const text = [...told, ...Array.from({ length: 6 }, () => 'and more')].join('\n');
  expect(bench.told[1]).toEqual({ on: 'told', tone: 'bad', text });
});

test('a page that another command has taken is not written to by the one before', async () => {
  const bench = aBench();
  bench.runs.page(['log', '-f']);
  bench.runs.page(['status']);
  expect(at(bench, 0).signal.aborted).toBe(true);
  at(bench, 1).onLine('all is well');
  at(bench, 1).end(0);
  await until(() => bench.shown()?.exit === 0, { what: 'the end of the second' });
  at(bench, 0).onLine('late');
  at(bench, 0).end(130);
  await Promise.resolve();
  expect(bench.shown()).toEqual({ command: 'status', lines: ['all is well'], exit: 0 });
});

test('an interruption reaches the page, and no order', () => {
  const bench = aBench();
  bench.runs.page(['log', '-f']);
  bench.runs.order(['pause']);
  bench.runs.interrupt();
  expect(bench.asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
});

test('at the end an order under way is waited for, and its outcome is handed on', async () => {
  const bench = aBench();
  bench.runs.order(['answer', '3', 'retry']);
  const settled = bench.runs.settle();
  at(bench, 0).onLine('question 3 is answered');
  at(bench, 0).end(0);
  expect(await settled).toEqual(['question 3 is answered']);
  expect(at(bench, 0).signal.aborted).toBe(false);
});

test('at the end an order that takes long is not waited for in full, but until it is given', async () => {
  const bench = aBench();
  bench.runs.order(['inject', 'w1', 'hello']);
  const { signal, end, onLine } = at(bench, 0);
  signal.addEventListener('abort', () => {
    onLine('waiting: it was written down');
    end(130);
  });
  expect(await bench.runs.settle()).toEqual(['waiting: it was written down']);
});

test('at the end nobody says that an order failed of which nothing is known', async () => {
  const bench = aBench();
  bench.runs.order(['inject', 'w1', 'hello']);
  const { signal, end } = at(bench, 0);
  signal.addEventListener('abort', () => end(130));
  expect(await bench.runs.settle()).toEqual([
    'czar inject w1 hello: what came of it was not waited for (czar log)',
  ]);
});

test('with nothing under way the end comes at once', async () => {
  expect(await aBench().runs.settle()).toEqual([]);
});
