import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { BadUserInput } from '@health-graph/errors';

/** One value of a position in a list: what the record holds in one field of the order, dates as dates. */
export type PositionValue = string | number | boolean | Date | null;

/** Where a record stands in an ordered list: its value in every field of the order. */
export type Position = readonly PositionValue[];

/** Positions as the opaque texts that clients hand back. All encoding of cursors is in this file. */
export interface Cursors {
  /** The same text for the same position, and nothing about any other: neither what it holds nor which comes first. */
  of(position: Position): string;
  /**
   * The position in a cursor of a list ordered by the fields at `paths`.
   * @throws {BadUserInput} naming `after` when it is no cursor of such a list
   */
  positionOf(cursor: string, paths: readonly string[]): Position;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** What is encrypted is filled up to a multiple of this, so that the length says little about a name. */
const blockBytes = 32;

/**
 * Cursors that only this installation can read: AES-256-GCM, the nonce a MAC of what is encrypted. A position may hold what a field is hidden for
 * (a date, a name), and one that could be written by hand would let a client ask whether a hidden row lies behind it. Without a secret, only this
 * very object can read them.
 */
export function createCursors(secret: string | Uint8Array = randomBytes(32)): Cursors {
  const keys = Buffer.from(hkdfSync('sha256', secret, '', 'health-graph cursor', 64));
  const [key, nonceKey] = [keys.subarray(0, 32), keys.subarray(32)];
  return {
    of: (position) => {
      const text = padded(JSON.stringify(position.map((value) => (value instanceof Date ? { at: value.getTime() } : value))));
      const nonce = createHmac('sha256', nonceKey).update(text).digest().subarray(0, nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce);
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    positionOf: (cursor, paths) => {
      const values = parsed(decrypted(cursor, key));
      if (!Array.isArray(values) || values.length !== paths.length) throw notACursor();
      const position = values.map(positionValueOf);
      const fits = paths.every((path, index) => (path === 'sortAt') === position[index] instanceof Date);
      if (!fits || typeof position.at(-1) !== 'string') throw notACursor();
      return position;
    },
  };
}

/** JSON takes spaces behind a value. */
function padded(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & (blockBytes - 1), ' ')]);
}

function decrypted(cursor: string, key: Uint8Array): Buffer {
  if (!/^[A-Za-z0-9_-]{80,8192}$/.test(cursor)) throw notACursor();
  const bytes = Buffer.from(cursor, 'base64url');
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch (cause) {
    throw notACursor(cause);
  }
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch (cause) {
    throw notACursor(cause);
  }
}

function positionValueOf(value: unknown): PositionValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'object' && 'at' in value && typeof value.at === 'number') {
    const date = new Date(value.at);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw notACursor();
}

const notACursor = (cause?: unknown) => new BadUserInput('The cursor is not one of this list.', { argument: 'after' }, { cause });
