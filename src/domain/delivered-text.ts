import { clearedLines, type Cleared } from './cleared-text.ts';
import { conflictLines, type ConflictNews } from './conflict-text.ts';
import { canonicalText } from './delivery.ts';
import { fenced, inline } from './fence.ts';
import type { DeliveryId, Sha, TaskId, WorkerName } from './names.ts';

/** Who does what, and where the work lies. Paths are absolute. */
export interface WorkPlace {
  readonly task: TaskId;
  readonly attempt: number;
  readonly worker: WorkerName;
  readonly worktree: string;
  readonly branch: string;
  /** What the other workers do. */
  readonly statusFile: string;
  /** Names of servers of tools that its session was to have, and does not. */
  readonly missingServers?: readonly string[];
}

/** What was found in finished work; `data` is quoted, never obeyed. */
export interface Finding {
  readonly text: string;
  readonly data: string | null;
}

/** What a worker is told. `text` is the full text of its task. */
export type Message =
  | {
      readonly as: 'opening' | 'continuation';
      readonly place: WorkPlace;
      readonly text: string;
      readonly cleared: readonly Cleared[];
      /** Where leftovers of earlier attempts are kept; null in a first attempt. */
      readonly savedUnder: string | null;
      /** Why it was sent back, when it was. */
      readonly finding: Finding | null;
    }
  | { readonly as: 'text'; readonly place: WorkPlace; readonly text: string }
  | {
      readonly as: 'rework';
      readonly place: WorkPlace;
      readonly finding: Finding;
      /** One merge, named in the finding, is allowed. */
      readonly mayMerge: boolean;
      /** Null: this session has it. */
      readonly text: string | null;
    }
  | {
      readonly as: 'answer';
      readonly place: WorkPlace | null;
      readonly question: string | null;
      readonly answer: string;
      readonly text: string | null;
    }
  | { readonly as: keyof typeof SHORT; readonly place: WorkPlace }
  | {
      readonly as: 'branch';
      readonly place: WorkPlace;
      readonly astray: { readonly branch: string | null; readonly sha: Sha };
    }
  | { readonly as: 'conflict'; readonly place: WorkPlace; readonly news: ConflictNews }
  | { readonly as: 'notice'; readonly from: 'human' | 'czar'; readonly text: string };

/**
 * The whole text of a delivery, canonical. Its first line begins with `[czar <id>]` and its last is `[end <id>]`: an agent's
 * composer takes neither for a command, and both prove what arrived. `nonce` marks what is quoted.
 */
export function deliveredText(
  message: Message,
  { id, nonce }: { readonly id: DeliveryId; readonly nonce: string },
): string {
  const [header, ...lines] = linesOf(message, nonce);
  const text = canonicalText([`[czar ${id}] ${header ?? ''}`, ...lines].join('\n'));
  return `${text}\n[end ${id}]`.replace(/\p{Surrogate}/gu, '\uFFFD');
}

function linesOf(message: Message, nonce: string): readonly string[] {
  switch (message.as) {
    case 'opening':
    case 'continuation':
      return beginning(message, nonce);
    case 'text':
      return newText(message);
    case 'rework':
      return rework(message, nonce);
    case 'answer':
      return answer(message, nonce);
    case 'notice':
      return [
        message.from === 'human' ? 'A message from the person in charge.' : 'A note from Czar.',
        message.text,
      ];
    case 'conflict':
      return conflictLines(message.place, message.news, nonce);
    case 'branch':
      return astray(message);
    case 'resume':
    case 'go-on':
    case 'wrap-up':
    case 'remind':
    case 'help':
    case 'marker':
      return SHORT[message.as](message.place);
  }
}

type MessageAs<K extends Message['as']> = Extract<Message, { readonly as: K }>;

function beginning(message: MessageAs<'opening' | 'continuation'>, nonce: string): readonly string[] {
  const { place, text, cleared, savedUnder, finding } = message;
  const isContinued = message.as === 'continuation';
  return [
    `${taskName(place)}${isContinued ? ', continued' : ''}. You are ${place.worker}.`,
    ...clearedLines(cleared, nonce),
    ...serverLines(place),
    ...placeLines(place, 'do not push, do not merge'),
    ...(isContinued
      ? ['This was begun before: look at git log and the diff first, and go on from there.']
      : []),
    ...(savedUnder === null ? [] : earlierLines(savedUnder)),
    ...(finding === null ? [] : findingLines(finding, nonce)),
    ...sheetLines(place, text),
  ];
}

function serverLines({ missingServers = [] }: WorkPlace): readonly string[] {
  return missingServers.map((name) => `MCP server ${name} is not available in this session: do without it.`);
}

function earlierLines(savedUnder: string): readonly string[] {
  return [
    'There was an attempt before this one: look at git log for what it left on this branch.',
    `What it did not commit, if anything, is kept: git for-each-ref ${savedUnder}/`,
  ];
}

function newText({ place, text }: MessageAs<'text'>): readonly string[] {
  return [
    `${taskName(place)}, continued: its text has changed. You are ${place.worker}.`,
    ...placeLines(place, 'do not push, do not merge'),
    'Keep what you did as far as it fits; from now on this text counts.',
    ...sheetLines(place, text),
  ];
}

