import { createServer } from 'node:http';
import { appendFileSync } from 'node:fs';
import { spawn } from 'node:child_process';

// A server of MCP with one tool, "echo": by lines on stdin and stdout, or by HTTP with --http. How it misbehaves is its last word.
const [how = 'well'] = process.argv.slice(2).filter((word) => word !== '--http');
const log = process.env['MCP_LOG'];

function note(line) {
  if (log !== undefined) appendFileSync(log, `${line}\n`);
}

const tool = {
  name: 'echo',
  description: 'Says a text back.',
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

function resultOf({ method, params }) {
  if (method === 'initialize') {
    return {
      protocolVersion: params.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: 'little', version: '1.0.0' },
    };
  }
  if (method === 'tools/list') return { tools: [tool] };
  if (method === 'tools/call') {
    note(
      `call ${params.name} ${JSON.stringify(params.arguments)} ${process.env['MCP_SECRET'] ?? ''}`.trimEnd(),
    );
    return { content: [{ type: 'text', text: `echo of ${params.arguments?.text}` }] };
  }
  return {};
}

function answerTo(message) {
  note(`${message.method}`);
  if (message.id === undefined) return null;
  return JSON.stringify({ jsonrpc: '2.0', id: message.id, result: resultOf(message) });
}

const MISDEEDS = {
  silent: () => setInterval(() => undefined, 1_000),
  stubborn: () => process.on('SIGTERM', () => undefined) && setInterval(() => undefined, 1_000),
  flood: () => setInterval(() => process.stdout.write('x'.repeat(100_000)), 1),
  lines: () =>
    setInterval(() => process.stdout.write('{"jsonrpc":"2.0","method":"notice"}\n'.repeat(5_000)), 1),
  errors: () => setInterval(() => process.stderr.write('x'.repeat(100_000)), 1),
  garbage: () => setInterval(() => process.stdout.write('hello, I am no server\n'), 50),
  wrong: () => process.stdout.write('{"jsonrpc":"2.0","id":1,"result":{"secret":"s3cret"}}\n'),
  refuses: () =>
    process.stdout.write('{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"s3cret"}}\n'),
  exits: () => process.exit(3),
  forks() {
    for (const detached of [true, false]) {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
        detached,
        stdio: 'ignore',
      });
      note(`pid ${child.pid}`);
    }
    setInterval(() => undefined, 1_000);
  },
};

function speak() {
  if (how === 'greets') process.stdout.write('Welcome!\n');
  let rest = '';
  process.stdin.on('data', (chunk) => {
    const lines = `${rest}${chunk.toString()}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = answerTo(JSON.parse(line));
      if (answer !== null) process.stdout.write(`${answer}\n`);
    }
  });
  process.stdin.on('end', () => process.exit(0));
}

function serve() {
  const server = createServer((request, response) => void answerPost(request, response));
  server.listen(0, '127.0.0.1', () =>
    process.stdout.write(`http://127.0.0.1:${server.address().port}/mcp\n`),
  );
}

async function answerPost(request, response) {
  if (request.method !== 'POST') {
    note(`${request.method}`);
    response.writeHead(request.method === 'DELETE' ? 200 : 405).end();
    return;
  }
  note(`header ${request.headers.authorization ?? 'none'}`);
  if (how === 'hangs') return;
  if (how === 'denies') return void response.writeHead(401).end('s3cret');
  if (how === 'moves') return void response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
  if (how === 'pours') {
    response.writeHead(200, { 'content-type': 'application/json' });
    const pouring = setInterval(() => response.write('x'.repeat(100_000)), 1);
    response.on('close', () => clearInterval(pouring));
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const answer = answerTo(JSON.parse(body));
  const type = how === 'streams' ? 'text/event-stream' : 'application/json';
  if (answer === null) return void response.writeHead(202).end();
  response.writeHead(200, { 'content-type': type, 'mcp-session-id': 'one' });
  if (how !== 'streams') return void response.end(answer);
  // A stream may stay open behind its answer.
  response.write(`: hello\n\nevent: message\ndata: ${answer}\n\n`);
}

note(`began ${process.pid}`);
const misdeed = MISDEEDS[how];
if (process.argv.includes('--http')) serve();
else if (misdeed === undefined) speak();
else misdeed();
