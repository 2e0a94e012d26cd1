import type { RequestRecord } from './request-record.ts';

/** How a request ended; the only words that a metric has for it. */
export const outcomes = [
  'answered',
  'partial',
  'failed',
  'invalid',
  'unauthenticated',
  'forbidden',
  'too_large',
  'rate_limited',
  'unavailable',
  'error',
  'client_left',
  'page',
  'stream',
] as const;

export type Outcome = (typeof outcomes)[number];

/** What can refuse a request for its size or number. */
export const limits = ['rate', 'body', 'tokens', 'depth', 'aliases', 'directives', 'fields', 'cost'] as const;

export type Limit = (typeof limits)[number];

const byStatus: ReadonlyMap<number, Outcome> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [413, 'too_large'],
  [429, 'rate_limited'],
  [503, 'unavailable'],
]);

/** What the client read, by its status first: an answer that could not be written down was withheld, whatever it was before. */
export function outcomeOf(status: number, contentType: string, { result }: Pick<RequestRecord, 'result'>): Outcome {
  const known = byStatus.get(status);
  if (known !== undefined) return known;
  if (status >= 500) return 'error';
  if (status >= 400) return 'invalid';
  if (contentType.startsWith('text/event-stream')) return 'stream';
  return result ?? 'page';
}

/** The limit that an error names; undefined for every other error, and for words that are none of ours. */
export function limitOf(code: unknown, what: unknown): Limit | undefined {
  if (code === 'RATE_LIMITED') return 'rate';
  if (code === 'PAYLOAD_TOO_LARGE') return 'body';
  return code === 'OPERATION_TOO_COMPLEX' ? limits.find((limit) => limit === what) : undefined;
}
