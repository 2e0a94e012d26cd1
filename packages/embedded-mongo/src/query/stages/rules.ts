import { type Document, getField } from '../../bson/document.ts';
import { toInteger } from '../../bson/numbers.ts';

const sources = new Set([
  '$documents',
  '$collStats',
  '$indexStats',
  '$currentOp',
  '$listLocalSessions',
  '$listSessions',
  '$planCacheStats',
  '$changeStream',
  '$geoNear',
  '$queryStats',
  '$listSampledQueries',
  '$listSearchIndexes',
]);

/** Stages that begin a pipeline and read no input. */
export const isSource = (name: string): boolean => sources.has(name);

const integerAt = (stage: Document | undefined, name: string): number | undefined => {
  const value = stage === undefined ? undefined : toInteger(getField(stage, name));
  return value === undefined ? undefined : Number(value);
};

/** How many documents a `$limit`, or a `$skip` with a `$limit`, leaves needed of what comes before. */
export const countOf = (stage: Document, next: Document | undefined): number | undefined => {
  const limit = integerAt(stage, '$limit');
  if (limit !== undefined) return limit;
  const skip = integerAt(stage, '$skip');
  const limitBehind = integerAt(next, '$limit');
  return skip === undefined || limitBehind === undefined ? undefined : skip + limitBehind;
};
