/** Paths of the machine the code was written on; matched as a path of their own, not as the end of one. */
const machinePath = /(?<![\w.)}\]$-])\/(?:work\/|tmp\/bash_jobs)/;

/** A test that is left out, or that leaves all others out. */
const switchedTest = /\.(?:only|skip|todo)(?:\.\w+)*\(/;

/** A test that allows itself a time of its own: what is enough here is too little on a slow machine. */
const hurriedTest = /\btimeout: \d|^\s*\}, [\d_]{4,}\);$/;

/** What may not be in the text of a tracked file, one sentence each; `path` is relative to the repository. */
export function textViolations(path: string, text: string): readonly string[] {
  return [
    ...linesMatching(path, text, { pattern: machinePath, what: 'a path of one machine' }),
    ...(path === 'package-lock.json'
      ? linesMatching(path, text, { pattern: /\bregistry\./, what: 'the host of a registry' })
      : []),
    ...(path.startsWith('test/')
      ? linesMatching(path, text, { pattern: switchedTest, what: 'a test that is switched' })
      : []),
    ...(/\.test\.tsx?$/.test(path)
      ? linesMatching(path, text, { pattern: hurriedTest, what: 'a test with a time limit of its own' })
      : []),
  ];
}

interface Rule {
  readonly pattern: RegExp;
  readonly what: string;
}

function linesMatching(path: string, text: string, rule: Rule): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (rule.pattern.test(line) ? [`${path}:${index + 1}: ${rule.what}`] : []));
}
