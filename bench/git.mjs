import { spawn } from 'node:child_process';

/**
 * Runs git as an agent would, without the stand-ins and without any config of this machine.
 * @param {string} cwd
 * @param {readonly string[]} args
 * @returns {Promise<void>}
 */
export function git(cwd, args) {
  const identity = [
    '-c',
    'user.name=Bench',
    '-c',
    'user.email=bench@czar.invalid',
    '-c',
    'commit.gpgSign=false',
  ];
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    LC_ALL: 'C',
  };
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...identity, ...args], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`git ${args.join(' ')} in ${cwd}: ${said.trim()}`));
    });
  });
}
