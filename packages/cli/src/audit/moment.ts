import { timeBounds } from '@health-graph/records';
import { InvalidArgumentError } from 'commander';

/** A FHIR date or dateTime, for commander: one side of the time it covers, as the audit log writes moments. */
export const moment =
  (side: 'from' | 'until') =>
  (text: string): string => {
    const isTime = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$/.test(text);
    const bound = isTime ? timeBounds(text)[side] : undefined;
    if (bound === undefined || Number.isNaN(bound.getTime()))
      throw new InvalidArgumentError('A year, month or day, or a moment with its zone: 2026-08-01T08:00:00+07:00.');
    return bound.toISOString();
  };
