import { EJSON } from 'bson';
import type { ErrorCodeName } from '../errors/codes.ts';
import { CommandFailure } from '../errors/command-failure.ts';

/** Throws a refusal of a query, update or pipeline with MongoDB's code. */
export const fail = (code: ErrorCodeName | number, message: string): never => {
  throw new CommandFailure(code, message);
};

/** A value as error messages show it. */
export const show = (value: unknown): string => (value === undefined ? 'MISSING' : EJSON.stringify(value, { relaxed: true }));
