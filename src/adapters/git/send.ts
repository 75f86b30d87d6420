import { Fault } from '../../domain/fault.ts';
import { printable, type Sha } from '../../domain/names.ts';
import type { Remote, WorkContext } from './context.ts';
import { withoutUserinfo } from './git.ts';
import { requireSha } from './refs.ts';
import { refuseRedirection } from './remote-access.ts';
import { remoteLogin } from './remote-login.ts';

export interface Send {
  /** Full name at the remote. */
  readonly ref: string;
  /** Null: it is deleted. */
  readonly to: Sha | null;
  /** Where it has to be there for this to be done; null: it must not be there. */
  readonly from: Sha | null;
}

/** What the remote said of a ref that it did not take; null: it took it. */
export type SendRefusal = {
  readonly said: string;
  readonly because: string;
  /** A rule of the forge keeps everybody from pushing to it. */
  readonly isProtected: boolean;
} | null;

/**
 * Pushes one ref to the remote as it was configured when Czar started, with a lease. Errors: Fault `git-failed` when the remote
 * cannot be reached, or another git is at work there; a refusal of the remote is an answer.
 */
export async function send(
  context: WorkContext,
  remote: Remote,
  { ref, to, from }: Send,
): Promise<SendRefusal> {
  await refuseRedirection(context, remote, 'push');
  const options = [
    '--porcelain',
    '--no-verify',
    '--no-signed',
    '--no-follow-tags',
    '--recurse-submodules=no',
    '--receive-pack=git-receive-pack',
    `--force-with-lease=${ref}:${from === null ? '' : requireSha(from)}`,
  ];
  const login = remoteLogin(remote.url);
  const { status, stdout, stderr } = await context.git.run({
    at: context.common,
    args: ['push', ...options, '--', login.url, `${to === null ? '' : requireSha(to)}:${ref}`],
    env: login.env,
    settings: login.settings,
    what: `push to ${withoutUserinfo(remote.url)}`,
    kind: 'work',
    answers: [0, 1],
    timeoutMs: 5 * 60_000,
  });
  if (status === 0) return null;
  const refused = refusal(stdout, stderr, remote);
  if (notUpdated.test(refused.said) && lockName.test(stderr)) throw locked(remote, ref);
  return refused;
}

/** What git says of a ref that it was ready to move, in no other language. */
const notUpdated = /failed to update ref/;
/** Which is in what it says of a lock, in whatever language. */
const lockName = /\.lock\b/;

function locked({ name }: Remote, ref: string): Fault {
  const because = `another git process at ${name} holds a lock`;
  return new Fault({ code: 'git-failed', what: 'push', on: ref, because, transient: true });
}

/** A lease is a forced push of a kind: the line of a refused ref begins with "!". */
function refusal(stdout: string, stderr: string, remote: Remote): NonNullable<SendRefusal> {
  const line = stdout.split('\n').find((one) => one.startsWith('!'));
  const said = line?.split('\t').at(-1) ?? stderr.trim().split('\n').at(-1) ?? '';
  const because = `${remote.name} refused it: ${withoutUserinfo(printable(said)).slice(0, 300)}`;
  return { said, because, isProtected: PROTECTED.test(stderr) || PROTECTED.test(said) };
}

/** As GitHub says it: of branches that are protected, and of those that rules are set for. */
const PROTECTED = /GH006|GH013|protected branch|repository rule violations/i;

/** The lease does not hold, or somebody else pushes at the same moment. */
export const movedMeanwhile = /stale info|fetch first|non-fast-forward|cannot lock ref|incorrect old value/;
