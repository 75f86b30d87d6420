import { eventWords } from '../domain/agent-event.ts';
import type { Verdict } from '../domain/delivery.ts';
import type { Health } from '../domain/evidence.ts';
import type { Fact } from '../domain/facts.ts';
import type { GenerationEnd } from '../domain/generation.ts';
import { questionName } from '../domain/question.ts';
import type { Order } from '../domain/request.ts';

/** Whom something is about. */
export interface Place {
  readonly worker: string | null;
  readonly task: string | null;
}

export interface FactWords {
  readonly what: string;
  readonly why: string;
}

/** An observed fact in words, or null for bookkeeping. */
export function factWords(fact: Fact): FactWords | null {
  switch (fact.type) {
    case 'agent.event':
      return { what: `agent ${eventWords[fact.event.event]}`, why: agentText(fact) };
    case 'generation.ended':
      return { what: `agent ${endWords[fact.end.how]}`, why: endText(fact.number, fact.end) };
    case 'commits.seen':
      return { what: 'commits', why: commitsText(fact) };
    case 'delivery.ended':
      return { what: verdictWords[fact.verdict], why: fact.because };
    case 'order.given':
      return { what: 'you asked', why: orderText(fact.order) };
    case 'tasks.known':
      return { what: 'new tasks', why: fact.tasks.map(({ task }) => task).join(', ') };
    case 'pr.seen':
      return { what: `pull request #${fact.pr.number}`, why: `${fact.pr.state}: ${fact.pr.title}` };
    default:
      return null;
  }
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  confirmed: 'text arrived',
  queued: 'text waits',
  unverified: 'text: not known',
  refused: 'text refused',
};

/** A prompt is the whole text that was delivered: its name is enough. */
function agentText({ event, generation }: Extract<Fact, { type: 'agent.event' }>): string {
  const text = event.event === 'prompt' ? (event.delivery ?? 'a prompt') : (event.text ?? '');
  return text === '' ? `generation ${generation}` : text;
}

const endWords: Readonly<Record<GenerationEnd['how'], string>> = {
  exited: 'exited',
  lost: 'lost',
  'ended-by-czar': 'ended by czar',
};

function endText(number: number, { status, signal }: GenerationEnd): string {
  const how = signal === null ? (status === null ? '' : `, status ${status}`) : `, signal ${signal}`;
  return `generation ${number}${how}`;
}

/** What these facts make of their worker's health from then on; null: they say nothing of it. */
export function healthAfter(facts: readonly Fact[]): Health | null {
  const said = facts.flatMap((fact): readonly Health[] => {
    if (fact.type === 'health.changed') return [fact.health];
    if (fact.type === 'generation.began') return ['healthy'];
    if (fact.type !== 'generation.ended') return [];
    return [fact.end.how === 'ended-by-czar' ? 'healthy' : 'crashed'];
  });
  return said.at(-1) ?? null;
}

/** An agent ended by itself; Czar ended one to start it again; work under way, or work that was to be merged, does not merge. */
export type News = 'crashed' | 'restarted' | 'conflict';

/** The weightiest of what these facts tell; null: nothing that one would have to be told of. */
export function newsOf(facts: readonly Fact[]): News | null {
  const told = facts.map(newsIn);
  // Whoever is asked about it is told by the question.
  if (facts.some(({ type }) => type === 'question.asked')) return told.includes('crashed') ? 'crashed' : null;
  return (['crashed', 'conflict', 'restarted'] as const).find((news) => told.includes(news)) ?? null;
}

function newsIn(fact: Fact): News | null {
  switch (fact.type) {
    case 'generation.ended':
      return fact.end.how === 'ended-by-czar' ? null : 'crashed';
    case 'worker.restarting':
      return fact.because === 'stuck' ? 'restarted' : null;
    case 'conflict.seen':
      return 'conflict';
    case 'task.gated':
      return fact.gate.verdict === 'conflict' ? 'conflict' : null;
    default:
      return null;
  }
}

function commitsText({ commits, rewound }: Extract<Fact, { type: 'commits.seen' }>): string {
  const subjects = commits.map(({ sha, subject }) => `${sha.slice(0, 8)} ${subject}`).join('; ');
  return rewound ? `history was rewritten; ${subjects}` : subjects;
}

function orderText(order: Order): string {
  const about = orderPlace(order);
  const names = [about.task, about.worker].filter((name) => name !== null);
  const extra = order.do === 'answer' ? ` to ${questionName(order.question)}: ${order.answer}` : '';
  return `${order.do}${names.length === 0 ? '' : ` ${names.join(' ')}`}${extra}`;
}

export function factPlace(fact: Fact): Place {
  if (fact.type === 'order.given') return orderPlace(fact.order);
  if (fact.type === 'generation.began') return { worker: fact.generation.worker, task: null };
  if (fact.type === 'delivery.began') return { worker: fact.delivery.worker, task: fact.delivery.task };
  if (fact.type === 'question.asked') return { worker: fact.question.worker, task: fact.question.task };
  if (fact.type === 'pr.seen') return { worker: null, task: fact.pr.task };
  return { worker: 'worker' in fact ? fact.worker : null, task: 'task' in fact ? fact.task : null };
}

function orderPlace(order: Order): Place {
  if ('workers' in order)
    return { worker: order.workers.length === 1 ? (order.workers[0] ?? null) : null, task: null };
  return { worker: 'worker' in order ? order.worker : null, task: 'task' in order ? order.task : null };
}
