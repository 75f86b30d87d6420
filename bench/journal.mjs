import { closeSync, fdatasyncSync, openSync, readdirSync, readSync, watch } from 'node:fs';
import { join } from 'node:path';

/** The watch tells at once; this is for systems whose watch is late. */
const pollMs = 20;

/**
 * Follows the segments of a journal. Every fact is kept with the time at which it was certainly durable: a line counts once it was
 * read and a sync of its file, begun after that, has ended.
 * @typedef {{ fact: any, at: number }} Seen `at` as of `performance.now()`
 */
export class JournalFollower {
  #folder;
  /** @type {Map<string, { fd: number, offset: number, rest: string }>} */
  #segments = new Map();
  #buffer = Buffer.alloc(1 << 20);
  #watcher;
  #timer;
  /** @type {Map<string, number>} durable times by commit */
  commits = new Map();
  /** @type {Map<string, number>} durable times by "<worker> <generation>" */
  ends = new Map();
  /** @type {Map<string, { number: number, panePid: number, serverPid: number }>} newest generation by worker */
  generations = new Map();
  /** @type {Map<string, { worker: string, generation: number }>} deliveries that are under way */
  #deliveries = new Map();
  /** @type {Map<string, number>} newest generation that provably has its text, by worker */
  delivered = new Map();
  /** @type {{ sides: readonly string[], files: readonly string[], at: number }[]} conflicts as they were seen, by the names of workers */
  conflicts = [];
  /** When the newest line came; `performance.now()`. */
  lastAt = 0;

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
    this.#watcher = watch(folder, () => this.#read());
    this.#timer = setInterval(() => this.#read(), pollMs);
    this.#read();
  }

  close() {
    this.#watcher.close();
    clearInterval(this.#timer);
    for (const { fd } of this.#segments.values()) closeSync(fd);
  }

  #read() {
    for (const name of readdirSync(this.#folder).sort()) {
      if (!name.endsWith('.jsonl')) continue;
      const segment = this.#segments.get(name) ?? { fd: this.#open(name), offset: 0, rest: '' };
      this.#segments.set(name, segment);
      this.#readSegment(segment);
    }
  }

  /** @param {string} name */
  #open(name) {
    return openSync(join(this.#folder, name), 'r');
  }

  /** @param {{ fd: number, offset: number, rest: string }} segment */
  #readSegment(segment) {
    let text = segment.rest;
    let bytes = 0;
    do {
      bytes = readSync(segment.fd, this.#buffer, 0, this.#buffer.length, segment.offset);
      segment.offset += bytes;
      text += this.#buffer.toString('utf8', 0, bytes);
    } while (bytes === this.#buffer.length);
    const lines = text.split('\n');
    segment.rest = lines.pop() ?? '';
    if (lines.length === 0) return;
    fdatasyncSync(segment.fd);
    this.lastAt = performance.now();
    for (const line of lines) for (const fact of factsOf(line)) this.#take(fact);
  }

  /** @param {any} fact */
  #take(fact) {
    const at = this.lastAt;
    switch (fact.type) {
      case 'commits.seen':
        for (const { sha } of fact.commits) if (!this.commits.has(sha)) this.commits.set(sha, at);
        break;
      case 'conflict.seen': {
        const { a, b, files } = fact.conflict;
        this.conflicts.push({ sides: [a.worker, b?.worker ?? ''], files, at });
        break;
      }
      case 'generation.began':
        this.generations.set(fact.generation.worker, fact.generation);
        break;
      case 'generation.ended':
        this.ends.set(`${fact.worker} ${fact.number}`, at);
        break;
      case 'delivery.began':
        this.#deliveries.set(fact.delivery.id, fact.delivery);
        break;
      case 'delivery.ended': {
        const delivery = this.#deliveries.get(fact.id);
        if (delivery && fact.verdict === 'confirmed')
          this.delivered.set(delivery.worker, delivery.generation);
        break;
      }
      default:
        break;
    }
  }
}

/** @param {string} line */
function factsOf(line) {
  const { entry } = JSON.parse(line);
  return entry?.facts ?? [];
}
