import { afterEach } from 'vitest';
import { type GitHubBench, gitHubBench } from '../github/bench.ts';
import { describeForge } from './forge-suite.ts';

const open: GitHubBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) {
    await bench.close();
    if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
  }
});

describeForge('GitHub', async () => {
  const bench = await gitHubBench();
  open.push(bench);
  return bench;
});