function rework({ place, finding, mayMerge, text }: MessageAs<'rework'>, nonce: string): readonly string[] {
  return [
    `Rework for task ${place.task}, attempt ${place.attempt}. You are ${place.worker}.`,
    ...placeLines(
      place,
      mayMerge ? 'do not push, merge only what is named below' : 'do not push, do not merge',
    ),
    ...findingLines(finding, nonce),
    ...restLines(place, text),
  ];
}

function findingLines({ text, data }: Finding, nonce: string): readonly string[] {
  return [text, ...(data === null ? [] : fenced(data, { nonce, what: 'what was found' }))];
}

function answer(
  { place, question, answer: said, text }: MessageAs<'answer'>,
  nonce: string,
): readonly string[] {
  return [
    place === null
      ? 'Answer to your question.'
      : `Answer for task ${place.task}, attempt ${place.attempt}. You are ${place.worker}.`,
    ...(place === null ? [] : placeLines(place, 'do not push, do not merge')),
    ...(question === null ? [] : fenced(question, { nonce, what: 'what was asked' })),
    'The person in charge answers:',
    said,
    ...(place === null ? [] : restLines(place, text)),
  ];
}

/** How to finish, and before it the full text for a session that never had it. */
function restLines(place: WorkPlace, text: string | null): readonly string[] {
  return text === null ? finishLines(place.task) : sheetLines(place, text);
}

const SHORT: Readonly<
  Record<
    'resume' | 'go-on' | 'wrap-up' | 'remind' | 'help' | 'marker',
    (place: WorkPlace) => readonly string[]
  >
> = {
  resume: ({ task, attempt, worker }) => [
    `Go on with task ${task}, attempt ${attempt}. You are ${worker}.`,
    'Your session was started anew; nothing else has changed. Go on where you stopped and finish as its text says.',
  ],
  'go-on': ({ task, attempt }) => [
    `Go on with task ${task}, attempt ${attempt}.`,
    'The service cut your last turn short. Nothing else has changed: go on where you stopped and finish as its text says.',
  ],
  'wrap-up': ({ task, attempt }) => [
    `Stop for now: task ${task}, attempt ${attempt} has reached a limit of time or cost.`,
    'Begin nothing new. Commit what you have as it is, also when it is not finished, say in the body of the commit what is missing, and end your turn. The person in charge decides how it goes on.',
    `If it is finished all the same: ${completeCommand(task)}`,
  ],
  remind: ({ task, attempt }) => [
    `Reminder about task ${task}, attempt ${attempt}.`,
    'No progress of yours was seen for a while. Commit what you have, then go on.',
    ...finishLines(task),
  ],
  help: ({ task, attempt }) => [
    `Do you need help with task ${task}, attempt ${attempt}?`,
    'No progress of yours was seen for long. Say where you stand in the body of a commit:',
    `git commit --allow-empty -m "${task}: status" -m "<where you stand, what you try next>"`,
    'Then take the smallest step that brings you on. What you cannot solve here, a person can: ask by a commit.',
    ...finishLines(task),
  ],
  marker: ({ task, attempt }) => [
    `Is task ${task}, attempt ${attempt} finished? No commit says so.`,
    'If it is, commit everything and run:',
    completeCommand(task),
    'If it is not, go on. If you cannot, run:',
    `git commit --allow-empty -m "${task}" -m "TASK_BLOCKED: <one question a human can answer>"`,
  ],
};

function astray({ place, astray: { branch, sha } }: MessageAs<'branch'>): readonly string[] {
  const where = branch === null ? 'on no branch' : `on the branch ${inline(branch, 100)}`;
  return [
    `Your commits for task ${place.task}, attempt ${place.attempt} are ${where}.`,
    `Only ${place.branch} counts. Commit everything, then bring them there and stay on it:`,
    `git switch ${place.branch} && git merge ${sha}`,
  ];
}

function taskName({ task, attempt }: WorkPlace): string {
  return `Task ${task}, attempt ${attempt}`;
}

function placeLines({ worktree, branch, statusFile }: WorkPlace, rules: string): readonly string[] {
  return [
    `Worktree: ${worktree}   Branch: ${branch} (stay on it; ${rules})`,
    `First read ${statusFile}: others may already do part of this. Do not duplicate work.`,
    'Nobody is watching. Do not ask: choose, and note the choice in the commit body.',
  ];
}

function sheetLines({ task }: WorkPlace, text: string): readonly string[] {
  return ['----- task -----', text, ...finishLines(task)];
}

function finishLines(task: TaskId): readonly string[] {
  return [
    '----- how to finish -----',
    "Tests green, everything committed, then the last commit's message ends with the line",
    'TASK_COMPLETE',
    `(nothing left to commit: ${completeCommand(task)})`,
    'If you cannot finish: commit what you have, message ending with',
    'TASK_BLOCKED: <one question a human can answer>',
  ];
}

function completeCommand(task: TaskId): string {
  return `git commit --allow-empty -m "${task}" -m TASK_COMPLETE`;
}
