/** Links to files of the repository and to headings; those that leave the repository are left out. */
export function linksOf(page: string): readonly string[] {
  const text = proseOf(page).join('\n');
  return [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
  return proseOf(page)
    .flatMap((line) => /^#{1,6} (.+)$/.exec(line)?.[1] ?? [])
    .map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    );
}

/** Lines of a page that stand outside of fenced blocks. */
function proseOf(page: string): readonly string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of page.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0] ?? null;
    if (fence === null && mark === null) lines.push(line);
    if (fence === null) fence = mark;
    else if (mark === fence) fence = null;
  }
  return lines;
}
