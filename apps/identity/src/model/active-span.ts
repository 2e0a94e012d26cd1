import { type Period, periodBounds } from '@health-graph/records';

/** The time that something holds, as the store compares it; `activeUntil` is not included. */
export interface ActiveSpan {
  readonly activeFrom: Date;
  readonly activeUntil: Date;
}

/** A period is open where a side is missing, and holds through all of its last day. */
export function activeSpan({ period }: { readonly period?: Period }): ActiveSpan {
  const { from, until } = periodBounds(period);
  return { activeFrom: from, activeUntil: until };
}
