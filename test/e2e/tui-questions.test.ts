import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, taskOf, workerOf } from '../support/czar-shop.ts';
import { factsOf, journaled } from '../support/recovery.ts';
import { aTuiTerminal, expectSeen, type TuiTerminal } from '../support/tui-terminal.ts';

const asksTwice = demoTask('@permission rm -rf build', '$ echo a > a.txt', 'commit --complete "Clean"');

async function atQuestion(terminal: TuiTerminal): Promise<void> {
  await expectSeen(terminal, /live/);
  terminal.keys('n');
  await expectSeen(terminal, /\[2 Needs/);
  await expectSeen(terminal, /> +\d+ +engineer/);
  terminal.keys('Enter');
  await expectSeen(terminal, /\[Question \d+\]/);
}

test('a destructive permission is not given by pressing on, a denial is remembered, and stands in the question that follows', async () => {
  const shop = aShop({ tasks: { engineer1: asksTwice } });
  await shop.start();
  await shop.asked('agent-asks', 'engineer1');
  const terminal = aTuiTerminal(shop, { columns: 110, rows: 40 });
  await atQuestion(terminal);
  terminal.keys('Enter', 'Enter', 'Enter');
  await expectSeen(terminal, 'nothing is chosen. Choose: 1 yes, 2 no');
  terminal.keys('9');
  await expectSeen(terminal, 'there is no answer 9');
  terminal.keys('1', 'Enter');
  await expectSeen(terminal, 'It looks destructive');
  terminal.keys('Enter');
  await expectSeen(terminal, /^> +1 +yes/m);
  expect(shop.picture()?.questions).toMatchObject([{ number: 1, topic: 'agent-asks' }]);
  terminal.keys('2', 'Enter');
  await expectSeen(terminal, /Question 1 is answered: you denied this at \d\d:\d\d/);
  await shop.sees('that it asks again', ({ questions }) =>
    questions.some(({ before = [] }) => before.some(({ answer }) => answer === 'no')),
  );
  await expectSeen(terminal, 'Enter opens the next');
  terminal.keys('Enter');
  await expectSeen(terminal, /You denied this before, at \d\d:\d\d: it asks for the 2nd time/);
  terminal.keys('2', 'Enter');
  const stuck = await shop.asked('stuck', 'engineer1');
  expect(stuck.text).toContain('you denied it a permission 2 times ((looks destructive)');
  expect(stuck.text).toContain('also after the reminder how to finish');
  expect(factsOf(await journaled(shop), 'dialog.chosen').map(({ chosen }) => chosen?.choice)).toEqual([1, 1]);
  terminal.keys('1');
  await expectSeen(terminal, new RegExp(`asked \\(${stuck.number}\\)`));
  await expectSeen(terminal, `task engineer1 waits for you (${stuck.number}) since `);
});

test('a stuck task leads to its question: since when, what was done, and what its screen showed; also while nobody runs', async () => {
  const shop = aShop({
    tasks: { engineer1: demoTask('say I wait for it.', '$ sleep 3000', 'commit --complete "Wait"') },
    config: {
      workers: { engineer1: {} },
      health: { slow: '3s', stuck: '9s', silence: '1h', coolDown: '2s' },
    },
  });
  await shop.start();
  const asked = await shop.asked('stuck', 'engineer1');
  // Whether it is seen in the queue of its agent is a matter of when it is looked at.
  expect(asked.text).toMatch(
    /nothing moves, also after a restart; (the offer of help is queued and was not read|nobody knows whether the offer of help arrived)/,
  );
  expect(asked.evidence.map(({ says }) => says)).toEqual(
    expect.arrayContaining([
      'the last sign that it got on',
      'restarted with the same task, because it was stuck',
    ]),
  );
  expect(asked.screen?.lines.join('\n')).toContain('sleep 3000');
  const seen = await shop.sees('the row to lead there', (picture) => {
    const worker = workerOf(picture, 'engineer1');
    return worker?.parked?.question === asked.number && worker.doing === 'idle';
  });
  expect(taskOf(seen, 'engineer1')?.since).toBe(asked.since);
  const why = await shop.run('why', 'engineer1');
  expectRan(why, { code: 0, out: /its task engineer1 waits for your answer/ });
  expect(why.out).toMatch(/task: needs_human since \d\d:\d\d \(\d+s\)/);
  expect(why.out).toMatch(/^ *\| +⎿ sleep 3000$/m);
  expectRan(await shop.run('stop'), { code: 0 });
  const terminal = aTuiTerminal(shop, { columns: 110, rows: 40 });
  await expectSeen(terminal, 'czar is not running');
  await expectSeen(terminal, `idle, asked (${asked.number})`);
  terminal.keys('Enter');
  await expectSeen(terminal, /czar is not running; this is what was known \d\d:\d\d \(\d+s ago\)/);
  await expectSeen(terminal, 'task engineer1 waits for you');
  expectRan(await shop.run('why', 'engineer1'), { code: 0, out: /this is what was known/ });
});
