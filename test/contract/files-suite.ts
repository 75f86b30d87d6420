import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../../src/ports/files.ts';
import { until } from '../support/until.ts';

/** A project as a human sees it: its files as texts, by their path from the root. */
export interface FilesWorld {
  readonly files: ProjectFiles;
  readonly put: (path: string, text: string) => void;
  /** Null: not there. */
  readonly get: (path: string) => string | null;
  readonly remove: (path: string) => void;
}

export type MakeFiles = (start: Readonly<Record<string, string>>) => Promise<FilesWorld>;

const config = '{ "agent": "demo" }\n';

const queue = `{
  // planned on Monday
  "primary_tasks": {
    "engineer1": {"status": "pending", "priority": 1}
  },
  "bonus_tasks": {
    "review": {
      "assignee": null,
      "status": "pending", // not before Friday
      "x-note": [1,2,  3]
    }
  }
}
`;

const dependencies = `{
\t"review": {
\t\t"blocked_by": ["engineer1"],
\t\t"status": "waiting"
\t}
}
`;

const start = { 'czar.config.json': config, 'work-queue.json': queue, 'dependencies.json': dependencies };

/** What every implementation of `ProjectFiles` does. */
export function describeProjectFiles(name: string, make: MakeFiles): void {
  describe(`${name}: a write back`, () => {
    test('changes single fields and nothing else', async () => {
      const { files, get } = await make(start);
      await files.wish();
      const result = await files.writeBack([
        { task: 'engineer1', status: 'in_progress' },
        { task: 'review', status: 'in_progress', assignee: 'engineer1', dependencyStatus: 'ready' },
      ]);
      expect(result.wrote).toBe('yes');
      expect(get('work-queue.json')).toBe(
        queue
          .replace('"engineer1": {"status": "pending"', '"engineer1": {"status": "in_progress"')
          .replace('"assignee": null', '"assignee": "engineer1"')
          .replace('"status": "pending", //', '"status": "in_progress", //'),
      );
      expect(get('dependencies.json')).toBe(dependencies.replace('"waiting"', '"ready"'));
      const wish = await files.wish();
      expect(wish.tasks.get('review')).toMatchObject({ status: 'in_progress', assignee: 'engineer1' });
    });

    test('adds fields in the layout of the file, to entries and to tasks with edges', async () => {
      const { files, get } = await make(start);
      await files.wish();
      const waitingSince = '2025-11-27T22:00:00Z';
      await files.writeBack([
        { task: 'engineer1', notified: ['review'], dependencyStatus: 'complete' },
        { task: 'review', waitingSince },
      ]);
      expect(get('dependencies.json')).toBe(
        dependencies.replace(
          '"waiting"\n\t}\n',
          `"waiting",\n\t\t"waiting_since": "${waitingSince}"\n\t},\n\t"engineer1": {\n\t\t"status": "complete",\n\t\t"notified": ["review"]\n\t}\n`,
        ),
      );
      expect(await files.writeBack([{ task: 'review', waitingSince }])).toMatchObject({ wrote: 'moved' });
      await files.wish();
      expect(await files.writeBack([{ task: 'review', waitingSince }])).toMatchObject({ wrote: 'nothing' });
    });

    test('leaves a file alone that a human changed meanwhile', async () => {
      const { files, get, put } = await make(start);
      await files.wish();
      const edited = queue.replace('Monday', 'Sunday');
      put('work-queue.json', edited);
      const result = await files.writeBack([
        { task: 'review', status: 'cancelled', dependencyStatus: 'ready' },
      ]);
      expect(result.wrote).toBe('moved');
      expect(get('work-queue.json')).toBe(edited);
      expect(get('dependencies.json')).toBe(dependencies);
    });

    test('leaves a broken file alone', async () => {
      const { files, get, put } = await make(start);
      await files.wish();
      put('work-queue.json', queue.slice(0, -4));
      await files.wish();
      expect(await files.writeBack([{ task: 'review', status: 'cancelled' }])).toMatchObject({
        wrote: 'off',
      });
      expect(get('work-queue.json')).toBe(queue.slice(0, -4));
    });

    test('never makes a missing file, nor an entry for a stranger', async () => {
      const { files, get, remove } = await make(start);
      remove('dependencies.json');
      await files.wish();
      expect(await files.writeBack([{ task: 'review', dependencyStatus: 'ready' }])).toMatchObject({
        wrote: 'nothing',
      });
      expect(await files.writeBack([{ task: 'nobody', status: 'complete' }])).toMatchObject({
        wrote: 'nothing',
      });
      expect(get('dependencies.json')).toBeNull();
      remove('work-queue.json');
      await files.wish();
      expect(await files.writeBack([{ task: 'review', status: 'ready' }])).toMatchObject({ wrote: 'off' });
      expect(get('work-queue.json')).toBeNull();
    });

    test('is off when the config says so', async () => {
      const { files, get } = await make({
        ...start,
        'czar.config.json': '{ "agent": "demo", "writeBack": false }',
      });
      await files.wish();
      expect(await files.writeBack([{ task: 'review', status: 'ready' }])).toMatchObject({ wrote: 'off' });
      expect(get('work-queue.json')).toBe(queue);
    });
  });

  describe(`${name}: an edit`, () => {
    const addition = {
      do: 'add',
      task: 'search',
      text: '# Search\n',
      priority: 5,
      assignee: null,
      after: ['review'],
      title: 'Search',
    } as const;

    test('adds a task with its text', async () => {
      const { files, get } = await make(start);
      await files.edit(addition);
      expect(get('tasks/search.md')).toBe('# Search\n');
      expect(get('work-queue.json')?.startsWith(queue.slice(0, queue.indexOf('    }\n  }\n}')))).toBe(true);
      const wish = await files.wish();
      expect(wish.problems).toEqual([]);
      expect(wish.tasks.get('search')).toMatchObject({
        title: 'Search',
        priority: 5,
        after: ['review'],
        textFile: 'tasks/search.md',
      });
      expect((await files.text('search'))?.text).toBe('# Search\n');
    });

    test('tells the hashes of texts, also after a change', async () => {
      const { files, put } = await make(start);
      await files.edit(addition);
      for (const text of ['# Search\n', '# Searcg\n', '# Search, and find\n']) {
        put('tasks/search.md', text);
        await files.wish();
        const hash = (await files.text('search'))?.hash;
        expect([...(await files.textHashes(['search', 'nobody']))]).toEqual([['search', hash]]);
        expect(hash).toBe(createHash('sha256').update(text).digest('hex'));
      }
    });

    test('refuses a taken name, a bad name and a text that is there already, and changes nothing', async () => {
      const { files, get, put } = await make(start);
      put('tasks/search.md', 'mine');
      await expect(files.edit(addition)).rejects.toMatchObject({ facts: { code: 'bad-input' } });
      await expect(files.edit({ ...addition, task: 'REVIEW' })).rejects.toMatchObject({
        facts: { code: 'bad-input' },
      });
      await expect(files.edit({ ...addition, task: '../x' })).rejects.toMatchObject({
        facts: { code: 'bad-input' },
      });
      expect(get('tasks/search.md')).toBe('mine');
      expect(get('tasks/REVIEW.md')).toBeNull();
      expect(get('work-queue.json')).toBe(queue);
    });

    test('sets fields of a task', async () => {
      const { files, get } = await make(start);
      await files.edit({
        do: 'set',
        task: 'review',
        status: 'cancelled',
        assignee: 'engineer1',
        priority: 2,
      });
      const wish = await files.wish();
      expect(wish.tasks.get('review')).toMatchObject({
        status: 'cancelled',
        assignee: 'engineer1',
        priority: 2,
      });
      expect(get('work-queue.json')).toContain('"x-note": [1,2,  3]');
      await files.edit({ do: 'set', task: 'review', hold: true, after: ['engineer1'] });
      const held = (await files.wish()).tasks.get('review');
      expect(held).toMatchObject({ hold: true });
      expect(held?.after).toContain('engineer1');
      await files.edit({ do: 'set', task: 'review', hold: false, after: [] });
      expect((await files.wish()).tasks.get('review')).toMatchObject({ hold: false });
      const before = get('work-queue.json');
      await files.edit({ do: 'set', task: 'engineer1', hold: false, after: [] });
      expect(get('work-queue.json')).toBe(before);
      await expect(files.edit({ do: 'set', task: 'nobody', priority: 1 })).rejects.toMatchObject({
        facts: { code: 'not-found' },
      });
      await expect(files.edit({ do: 'set', task: 'engineer1', assignee: 'qa' })).rejects.toMatchObject({
        facts: { code: 'bad-input' },
      });
    });

    test('does not touch a broken queue', async () => {
      const { files, get, put } = await make(start);
      put('work-queue.json', '{');
      await expect(files.edit(addition)).rejects.toMatchObject({ facts: { code: 'file-unreadable' } });
      expect(get('work-queue.json')).toBe('{');
      expect(get('tasks/search.md')).toBeNull();
    });
  });

  test(`${name}: an edit by hand of each kind of file is hinted at`, async () => {
    const { files, put } = await make({ ...start, 'tasks/review.md': 'one' });
    let hints = 0;
    files.onHint(() => {
      hints += 1;
    });
    const texts: Readonly<Record<string, string>> = { ...start, 'tasks/review.md': 'two' };
    for (const [path, text] of Object.entries(texts)) {
      const before = hints;
      let spaces = '';
      // The watch may still be on its way: the edit is repeated until it is noticed.
      await until(
        () => {
          spaces += ' ';
          if (spaces.length % 20 === 1) put(path, text + spaces);
          return hints > before;
        },
        { what: `a hint about ${path}` },
      );
    }
    expect(hints).toBeGreaterThanOrEqual(4);
  });
}
