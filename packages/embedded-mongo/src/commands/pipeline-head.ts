import { type Document, isDocument } from '../bson/document.ts';
import { toDouble } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';

/** What the first stages of a pipeline ask of the collection, so that an index can answer them. */
export interface PipelineHead {
  readonly filter: Document;
  readonly sort: Document | undefined;
  /** At most this many documents are wanted in the order of `sort`. */
  readonly limit: number | undefined;
  /** The stages behind the leading matches. */
  readonly rest: readonly Document[];
}

const joinFilters = (filters: readonly Document[]): Document => {
  if (filters.length === 0) return {};
  return filters.length === 1 ? (filters[0] as Document) : { $and: filters };
};

export const splitHead = (stages: readonly Document[]): PipelineHead => {
  const filters: Document[] = [];
  let position = 0;
  while (isDocument(stages[position]?.['$match'])) {
    filters.push(stages[position]?.['$match'] as Document);
    position += 1;
  }
  const rest = stages.slice(position);
  const sort = rest[0]?.['$sort'];
  const limitStage = isDocument(sort) ? rest[1] : rest[0];
  const limit = limitStage?.['$limit'];
  return {
    filter: joinFilters(filters),
    sort: isDocument(sort) ? sort : undefined,
    limit: isNumeric(limit) ? toDouble(limit) : undefined,
    rest,
  };
};

export interface CountStage {
  readonly field: string;
  readonly id: unknown;
}

const isOne = (value: unknown): boolean => isNumeric(value) && toDouble(value) === 1;

const isLiteral = (value: unknown): boolean => value === null || isNumeric(value);

/** Recognises what `countDocuments` sends: a group of everything that only counts, and `$count`. */
export const countStage = (rest: readonly Document[]): CountStage | undefined => {
  if (rest.length !== 1) return undefined;
  const group = rest[0]?.['$group'];
  if (isDocument(group)) {
    const fields = Object.entries(group).filter(([name]) => name !== '_id');
    const [field, operator] = fields[0] ?? [];
    const isCount = fields.length === 1 && isDocument(operator) && Object.keys(operator).length === 1 && isOne(operator['$sum']);
    return isCount && field !== undefined && isLiteral(group['_id']) ? { field, id: group['_id'] } : undefined;
  }
  return undefined;
};
