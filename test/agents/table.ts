import type { Reporter, TestCase, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** What a scenario saw, in a few words, for the table at the end. */
    saw?: string;
  }
}

/** At the end of a run: one row per scenario, one column per kind of agent. */
export default class AgentTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const kinds = [...new Set(tests.map(kindOf))].toSorted();
    const scenarios = [...new Set(tests.map(({ name }) => name))];
    const rows = scenarios.map((name) => [
      name,
      ...kinds.map((kind) => cell(tests.find((test) => test.name === name && kindOf(test) === kind))),
    ]);
    process.stdout.write(`\n${tableOf([['scenario', ...kinds], ...rows])}\n`);
  }
}

/** A file has the tests of one kind in one suite with its name. */
function kindOf({ parent }: TestCase): string {
  return parent.type === 'suite' ? parent.name : 'none';
}

function cell(test: TestCase | undefined): string {
  if (test === undefined) return '-';
  const { state, errors = [] } = test.result();
  const saw = test.meta().saw ?? '';
  if (state === 'passed') return saw === '' ? 'ok' : `ok: ${saw}`;
  if (state !== 'failed') return state;
  const [because = 'no reason'] = (errors[0]?.message ?? '').split('\n');
  return `FAILED: ${because.slice(0, 100)}`;
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
