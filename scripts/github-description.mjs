// Takes out of GitHub's own description of its interface what test/github speaks, so that the double there can be held to it.
// `npm pack @octokit/openapi` (385 MB unpacked), then:
//   node scripts/github-description.mjs <folder>/generated/api.github.com.json <version>
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = join(dirname(fileURLToPath(import.meta.url)), '..', 'test', 'github', 'description.json');

const spoken = [
  'GET /user',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues',
  'GET /repos/{owner}/{repo}/issues/{issue_number}',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees',
  'POST /repos/{owner}/{repo}/statuses/{sha}',
  'GET /repos/{owner}/{repo}/commits/{ref}/status',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-suites',
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
];

const [file, version] = process.argv.slice(2);
if (file === undefined || version === undefined) throw new Error('which file, and of which version?');
const whole = JSON.parse(readFileSync(file, 'utf8'));
const definitions = {};
const forPeople = ['description', 'example', 'examples', 'title', 'externalDocs', 'default'];

const operations = Object.fromEntries(
  spoken.map((name) => {
    const [method, path] = name.split(' ');
    const { requestBody, responses } = whole.paths[path][method.toLowerCase()];
    const answers = Object.entries(responses).map(([status, answer]) => [status, schemaIn(resolved(answer))]);
    return [name, { request: schemaIn(requestBody ?? {}), answers: Object.fromEntries(answers) }];
  }),
);

const source = `@octokit/openapi ${version}, generated/api.github.com.json (MIT), cut by scripts/github-description.mjs`;
writeFileSync(target, `${JSON.stringify({ source, operations, definitions })}\n`);

/** Of a request or an answer; null: it has no JSON body. */
function schemaIn({ content }) {
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? null : trimmed(schema);
}

function resolved(part) {
  if (part.$ref === undefined) return part;
  return part.$ref
    .split('/')
    .slice(1)
    .reduce((at, key) => at[key], whole);
}

/** A schema without what is for people; what it refers to comes along under `definitions`. */
function trimmed(schema) {
  if (Array.isArray(schema)) return schema.map(trimmed);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (schema.$ref !== undefined) return { $ref: keep(schema.$ref) };
  const fields = Object.entries(schema).filter(([key]) => !forPeople.includes(key));
  return Object.fromEntries(
    fields.map(([key, value]) => [key, key === 'properties' ? propertiesOf(value) : trimmed(value)]),
  );
}

/** A property may have the name of a keyword. */
function propertiesOf(properties) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, trimmed(schema)]));
}

function keep(reference) {
  const name = reference.split('/').at(-1);
  if (definitions[name] === undefined) {
    definitions[name] = {};
    definitions[name] = trimmed(resolved({ $ref: reference }));
  }
  return `#/definitions/${name}`;
}
