import { hashText } from './hash-text.ts';

/** Ids of the messages about one conflict: short, and harmless wherever they stand. */

export function conflictItem(key: string): string {
  return `conflict-${hex(key)}`;
}

export function clearItem(key: string): string {
  return `clear-${hex(key)}`;
}

function hex(key: string): string {
  return hashText(key).toString(16).padStart(8, '0');
}
