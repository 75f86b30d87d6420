import { openClient } from '../adapters/door/client.ts';
import { journalDir } from '../adapters/identity/registry.ts';
import type { ProjectDoor } from '../surfaces/cli/project-door.ts';
import { locateProject, type Located } from './locate.ts';
import { doorPlace, type Ground, type Place } from './place.ts';
import type { Surroundings } from './surroundings.ts';

/** How long the supervisor has to answer before it counts as one that does not. */
const answerTimeoutMs = 2_000;

/** The project that `dir` lies in; null: in none. Loads what looking needs; all else when it is asked for. */
export async function openProject(dir: string, around: Surroundings): Promise<ProjectDoor | null> {
  const located = await locateProject(dir);
  if (located === null) return null;
  const projectId = located.entry?.id ?? (await newId(located, around));
  const ground: Ground = {
    ...located,
    projectId,
    journalDir: journalDir(located.commonDir, projectId),
    around,
  };
  let home: Promise<string> | null = null;
  const place = async (): Promise<Place> => {
    home ??= homeOf(ground.root);
    return { ...ground, home: await home };
  };
  return doorOf(located.entry?.project ?? (await nameOf(await place())), ground, place);
}

/** Each method loads its own part of the program. */
function doorOf(project: string, ground: Ground, place: () => Promise<Place>): ProjectDoor {
  return {
    project,
    root: ground.root,
    client: openClient({ ...doorPlace(ground), deadlineMs: answerTimeoutMs }),
    known: async () => (await import('./edits.ts')).knownNames(await place()),
    changeTask: async (change) => (await import('./edits.ts')).changeTask(await place(), change),
    text: async (task) => (await import('./task-text.ts')).taskText(await place(), task),
    editText: async (task) => (await import('./edit-text.ts')).editText(await place(), task),
    addTask: async (task) => (await import('./edits.ts')).addTask(await place(), task),
    leaveOrder: async (order) =>
      (await import('../adapters/door/orders-folder.ts')).leaveOrder(ground.journalDir, order),
    startDetached: async (request) =>
      (await import('./supervise/start-detached.ts')).startDetached(await place(), request),
    runSupervisor: async (request) =>
      (await import('./supervise/run-supervisor.ts')).runSupervisor(await place(), request),
    firstPlan: async (request) =>
      (await import('./supervise/plan-first.ts')).planFirst(await place(), request),
    endSessions: async (how) => (await import('./supervise/end-sessions.ts')).endSessions(await place(), how),
    attach: async (worker, options) =>
      (await import('./sessions/attach.ts')).attach(await place(), worker, options),
    watchScreen: async function* (worker, { signal }) {
      yield* (await import('./sessions/follow-screen.ts')).followScreen(await place(), worker, signal);
    },
    peek: async (worker) => (await import('./sessions/peek.ts')).peek(await place(), worker),
    diff: async (task) => (await import('./past/diff.ts')).diff(await place(), task),
    journal: async (page) => (await import('./past/journal-page.ts')).journalPage(ground.journalDir, page),
    checkRequest: async (number) => (await import('./past/check.ts')).checkRequest(await place(), number),
    questions: async () => (await import('./past/questions.ts')).questionsNow(ground.journalDir),
    undoable: async () => (await import('./past/undoable.ts')).undoableNow(await place()),
    entry: async (task) => (await import('./edits.ts')).entryOf(await place(), task),
    cleanPlan: async ({ all }) => (await import('./clean/plan.ts')).planClean(await place(), all),
    clean: async (plan) => (await import('./clean/carry-out.ts')).carryOut(await place(), plan),
  };
}

async function homeOf(root: string): Promise<string> {
  const { locateHome } = await import('../adapters/files/locate-home.ts');
  return (await locateHome(root)).home;
}

/** The id that the repository's own refs remember, which no clone has; else a new one. */
async function newId(located: Located, { env }: Surroundings): Promise<string> {
  const { identifyProject } = await import('../adapters/identity/identify.ts');
  const { openOwnRefs } = await import('../adapters/git/own-refs.ts');
  const refs = await openOwnRefs(located.commonDir, env).list('refs/czar/');
  const left = new Set(refs.flatMap(({ name }) => /^refs\/czar\/([0-9a-f]{12})\//.exec(name)?.[1] ?? []));
  return (await identifyProject({ ...located, left: [...left] })).id;
}

/** Of a project that was never started: what its config says. */
async function nameOf(place: Place): Promise<string> {
  const { openForEdits } = await import('./human-files.ts');
  const files = await openForEdits(place);
  const { policy } = await files.policy();
  await files.close();
  return policy.project;
}
