import { type Answer, decodeAnswer } from './decode-answer.ts';

/** Far more than any greeting. */
const MOST_BYTES = 256_000;

/** Listens to a server until it has answered, or has said so much else that it never will. */
export interface Listener {
  /** True: enough is known. */
  hear(chunk: Uint8Array): boolean;
  /** What is left of a last line counts as one. */
  end(): void;
  /** Why it is no server that can be used; null: it is one. */
  verdict(): string | null;
}

/** `messageIn`: the message that a line holds; null: none. */
export function listener(messageIn: (line: string) => string | null): Listener {
  const decoder = new TextDecoder();
  let rest = '';
  let bytes = 0;
  let answer: Answer = { is: 'other' };
  let garbage: Answer | null = null;
  const take = (line: string): boolean => {
    const message = messageIn(line);
    if (message === null) return false;
    const heard = decodeAnswer(message);
    // Programs may greet people before they speak to machines: what is no JSON-RPC is overlooked as long as an answer may come.
    if (heard.is === 'wrong' && !message.trimStart().startsWith('{')) garbage ??= heard;
    else answer = heard;
    return answer.is !== 'other';
  };
  return {
    hear(chunk) {
      if (answer.is !== 'other') return true;
      bytes += chunk.length;
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.some(take)) return true;
      if (bytes > MOST_BYTES) answer = { is: 'wrong', because: 'it writes and writes, and does not answer' };
      return bytes > MOST_BYTES;
    },
    end() {
      if (answer.is === 'other' && rest !== '') take(rest);
    },
    verdict() {
      const last = answer.is === 'other' ? garbage : answer;
      if (last?.is === 'welcome') return null;
      return last?.is === 'wrong' ? last.because : 'it does not answer';
    },
  };
}
