import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { projectId, type TestRepository, testRepository, workerTree } from '../support/git.ts';
import { describeRepository } from './repository-suite.ts';

const made: TestRepository[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.remove();
});

describeRepository('git', async () => {
  const repo = testRepository();
  made.push(repo);
  const repository = await repo.open();
  return {
    repository,
    projectId,
    first: repo.git('rev-parse', 'main'),
    worktree: (worker) => workerTree(repo, repository, { worker }),
    commit(place, message, files = {}) {
      for (const [file, text] of Object.entries(files)) {
        if (text === null) rmSync(join(place.path, file));
        else repo.write(file, text, place.path);
      }
      return repo.commit(message, place.path);
    },
    write: (place, file, text) => repo.write(file, text, place.path),
    read: (place, file) => (existsSync(join(place.path, file)) ? repo.read(file, place.path) : null),
    rewind: (place, to) => {
      repo.gitAt(place.path, 'reset', '-q', '--hard', to);
    },
  };
});
