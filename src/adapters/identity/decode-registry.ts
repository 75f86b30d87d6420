/** The projects of one repository, kept in its git common dir: `czar/projects.json`. Keys of later releases are kept. */
export interface Registry {
  readonly version: 1;
  readonly projects: readonly ProjectEntry[];
}

export interface ProjectEntry {
  readonly id: string;
  /** The real path of the project's root. */
  readonly root: string;
  /** The root as seen from the common dir: stays the same when the whole repository is moved. */
  readonly place: string;
  /** Null until it was started for the first time. */
  readonly project: string | null;
  readonly branchPrefix: string | null;
}

// Checked by hand: the schema library takes longer to load than everything else that `czar status` does.

/** Throws (SyntaxError, TypeError) when the text is no registry of this release. */
export function decodeRegistry(text: string): Registry {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new TypeError('expected an object');
  if (value['version'] !== 1) throw new TypeError('version: expected 1');
  const { projects } = value;
  if (!Array.isArray(projects)) throw new TypeError('projects: expected a list');
  for (const [index, entry] of projects.entries()) refuseEntry(entry, `projects.${index}`);
  refuseTwice(projects);
  return value as unknown as Registry;
}

function refuseEntry(entry: unknown, at: string): void {
  if (!isObject(entry)) throw new TypeError(`${at}: expected an object`);
  const { id, root, place, project, branchPrefix } = entry;
  if (typeof id !== 'string' || !/^[0-9a-f]{12}$/.test(id))
    throw new TypeError(`${at}.id: expected 12 hex digits`);
  for (const [key, text] of Object.entries({ root, place }))
    if (typeof text !== 'string') throw new TypeError(`${at}.${key}: expected a text`);
  refuseRelative(root, at);
  for (const [key, text] of Object.entries({ project, branchPrefix }))
    if (typeof text !== 'string' && text !== null)
      throw new TypeError(`${at}.${key}: expected a text or null`);
}

function refuseRelative(root: unknown, at: string): void {
  if (typeof root !== 'string' || !root.startsWith('/') || root.includes('\0'))
    throw new TypeError(`${at}.root: expected an absolute path`);
}

/** Two projects with one id would have one journal. */
function refuseTwice(projects: readonly ProjectEntry[]): void {
  for (const key of ['id', 'root'] as const) {
    const values = projects.map((entry) => entry[key]);
    const twice = values.find((value, index) => values.indexOf(value) !== index);
    if (twice !== undefined) throw new TypeError(`projects: two have the ${key} ${twice}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
