import { beforeEach, describe, expect, test } from 'vitest';
import { decide } from '../../../../src/decide/plan.ts';
import { digest } from '../../../../src/adapters/digest/digest.ts';
import { Fault } from '../../../../src/domain/fault.ts';
import { whyOf } from '../../../../src/engine/picture/why.ts';
import { afterFacts } from '../../../support/folded.ts';
import { aReceipt } from '../../../support/ledger-parts.ts';
import { anAgent, aPolicy } from '../../../support/policy.ts';
import type { Stage } from './effects.ts';
import { beforeOpening, opening, textOfA } from './opening.ts';

const W1 = '/project/.czar/worktrees/w1';
const PATH = `${W1}/.czar-text/d-1.txt`;
const text = 'a long line\n'.repeat(500);

let stage: Stage;
beforeEach(() => {
  stage = beforeOpening({ world: { policy: withLimit(1_000) } });
  stage.texts.set('a', { ...textOfA, text });
});

function withLimit(pasteBytes: number | null) {
  return aPolicy({ agents: new Map([['demo', anAgent({ pasteBytes })]]) });
}

const receipt = () => stage.world.ledger.receipts.get('d-1');

test('a text that is too long lies in a file, and what is typed names it with its hash', async () => {
  await stage.run(opening);
  const content = stage.git.texts.get(PATH) ?? '';
  expect(content).toMatch(/^\[czar d-1\] Task a, attempt 1\. You are w1\.\n/);
  expect(content).toContain(`----- task -----\n${text.trimEnd()}\n`);
  expect(content.endsWith('\n[end d-1]\n')).toBe(true);
  const [typed = ''] = stage.pane.submitted;
  expect(typed).toContain(`\n${PATH}\n`);
  expect(typed).not.toContain('----- task -----');
  const sha256 = digest.sha256(content);
  expect(typed).toContain(sha256);
  const file = { path: PATH, sha256, bytes: content.length };
  expect(receipt()).toMatchObject({
    verdict: 'confirmed',
    because: `its prompt event has the whole text, which names the file ${PATH} (${content.length} bytes)`,
    textHash: 'hash1',
    sha256: digest.sha256(typed),
    bytes: typed.length,
    file,
  });
  expect(stage.log).toMatchObject([{ delivery: 'd-1', verdict: 'confirmed', bytes: typed.length, file }]);
  expect(whyOf(stage.world, 'w1').join('\n')).toContain(`it is the file ${PATH}`);
});

test('one that is not too long is typed', async () => {
  stage = beforeOpening({ world: { policy: withLimit(50_000) } });
  stage.texts.set('a', { ...textOfA, text });
  await stage.run(opening);
  expect(stage.git.texts.size).toBe(0);
  expect(stage.pane.submitted[0]).toContain('----- task -----');
  expect(receipt()).not.toHaveProperty('file');
});

test('one that is not tried makes no file', async () => {
  stage.pane.composer = 'a draft';
  await expect(stage.run(opening)).rejects.toThrow('clear the draft');
  expect(stage.git.texts.size).toBe(0);
});

test('a file that cannot be written holds the text back, and nothing is typed', async () => {
  stage.git.repository.worktrees.leaveText = () =>
    Promise.reject(
      new Fault({ code: 'file-unwritable', what: 'leave a text', on: PATH, because: 'it is a link' }),
    );
  await expect(stage.run(opening)).rejects.toMatchObject({ facts: { code: 'file-unwritable' } });
  expect([stage.pane.submitted, stage.pane.composer, receipt()]).toEqual([[], '', undefined]);
});

const dropping = () => decide(stage.world).actions.filter(({ kind }) => kind === 'drop-texts');

describe('its file', () => {
  test('stays while its task is at work', async () => {
    await stage.run(opening);
    expect(dropping()).toEqual([]);
  });

  test('goes when the text provably did not arrive, and with it whatever nobody knows of', async () => {
    stage.git.texts
      .set(`${W1}/.czar-text/d-old.txt`, 'an old one')
      .set('/w2/.czar-text/d-2.txt', 'of another');
    stage.pane.swallows = 99;
    await expect(stage.run(opening)).rejects.toThrow('Enter was not taken');
    const [drop] = dropping();
    expect(drop).toMatchObject({ worker: 'w1', keep: [], lane: 'tree:w1' });
    if (drop !== undefined) await stage.run(drop);
    expect([...stage.git.texts.keys()]).toEqual(['/w2/.czar-text/d-2.txt']);
    expect(dropping()).toEqual([]);
  });

  test('goes when its task is merged, and others stay', async () => {
    await stage.run(opening);
    const delivery = aReceipt('d-2', { file: { path: '/x', sha256: 'x', bytes: 1 }, generation: 1 });
    stage.world = afterFacts(
      stage.world,
      { type: 'delivery.began', delivery },
      { type: 'task.merged', task: 'a', sha: null, head: null, note: 'no change' },
    );
    expect(dropping()).toMatchObject([{ keep: ['d-2'] }]);
  });
});
