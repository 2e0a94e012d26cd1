import type { ObjectId, Timestamp } from 'bson';
import { typeOf } from '../../bson/types.ts';
import { fail } from '../failure.ts';
import { type Zone, zoneNamed } from './zone.ts';

/** Dates, timestamps and ObjectIds carry a moment; undefined for all else. */
export const momentOf = (value: unknown): Date | undefined => {
  switch (typeOf(value)) {
    case 'date':
      return value as Date;
    case 'timestamp':
      return new Date((value as Timestamp).getHighBitsUnsigned() * 1000);
    case 'objectId':
      return (value as ObjectId).getTimestamp();
    default:
      return undefined;
  }
};

export const momentOrFail = (value: unknown, code = 16006): Date =>
  momentOf(value) ?? fail(code, `can't convert from BSON type ${typeOf(value)} to Date`);

/** The zone a `timezone` argument names; nulls have been dealt with before. */
export const zoneOf = (value: unknown, isGiven: boolean): Zone => {
  if (!isGiven) return zoneNamed('UTC');
  return typeof value === 'string' ? zoneNamed(value) : fail(40517, `timezone must evaluate to a string, found ${typeOf(value)}`);
};
