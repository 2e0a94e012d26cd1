import { BadUserInput } from '@health-graph/errors';

/** One value of a position in a list: what the record holds in one field of the order, dates as dates. */
export type PositionValue = string | number | boolean | Date | null;

/** Where a record stands in an ordered list: its value in every field of the order. */
export type Position = readonly PositionValue[];

/**
 * The opaque text of a position. All encoding of cursors is in this file, so that encrypting them changes nothing else.
 */
export function cursorOf(position: Position): string {
  const values = position.map((value) => (value instanceof Date ? { at: value.getTime() } : value));
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The position in a cursor of a list ordered by the fields at `paths`.
 * @throws {BadUserInput} naming `after` when it is no cursor of such a list
 */
export function positionOf(cursor: string, paths: readonly string[]): Position {
  const values = parsed(cursor);
  if (!Array.isArray(values) || values.length !== paths.length) throw notACursor();
  const position = values.map(positionValueOf);
  const fits = paths.every((path, index) => (path === 'sortAt') === position[index] instanceof Date);
  if (!fits || typeof position.at(-1) !== 'string') throw notACursor();
  return position;
}

function parsed(cursor: string): unknown {
  if (!/^[A-Za-z0-9_-]{1,2048}$/.test(cursor)) throw notACursor();
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
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
