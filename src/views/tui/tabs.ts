import type { Snapshot } from '../../domain/snapshot.ts';
import { harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { joined, spanLine, type Span } from './spans.ts';
import type { Scene, View } from './view.ts';

interface Tab {
  readonly name: string;
  readonly text: string;
  readonly isCurrent: boolean;
}

/** Whole titles where they fit, then one word each, then words for as many as there is room for: a number alone is a key still. */
function tabsOf({ size, data, state }: Scene, views: readonly View[]): readonly Tab[] {
  const current = state.places[0].view;
  const tabs = views.filter(({ key }) => key !== '');
  const forms = [
    tabs.map((view) => tabText(view, view.title, data.snapshot)),
    tabs.map((view) => `${view.key} ${view.short ?? firstWord(view.title)}`),
  ];
  const brief = forms[1] ?? [];
  const fewer = tabs.map((_tab, gone) =>
    tabs.map(({ key, name }, index) =>
      index < tabs.length - 1 - gone || name === current ? (brief[index] ?? key) : key,
    ),
  );
  const all = [...forms, ...fewer];
  const texts = all.find((some) => tabCells(some) <= size.columns) ?? all.at(-1) ?? [];
  return tabs.map(({ name }, index) => {
    const isCurrent = name === current;
    const text = texts[index] ?? '';
    return { name, isCurrent, text: isCurrent ? `[${text}]` : text };
  });
}

/** With a blank between them, and the brackets around the one that is shown. */
function tabCells(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + 1, 1);
}

function firstWord(title: string): string {
  return title.split(' ')[0] ?? title;
}

/** The views, or where one is deeper. */
export function tabLine(scene: Scene, views: readonly View[]): string {
  const paint = painter(scene.color);
  if (scene.state.places.length > 1) return spanLine(crumbs(scene, views), scene.size.columns, paint);
  const spans = tabsOf(scene, views).map(({ text, isCurrent }): readonly Span[] => [
    { text, colour: isCurrent ? 'bold' : 'dim' },
  ]);
  return spanLine(joined(spans, ' '), scene.size.columns, paint);
}

/** The view whose tab is at a column of the line with the tabs; null: none. */
export function tabAt(scene: Scene, views: readonly View[], column: number): string | null {
  if (scene.state.places.length > 1) return null;
  let from = 0;
  for (const { name, text } of tabsOf(scene, views)) {
    if (column >= from && column < from + text.length) return name;
    from += text.length + 1;
  }
  return null;
}

/** Where one is, and by which way one came. */
function crumbs({ state }: Scene, views: readonly View[]): readonly Span[] {
  const groups = state.places.map(({ view, about }, index): readonly Span[] => {
    const title = views.find(({ name }) => name === view)?.title ?? 'Help';
    const isLast = index === state.places.length - 1;
    const text =
      about === null || view === 'entry'
        ? title
        : `${title} ${harmless(view === 'question' ? about.replace(/^q-/, '') : about)}`;
    return [{ text: isLast ? `[${text}]` : text, colour: isLast ? 'bold' : 'dim' }];
  });
  return joined(
    groups.length > 4 ? [...groups.slice(0, 1), [{ text: '…' }], ...groups.slice(-2)] : groups,
    ' > ',
  );
}

function tabText({ name, key }: View, title: string, snapshot: Snapshot | null): string {
  const count = name === 'needs' ? (snapshot?.questions.length ?? 0) : 0;
  return `${key} ${title}${count === 0 ? '' : ` (${count})`}`;
}
