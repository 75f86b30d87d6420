import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acceptanceInMemory } from '../../../../src/adapters/acceptance/in-memory.ts';
import { openProjectFiles } from '../../../../src/adapters/files/project-files.ts';
import { acceptOwn } from '../../../../src/compose/acceptance/accept-own.ts';
import { asIfAccepted, inForce, standingOf } from '../../../../src/compose/acceptance/standing.ts';
import { acceptanceOf } from '../../../../src/compose/acceptance/store.ts';
import type { OpenedProject } from '../../../../src/compose/human-files.ts';
import type { Place } from '../../../../src/compose/place.ts';
import { refuseCommands } from '../../../../src/compose/preflight/commands.ts';
import type { StartRequest } from '../../../../src/surfaces/cli/project-door.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const queue = { primary_tasks: { w1: { status: 'pending' } }, bonus_tasks: {} };
const says = (said: 'yes' | 'no' | 'nobody'): Pick<StartRequest, 'agree'> => ({
  agree: () => Promise.resolve(said),
});

interface Opened {
  readonly opened: Pick<OpenedProject, 'place' | 'files' | 'acceptance' | 'policy'>;
  readonly said: string[];
  readonly stop: AbortController;
}

function placeWith(files: Readonly<Record<string, string>>, said: string[], stop: AbortController): Place {
  const base = temporaryFolder();
  const root = join(base, 'shop');
  for (const [name, text] of Object.entries({ 'work-queue.json': JSON.stringify(queue), ...files })) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const journalDir = join(base, 'journal');
  const around = {
    env: { HOME: join(base, 'home'), PATH: '/nowhere' },
    version: '1',
    signal: stop.signal,
    progress: (line: string) => void said.push(line),
  };
  return {
    root,
    home: root,
    topLevel: root,
    gitDir: base,
    commonDir: base,
    projectId: 'a1',
    journalDir,
    around,
  };
}

/** A project with these files; its repository is never looked at. */
async function open(config: object, files: Readonly<Record<string, string>> = {}): Promise<Opened> {
  const said: string[] = [];
  const stop = new AbortController();
  const place = placeWith({ 'czar.config.json': JSON.stringify(config), ...files }, said, stop);
  const project = await openProjectFiles({
    root: place.root,
    home: place.home,
    stateDir: place.journalDir,
    queueTracked: false,
    baseBranch: 'main',
    foundAgent: 'claude',
    clock: { now: () => Date.now() },
  });
  const opened = { place, files: project, acceptance: acceptanceOf(place), ...(await project.policy()) };
  return { opened, said, stop };
}

const config = { agent: 'claude', checks: [{ name: 'test', run: 'npm test' }] };

describe('a start', () => {
  test('asks nothing where the files name no command', async () => {
    const { opened } = await open({ agent: 'claude' });
    const agree = (): never => {
      throw new Error('it asked');
    };
    expect(await refuseCommands(opened, { agree })).toBeNull();
  });

  test('is refused with each command and the flag where nobody can be asked', async () => {
    const task = '---\nchecks: [{ name: own, run: npm test -- w1 }]\n---\n# Work\n';
    const { opened } = await open(config, { 'tasks/w1.md': task });
    expect(await refuseCommands(opened, says('nobody'))).toEqual({
      state: 'refused',
      exit: 4,
      says: [
        'could not start (shop): its files name commands that nobody accepted',
        '  check "test": npm test',
        '  check "own" of w1: npm test -- w1',
        '  read them, then: czar start --trust',
      ].join('\n'),
    });
    expect((await opened.acceptance.last()).commands).toBeNull();
  });

  test('goes on after a yes, and the next one does not ask', async () => {
    const { opened } = await open(config);
    expect(await refuseCommands(opened, says('yes'))).toBeNull();
    expect(await refuseCommands(opened, says('nobody'))).toBeNull();
    expect((await standingOf({ ...opened, acceptance: acceptanceOf(opened.place) })).unaccepted).toBeNull();
  });

  test('is refused after a no, or a word to stop while it asked, and keeps nothing', async () => {
    const { opened, stop } = await open(config);
    const no = 'nothing was started: its commands are not accepted';
    expect(await refuseCommands(opened, says('no'))).toEqual({ state: 'refused', exit: 4, says: no });
    stop.abort();
    expect((await refuseCommands(opened, says('yes')))?.says).toContain('told to stop');
    expect((await opened.acceptance.last()).commands).toBeNull();
  });

  test('asks about everything again where it cannot be read what was accepted, and says so', async () => {
    const { opened, said } = await open(config);
    const last = () => Promise.resolve({ commands: null, problem: 'it is damaged' });
    const asked: boolean[] = [];
    const agree: StartRequest['agree'] = ({ isFirst }) => {
      asked.push(isFirst);
      return Promise.resolve('yes');
    };
    const acceptance = { ...acceptanceInMemory(), last };
    expect(await refuseCommands({ ...opened, acceptance }, { agree })).toBeNull();
    expect([said, asked]).toEqual([['note: it is damaged'], [true]]);
  });
});

test('what nobody accepted is left out of what is in force, and in it as if it were', async () => {
  const { opened } = await open(config);
  expect((await inForce(opened)).policy.checks).toEqual([]);
  expect((await inForce(await asIfAccepted(opened))).policy.checks).toHaveLength(1);
});

test('what Czar wrote into a new config is accepted, and shown', async () => {
  const { opened } = await open(config);
  expect(await acceptOwn(opened.place)).toEqual(['accepted check "test": npm test']);
  expect((await standingOf(opened)).unaccepted).toBeNull();
  const { opened: none } = await open({ agent: 'claude' });
  expect(await acceptOwn(none.place)).toEqual([]);
});
