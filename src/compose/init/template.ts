/** What a new project begins with. Paths are relative to the home; the config lies in the root. */
export interface Template {
  readonly config: string;
  readonly files: ReadonlyMap<string, string>;
}

const exampleTask = `# An example

Shows what a task looks like, and that everything works: the demo agent does what the block below says. A real agent gets
this whole text. Change it, or take the task out of the queue.

## Done when
- [ ] \`czar-example.txt\` is committed

\`\`\`demo
say I write one file and commit it.
write czar-example.txt <<END
A worker of Czar wrote this in a worktree of its own.
END
commit --complete "Add an example file"
\`\`\`
`;

const queue = {
  primary_tasks: {},
  bonus_tasks: { example: { assignee: null, status: 'pending', priority: 10 } },
};

export function template(project: string, home: '.' | '.czar'): Template {
  const config = {
    $schema: './node_modules/czar-cli/schema/czar.config.json',
    project,
    home,
    workers: { engineer1: {}, engineer2: {} },
    agent: 'demo',
    checks: [],
  };
  return {
    config: json(config),
    files: new Map([
      ['work-queue.json', json(queue)],
      ['dependencies.json', json({})],
      ['tasks/example.md', exampleTask],
    ]),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
