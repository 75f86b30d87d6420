import { Fault } from '../../domain/fault.ts';
import { printable, type Sha } from '../../domain/names.ts';

const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isSha(text: string): boolean {
  return SHA.test(text);
}

/** Refuses what is no full object name, before git could read it as anything else. */
export function requireSha(text: string): Sha {
  if (SHA.test(text)) return text;
  throw refusal('use a commit', text, 'it is no full object name');
}

/** "There is nothing yet", for compare and swap. */
export function zeroFor(sha: Sha): Sha {
  return '0'.repeat(sha.length);
}

/** The full name of a local branch. */
export function branchRef(branch: string): string {
  return requireRef(`refs/heads/${branch}`);
}

/** A local branch by its short name, or any ref by its full one. */
export function fullRef(name: string): string {
  return name.startsWith('refs/') ? requireRef(name) : branchRef(name);
}

/** Stricter than git itself: control, format and shell characters have no place in a name that Czar makes or takes. */
export function requireRef(ref: string): string {
  const parts = ref.split('/');
  const good = ref.length <= 250 && parts.length >= 2 && parts[0] === 'refs' && parts.every(isGoodPart);
  if (good && !ref.includes('..') && !ref.includes('@{')) return ref;
  throw refusal('use a ref', ref, 'it is no valid name of a branch or ref');
}

function isGoodPart(part: string): boolean {
  return /^[\p{L}\p{N}_+@#%=,.-]+$/u.test(part) && !/^[-.]|\.$|\.lock$/.test(part);
}

function refusal(what: string, on: string, because: string): Fault {
  return new Fault({ code: 'bad-input', what, on: printable(on.slice(0, 200)), because });
}
