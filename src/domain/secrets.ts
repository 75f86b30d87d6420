/** A shape that only a real secret has. Each expression takes time linear in the length of a line. */
interface Shape {
  readonly kind: string;
  readonly pattern: RegExp;
}

const SHAPES: readonly Shape[] = [
  { kind: 'access key of AWS', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g },
  { kind: 'token of GitHub', pattern: /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{36,255}(?![A-Za-z0-9])/g },
  {
    kind: 'token of GitHub',
    pattern: /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}(?![A-Za-z0-9])/g,
  },
  { kind: 'token of GitLab', pattern: /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,64}/g },
  { kind: 'token of Slack', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-\d{8,14}-[A-Za-z0-9-]{16,200}/g },
  {
    kind: 'webhook of Slack',
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,14}\/B[A-Z0-9]{6,14}\/[A-Za-z0-9]{20,40}/g,
  },
  { kind: 'key of Stripe', pattern: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{20,200}/g },
  { kind: 'key of Anthropic', pattern: /(?<![A-Za-z0-9])sk-ant-[a-z]{2,10}\d{2}-[A-Za-z0-9_-]{60,200}/g },
  {
    kind: 'key of OpenAI',
    pattern: /(?<![A-Za-z0-9])sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}/g,
  },
  { kind: 'key of Google', pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { kind: 'token of npm', pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  { kind: 'token of PyPI', pattern: /(?<![A-Za-z0-9])pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,300}/g },
  { kind: 'key of SendGrid', pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/g },
  { kind: 'token of DigitalOcean', pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}/g },
  { kind: 'token of Hugging Face', pattern: /(?<![A-Za-z0-9])hf_[A-Za-z]{34}(?![A-Za-z0-9])/g },
  { kind: 'key of age', pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/g },
];

const KEY_HEAD = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
/** Behind the head of a private key there is one: the rest of its line or one of the next is a long piece of base64. */
const KEY_BODY = /[A-Za-z0-9+/]{40}/;
/** How many of the lines behind one are of interest. */
export const LINES_AFTER = 5;

/** Most lines have none of these, and are not looked at twice. */
const MAYBE =
  /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|slack\.com|k_live_|sk-|AIza|npm_|pypi-|SG\.|_v1_|hf_|AGE-|PRIVATE KEY/;

/** What kinds of secrets stand in this line, in a file that goes on with `after`. */
export function secretsInLine(line: string, after: () => readonly string[]): readonly string[] {
  if (!MAYBE.test(line)) return [];
  const kinds = SHAPES.flatMap(({ kind, pattern }) =>
    [...line.matchAll(pattern)].some(([found]) => isReal(found)) ? kind : [],
  );
  return hasPrivateKey(line, after) ? [...kinds, 'private key'] : kinds;
}

function hasPrivateKey(line: string, after: () => readonly string[]): boolean {
  const head = KEY_HEAD.exec(line);
  if (head === null) return false;
  const rest = line.slice(head.index + head[0].length);
  return [rest, ...after()].some((one) => KEY_BODY.test(one));
}

/** Documentation is full of tokens that are none: they say so, or are made of few letters. */
function isReal(token: string): boolean {
  return !/EXAMPLE|xxxx|XXXX|0000000|1234567/.test(token) && new Set(token.slice(4)).size > 8;
}

/** The same text with what looks like a secret taken out; also keys that end in another line. */
export function withoutSecrets(text: string): string {
  if (!MAYBE.test(text)) return text;
  const masked = SHAPES.reduce(
    (now, { kind, pattern }) => now.replace(pattern, (found) => (isReal(found) ? `[${kind}]` : found)),
    text,
  );
  return masked.replace(
    /-----BEGIN ((?:[A-Z0-9]{1,12} ){0,3})PRIVATE KEY(?: BLOCK)?-----(?:[\sA-Za-z0-9+/=:,.|\\-]{0,20000}?-----END [A-Z0-9 ]{0,40}-----|[\sA-Za-z0-9+/=]{40,20000})/g,
    '[private key]',
  );
}
