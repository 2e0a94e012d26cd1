import type { Position, PositionValue } from './cursor.ts';
import type { Order } from './keyset.ts';

/** Milliseconds from the earliest date that JavaScript knows to 1970: dates before are counted, too. */
const earliestMs = 8_640_000_000_000_000;

/**
 * A position as text that sorts as the list does: behind `+` it ascends, behind `-` it descends, both by code units. What is missing sorts before every
 * value, as MongoDB sorts null.
 */
export function positionText(order: Order, position: Position): string {
  const [first] = order;
  const direction = first?.[1] ?? 1;
  if (order.some(([, other]) => other !== direction)) throw new Error('A list that goes in two directions cannot be joined.');
  return `${direction === 1 ? '+' : '-'}${position.map(textOf).join('/')}`;
}

function textOf(value: PositionValue): string {
  if (value === null) return '';
  if (value instanceof Date) return String(value.getTime() + earliestMs).padStart(17, '0');
  if (typeof value === 'string') return value;
  throw new Error('A list is ordered by something that cannot be joined.');
}
