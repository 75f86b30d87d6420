import { describe, expect, test } from 'vitest';
import { json, tempProject } from './project.ts';

async function agentsFor(name: string, entry: object) {
  const project = tempProject({
    'work-queue.json': json({ primary_tasks: { engineer1: {} } }),
    'czar.config.json': json({ agent: name, agents: { [name]: entry } }),
  });
  const { policy, problems } = await (await project.open()).policy();
  return { agent: policy.agents.get(name), problems };
}

const mine = (over: object) => agentsFor('mine', { command: 'my-agent', ...over });

describe('what the config says of the screen of a custom agent', () => {
  test('is taken with what it leaves out', async () => {
    const { agent, problems } = await mine({
      screen: { composer: ' > ', busy: ['(esc)'], dialogs: [{ shows: 'Run it?' }] },
      interruptKeys: ['Escape'],
      clearKeys: ['C-u', 'BSpace', 'S-Home', 'M-d'],
    });
    expect(problems).toEqual([]);
    expect(agent).toMatchObject({
      screen: {
        prompt: [],
        busy: ['(esc)'],
        composer: ' > ',
        placeholder: null,
        paste: [],
        continues: null,
        limits: [],
        dialogs: [{ shows: 'Run it?', enter: false, choices: [] }],
      },
      interruptKeys: ['Escape'],
      clearKeys: ['C-u', 'BSpace', 'S-Home', 'M-d'],
    });
  });

  test('is taken with what its dialogs, limits, versions and conversations are told by', async () => {
    const over = {
      screen: {
        composer: '> ',
        continues: '> ',
        limits: ['Limit reached'],
        dialogs: [{ shows: '[Yes]:', choices: [{ shows: '(N)o', means: 'no', keys: ['n', 'Enter'] }] }],
      },
      clearKeys: ['C-u'],
      resumeArgs: ['--resume', '{conversation}'],
      versionArgs: ['--version'],
    } as const;
    const { agent, problems } = await mine(over);
    expect(problems).toEqual([]);
    expect(agent).toMatchObject(over);
  });

  test.each([
    ['without a screen', { clearKeys: ['C-u'] }],
    ['without a composer', { screen: { prompt: ['a'] }, clearKeys: ['C-u'] }],
    ['without keys that clear it', { screen: { composer: '> ' } }],
  ])('a version is not asked for %s: a new one could not be tried', async (_what, over) => {
    const { problems } = await mine({ ...over, versionArgs: ['--version'] });
    expect(problems.map(({ message }) => message).join()).toContain('a new version is tried by its screen');
  });

  const withChoices = (...choices: readonly object[]): object => ({
    screen: { composer: '> ', dialogs: [{ shows: 'Run it?', choices }] },
  });

  test.each([
    ['an unknown meaning', withChoices({ shows: 'No', means: 'nay' })],
    ['keys for some choices only', withChoices({ shows: 'Yes' }, { shows: 'No', keys: ['n'] })],
    ['a word as a key', withChoices({ shows: 'No', keys: ['no'] })],
    ['a separator of tmux as a key', withChoices({ shows: 'No', keys: [';'] })],
    ['further rows of no composer', { screen: { prompt: ['a'], continues: '> ' } }],
    ['no argument for its version', { screen: { composer: '> ' }, clearKeys: ['C-u'], versionArgs: [] }],
    ['nothing that tells its prompt', { screen: { busy: ['x'] } }],
    ['an empty mark', { screen: { prompt: [''] } }],
    ['a mark of blanks, which is everywhere', { screen: { prompt: ['   '] } }],
    ['a mark of two rows', { screen: { prompt: ['a\nb'] } }],
    ['an unknown key', { screen: { prompt: ['a'], limit: ['b'] } }],
    ['Enter among the keys', { clearKeys: ['Enter'] }],
    ['Enter under another name', { clearKeys: ['C-m'] }],
    ['a line end among the keys', { interruptKeys: ['C-j'] }],
    ['a plain character', { interruptKeys: ['q'] }],
    ['words', { clearKeys: ['rm -rf /'] }],
    ['an option of tmux', { clearKeys: ['-l'] }],
    ['no key at all', { clearKeys: [] }],
  ])('is refused with %s', async (_what, over) => {
    const { problems } = await mine(over);
    expect(problems.length).toBeGreaterThan(0);
  });

  test.each(['claude', 'codex', 'opencode', 'demo'])(
    'is refused of %s, whose screen is known',
    async (kind) => {
      const { problems } = await agentsFor(kind, { clearKeys: ['C-u'] });
      expect(problems.map(({ message }) => message).join()).toContain('only an agent of the kind "custom"');
    },
  );
});
