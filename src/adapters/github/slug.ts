/** Which repository of a forge an address names. */
export interface Slug {
  readonly owner: string;
  readonly name: string;
  /** Lower case; null: a folder of this machine. */
  readonly host: string | null;
}

const PART = /^[A-Za-z0-9._-]{1,100}$/;

/** The last two parts of a remote's address; null: it has none that could be a repository's. */
export function slugOf(url: string): Slug | null {
  const [, host, path = ''] =
    /^(?:https?|ssh|git):\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(url) ??
    /^(?:[^/@:]+@)?([\w.-]+):(?!:|\/\/)(.+)$/.exec(url) ??
    (url.startsWith('/') ? [url, undefined, url] : []);
  const [name = '', owner = ''] = path
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .reverse();
  const isPart = (part: string): boolean => PART.test(part) && part !== '.' && part !== '..';
  return isPart(owner) && isPart(name) ? { owner, name, host: host?.toLowerCase() ?? null } : null;
}
