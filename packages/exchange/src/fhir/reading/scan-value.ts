/** Where a scan through one JSON value stands; it goes on in the next chunk. */
export interface ValueScan {
  depth: number;
  inString: boolean;
  isEscaped: boolean;
  /** Numbers, `true`, `false` and `null` have no closing byte: they end before the next separator. */
  readonly isScalar: boolean;
  isDone: boolean;
}

export const byte = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** Begins at the value's first byte. */
export function startScan(first: number): ValueScan {
  const isScalar = first !== byte.quote && first !== byte.openBrace && first !== byte.openBracket;
  return { depth: 0, inString: false, isEscaped: false, isScalar, isDone: false };
}

/**
 * Goes through `chunk` from `from` on and gives the place behind the value's last byte; `scan.isDone` tells whether it was reached. Brackets are
 * counted, not matched by kind: `JSON.parse` checks the slice later.
 */
export function advance(scan: ValueScan, chunk: Uint8Array, from: number): number {
  if (scan.isScalar) return advanceScalar(scan, chunk, from);
  let { depth, inString, isEscaped } = scan;
  let at = from;
  for (; at < chunk.length && !scan.isDone; at += 1) {
    const next = chunk[at];
    if (isEscaped) isEscaped = false;
    else if (inString) {
      if (next === byte.backslash) isEscaped = true;
      else if (next === byte.quote) {
        inString = false;
        scan.isDone = depth === 0;
      }
    } else if (next === byte.quote) inString = true;
    else if (next === byte.openBrace || next === byte.openBracket) depth += 1;
    else if (next === byte.closeBrace || next === byte.closeBracket) {
      depth -= 1;
      scan.isDone = depth === 0;
    }
  }
  scan.depth = depth;
  scan.inString = inString;
  scan.isEscaped = isEscaped;
  return at;
}

function advanceScalar(scan: ValueScan, chunk: Uint8Array, from: number): number {
  let at = from;
  while (at < chunk.length && !endsScalar(chunk[at] ?? 0)) at += 1;
  scan.isDone = at < chunk.length;
  return at;
}

const endsScalar = (next: number): boolean =>
  next === byte.comma || next === byte.closeBrace || next === byte.closeBracket || isSpace(next);

export const isSpace = (next: number): boolean => next === 0x20 || next === 0x0a || next === 0x0d || next === 0x09;
