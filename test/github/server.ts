import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bare } from './bare.ts';
import { wrongAnswer, wrongRequest } from './description.ts';
import { type Operation, operationIn } from './operation.ts';
import { Refused } from './refused.ts';
import { type Answered, graphql, type Heard, routes } from './routes.ts';
import { followPushes, type GitHubState, newState } from './state.ts';

/**
 * A GitHub of our own with a real bare repository behind it: pushes are seen, merges are merges. Requests and answers that GitHub's
 * own description does not let through are kept in `wrong`.
 */
export interface GitHubDouble {
  /** As of an Enterprise server. */
  readonly baseUrl: string;
  readonly state: GitHubState;
  readonly wrong: readonly string[];
  /** "POST /repos/{owner}/{repo}/pulls 201", in the order in which they were answered. */
  readonly answered: readonly string[];
  close(): Promise<void>;
}

const LIMIT = 5_000;

export async function startGitHub(options: {
  readonly owner: string;
  readonly name: string;
  readonly bare: Bare;
}): Promise<GitHubDouble> {
  const state = newState(options);
  const wrong: string[] = [];
  const answered: string[] = [];
  let used = 0;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // Whoever asked may be gone.
      if (!request.socket.destroyed) wrong.push(String(error));
      request.socket.destroy();
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const log = /^\/logs\/(\d+)$/.exec(request.url ?? '')?.[1];
    if (log !== undefined) return giveLog(log, request, response);
    const { operation, result, requestWrong } = handle(state, request, text);
    answered.push(`${operation} ${result.status}`);
    const answerWrong = operation.includes('/graphql')
      ? null
      : wrongAnswer(operation, result.status, result.body);
    wrong.push(...[requestWrong, answerWrong].filter((one) => one !== null));
    const body = JSON.stringify(result.body);
    const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`;
    const isSame = request.method === 'GET' && request.headers['if-none-match'] === etag;
    if (!isSame) used += 1;
    response.writeHead(isSame ? 304 : result.status, {
      'content-type': 'application/json; charset=utf-8',
      etag,
      'x-ratelimit-limit': LIMIT,
      'x-ratelimit-remaining': LIMIT - used,
      'x-ratelimit-used': used,
      'x-ratelimit-reset': Math.floor(Date.now() / 1_000) + 3_600,
      'x-ratelimit-resource': 'core',
      'x-github-request-id': String(answered.length),
      ...(result.location === undefined ? {} : { location: new URL(result.location, origin()).href }),
    });
    response.end(isSame ? undefined : body);
  };
  /** At another place than the interface, as it is at GitHub: no token belongs there. */
  const giveLog = (job: string, request: IncomingMessage, response: ServerResponse): void => {
    if (request.headers.authorization !== undefined) wrong.push('a token was sent where a log lies');
    const run = [...state.runs.values()].flat().find(({ id }) => String(id) === job);
    response.writeHead(run === undefined ? 404 : 200, { 'content-type': 'text/plain' });
    response.end(run?.log ?? '');
  };
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v3`,
    state,
    wrong,
    answered,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Handled {
  readonly operation: string;
  readonly result: Answered;
  readonly requestWrong: string | null;
}

function handle(state: GitHubState, request: IncomingMessage, text: string): Handled {
  const url = new URL(request.url ?? '/', 'http://github.invalid');
  const isGraphql = url.pathname === '/api/graphql';
  const found = isGraphql
    ? { operation: 'POST /graphql', parts: {} }
    : operationOf(state, request.method, url);
  const operation = found?.operation ?? `${request.method ?? ''} ${url.pathname}`;
  let requestWrong: string | null = null;
  try {
    const by = state.users.get(tokenOf(request));
    if (by === undefined) throw new Refused(401, 'Bad credentials');
    if (found === null) throw new Refused(404, 'Not Found');
    const body = (text === '' ? {} : JSON.parse(text)) as Heard['body'];
    if (!isGraphql && text !== '') requestWrong = wrongRequest(operation, body);
    const heard: Heard = { by, body, query: url.searchParams, parts: found.parts };
    if (request.method !== 'GET' && state.readers.has(by))
      throw new Refused(403, 'Resource not accessible by personal access token');
    followPushes(state);
    const result = isGraphql ? graphql(state, heard) : routes[operation]?.(state, heard);
    if (result === undefined) throw new Refused(404, 'Not Found');
    return { operation, result, requestWrong };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { operation, requestWrong, result: refusal(error) };
  }
}

function refusal({ status, message, errors }: Refused): Answered {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { status, body: errors.length === 0 ? body : { ...body, errors } };
}

function tokenOf({ headers }: IncomingMessage): string {
  return (headers.authorization ?? '').replace(/^(?:token|bearer) /i, '');
}

function operationOf(state: GitHubState, method: string | undefined, { pathname }: URL): Operation | null {
  const found = operationIn(method ?? '', pathname.replace(/^\/api\/v3/, ''));
  const { owner, repo } = found?.parts ?? {};
  return owner === undefined || (owner === state.owner && repo === state.name) ? found : null;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
