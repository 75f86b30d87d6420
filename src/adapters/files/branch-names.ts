import type { Policy } from '../../domain/policy.ts';
import type { Finding } from './finding.ts';
import type { Config } from './schema/config.ts';

interface Named {
  readonly config: Config;
  readonly project: string;
  readonly base: string;
}

/** Prefix of the task branches and name of the integration branch, `<project>` filled in; findings when git would refuse them. */
export function branchNames(
  { config, project, base }: Named,
  findings: Finding[],
): Pick<Policy['git'], 'branchPrefix' | 'integration'> {
  const fill = (pattern: string) => pattern.replaceAll('<project>', project);
  const branchPrefix = fill(config.git.branchPrefix);
  const integration = fill(config.git.integration);
  if (!isBranchName(`${branchPrefix}x`)) {
    findings.push({
      path: ['git', 'branchPrefix'],
      message: `expected the beginning of a branch name, found "${branchPrefix}"`,
    });
  }
  if (!isBranchName(integration) || integration === base || integration.startsWith(branchPrefix)) {
    const message = `expected a branch name other than the base and not beginning with "${branchPrefix}", found "${integration}"`;
    findings.push({ path: ['git', 'integration'], message });
  }
  if (config.base !== undefined && !isBranchName(config.base)) {
    findings.push({ path: ['base'], message: `expected a branch name, found "${config.base}"` });
  }
  return { branchPrefix, integration };
}

/** Stricter than git: nothing that a shell, a refspec or a command line could take for something else. */
function isBranchName(name: string): boolean {
  const steps = name.split('/');
  return (
    name.length <= 200 &&
    steps.every(
      (step) => /^[A-Za-z0-9_][A-Za-z0-9._+#@=-]*$/.test(step) && !/\.\.|\.lock$|\.$|@\{/.test(step),
    )
  );
}
