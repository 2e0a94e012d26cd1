import { toDouble } from '../../bson/numbers.ts';
import { isNumeric } from '../../bson/types.ts';

/** Truth as `$and`, `$cond` and `$expr` see it: false, null, missing and zero are false, all else is true. */
export const truthy = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false) return false;
  if (value === true || !isNumeric(value)) return true;
  return toDouble(value) !== 0;
};
