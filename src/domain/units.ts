/** Durations ("90s", "10m", "1h", "14d") and sizes ("50MB") as people write them in the config. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const UNIT_BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** Milliseconds, or null when the text is no duration. */
export function parseDurationMs(text: string): number | null {
  return parseUnits(text, /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/, UNIT_MS);
}

/** Bytes, or null when the text is no size. */
export function parseSizeBytes(text: string): number | null {
  return parseUnits(text, /^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)$/, UNIT_BYTES);
}

function parseUnits(text: string, pattern: RegExp, units: Readonly<Record<string, number>>): number | null {
  const match = pattern.exec(text.trim());
  const [, amount, unit] = match ?? [];
  if (amount === undefined || unit === undefined) return null;
  const factor = units[unit];
  return factor === undefined ? null : Math.round(Number(amount) * factor);
}

/** "45s", "1m10s", "12m", "2h07m", "3d04h": two units at most, for tables; seconds up to two minutes. */
export function shortDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return `${minutes}m${secondsPart(seconds)}`;
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d${String(hours % 24).padStart(2, '0')}h`;
}

/** What somebody configured, to the second: "1m10s", "2h00m", "2h00m30s", "14d00h". */
export function wholeDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return shortDuration(durationMs);
  const days = minutes >= 24 * 60 && minutes % 60 !== 0 ? `${String(minutes % 60).padStart(2, '0')}m` : '';
  return `${shortDuration(durationMs)}${days}${secondsPart(seconds)}`;
}

function secondsPart(seconds: number): string {
  return seconds % 60 === 0 ? '' : `${String(seconds % 60).padStart(2, '0')}s`;
}

/** "512MB", "2GB": decimal units, no fraction. */
export function shortSize(bytes: number): string {
  const [unit, factor] = Object.entries(UNIT_BYTES).findLast(([, size]) => bytes >= size) ?? ['B', 1];
  return `${Math.round(bytes / factor)}${unit}`;
}
