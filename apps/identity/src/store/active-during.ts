import { type TimeBounds, timeBounds } from '@health-graph/records';
import type { Filter } from '@health-graph/store';

/** What holds at some moment of a day, month or year. */
export function activeDuring(date: string): Filter {
  const { from, until }: TimeBounds = timeBounds(date);
  return { activeFrom: { $lt: until }, activeUntil: { $gt: from } };
}

/** What holds at a moment. */
export const activeAt = (moment: Date): Filter => ({ activeFrom: { $lte: moment }, activeUntil: { $gt: moment } });
