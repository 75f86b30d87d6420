/** Names and ids: what may be called what, and the names that are derived from them. */

export type ProjectName = string;
export type ProjectId = string;
export type WorkerName = string;
/** Primary tasks carry their worker's name; bonus tasks any other. One namespace. */
export type TaskId = string;
export type DeliveryId = string;
export type QuestionId = string;
/** A full object name of a commit. */
export type Sha = string;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** Says why `text` cannot be a name, or null when it can. Typed names are refused, never changed. */
export function refuseName(text: string): string | null {
  if (text.length === 0) return 'a name cannot be empty';
  if (text.length > 40) return `"${printable(text.slice(0, 40))}…" is longer than 40 characters`;
  if (!NAME.test(text))
    return `"${printable(text)}" may hold only letters, digits, "_" and "-", and starts with a letter or digit`;
  return null;
}

/** Two names that fold to the same text clash (case-insensitive file systems). */
export function foldName(name: string): string {
  return name.toLowerCase();
}

/** Derives a valid project name from a directory's name; falls back to "project". */
export function nameFromDirectory(directoryName: string): ProjectName {
  const cleaned = directoryName
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return cleaned === '' ? 'project' : cleaned;
}

/** Control and format characters shown as \u{hex}, so that a hostile text is harmless in a message. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

export interface ProjectNames {
  readonly project: ProjectName;
  readonly projectId: ProjectId;
}

export function socketName({ project, projectId }: ProjectNames): string {
  return `czar-${project}-${projectId.slice(0, 6)}`;
}

export function sessionName(project: ProjectName, worker: WorkerName): string {
  return `${project}-worker-${worker}`;
}

export function controlSessionName(project: ProjectName): string {
  return `czar-ctl-${project}`;
}

/** Branch of one attempt. The first attempt has no suffix; a retry of merged or closed work has its number. */
export function taskBranch(prefix: string, task: TaskId, branchNumber: number): string {
  return branchNumber <= 1 ? `${prefix}${task}` : `${prefix}${task}.${branchNumber}`;
}

export function savedRef(projectId: ProjectId, task: TaskId, attempt: number): string {
  return `refs/czar/${projectId}/saved/${task}/${attempt}`;
}

/** Where the branch of an attempt is kept once it is removed. */
export function trashRef(projectId: ProjectId, task: TaskId, attempt: number): string {
  return `refs/czar/${projectId}/trash/${task}/${attempt}`;
}

/** Says in the repository itself, but in no clone of it, which project this is. */
export function projectRef(projectId: ProjectId): string {
  return `refs/czar/${projectId}/project`;
}

export function gateRef(projectId: ProjectId, name: string): string {
  return `refs/czar/${projectId}/gate/${name}`;
}

/** Under which names merges of a task's work are kept (`gateRef`): for its gates, and for what it begins on. */
export function keptMerges(task: TaskId): readonly [gates: string, start: string] {
  return [task, `${task}.start`];
}

/** The marker by which a pull request is recognised as Czar's own. */
export function pullRequestMark(projectId: ProjectId, task: string): string {
  return `<!-- czar:${projectId}/${task} -->`;
}
