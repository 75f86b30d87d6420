import type { Snapshot } from '../../src/domain/snapshot.ts';
import type { QuestionTopic } from '../../src/domain/question.ts';
import type { Order } from '../../src/domain/request.ts';
import { newEntry } from './ports/files.ts';
import type { HumanEdit } from './scenario.ts';
import type { SimulatedWorld } from './world.ts';

/** A person who edits the files, gives orders, and answers what is asked when the scenario says so. */
export interface Human {
  /** What is shown to them now. */
  sees(snapshot: Snapshot): void;
}

const LIMITS: ReadonlySet<QuestionTopic> = new Set(['limit-reached', 'cost-reached']);
const LOOK_MS = 2 * 60_000;
const PAUSE_MS = 5 * 60_000;

type OrderBody = Order extends infer O ? (O extends Order ? Omit<O, 'id' | 'at'> : never) : never;

export function letHumanIn(world: SimulatedWorld): Human {
  const { scenario, scheduler, watchdog } = world;
  const random = world.random.fork('human');
  let shown: Snapshot | null = null;
  let orders = 0;
  const answered = new Set<string>();
  const give = (body: OrderBody): void => {
    orders += 1;
    const order: Order = { ...body, id: `o-${orders}`, at: scheduler.now };
    watchdog.note(`order ${JSON.stringify(order)}`);
    void world
      .client()
      .ask({ ask: 'order', order })
      .then((response) => {
        if (response === null) world.leftOrders.push(order);
      });
  };
  const answerOne = (): void => {
    const question = shown?.questions.find(({ id }) => !answered.has(id));
    if (question === undefined) return;
    answered.add(question.id);
    const isLimit = LIMITS.has(question.topic);
    const words = isLimit ? random.pick(['more', 'more', 'more', 'stop']) : 'do it as you think best';
    const choice = question.freeText ? words : random.pick(question.choices).key;
    world.answers.push({ question: question.text, choice, isUsed: false });
    give({ do: 'answer', question: question.id, answer: choice });
  };
  const look = (): void => {
    if (scenario.humanAnswers) answerOne();
    scheduler.after(LOOK_MS, look);
  };
  scheduler.after(LOOK_MS, look);
  for (const edit of scenario.edits) {
    scheduler.after(edit.afterMs, () => {
      watchdog.note(`human ${JSON.stringify(edit)}`);
      carryOut(world, edit, give);
    });
  }
  return {
    sees(snapshot) {
      shown = snapshot;
    },
  };
}

function carryOut(world: SimulatedWorld, edit: HumanEdit, give: (order: OrderBody) => void): void {
  switch (edit.do) {
    case 'commit-to-base':
      return commitToBase(world);
    case 'add':
      return world.folder.edit((entries) => {
        const { task: id, after } = edit;
        entries.set(id, newEntry(id, { after, order: entries.size }));
      });
    case 'nudge':
      return give({ do: 'nudge', worker: edit.worker, text: 'keep it simple' });
    case 'restart':
      return give({ do: 'restart', worker: edit.worker });
    case 'pause':
      give({ do: 'pause', workers: [edit.worker] });
      world.scheduler.after(PAUSE_MS, () => give({ do: 'resume', workers: [edit.worker] }));
      return;
    default:
      return editEntry(world, edit.do, edit.task);
  }
}

function editEntry(
  { folder }: SimulatedWorld,
  verb: 'cancel' | 'hold' | 'release' | 'reword' | 'hurry' | 'reopen',
  task: string,
): void {
  folder.edit((entries) => {
    const entry = entries.get(task);
    if (entry === undefined) return;
    const change = {
      cancel: { status: 'cancelled' },
      hold: { hold: true },
      release: { hold: false },
      reword: { text: `${entry.text ?? ''}\nAnd well.` },
      hurry: { priority: 0 },
      reopen: { status: 'pending' },
    } as const;
    entries.set(task, { ...entry, ...change[verb] });
  });
}

function commitToBase({ store, scheduler, atGitHub }: SimulatedWorld): void {
  const base = atGitHub?.remote.tips.get('main') ?? store.objects.refs.get('refs/heads/main');
  if (base === undefined) return;
  const tree = new Map([...store.objects.get(base).tree, [`base/${scheduler.now}.txt`, 'by hand\n']]);
  const sha = store.objects.commit({ parents: [base], tree, message: 'by hand\n', at: scheduler.now });
  if (atGitHub === null) store.objects.move('refs/heads/main', sha);
  else atGitHub.remote.put('main', sha, 'human');
}
