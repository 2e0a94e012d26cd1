import { Int32, Long } from 'bson';
import type { Document } from '../bson/document.ts';
import type { Collection } from '../storage/collection.ts';
import { showValue } from '../storage/key-text.ts';
import type { PreparedSearch } from './execute.ts';
import type { IndexScan, Plan } from './plan.ts';
import { analyseFilter, type Predicate } from './predicates.ts';

const showRange = (predicate: Extract<Predicate, { kind: 'range' }>): string => {
  const value = showValue(predicate.value);
  switch (predicate.operator) {
    case '$gt':
      return `(${value}, inf]`;
    case '$gte':
      return `[${value}, inf]`;
    case '$lt':
      return `[-inf, ${value})`;
    default:
      return `[-inf, ${value}]`;
  }
};

const showPredicate = (predicate: Predicate): string[] => {
  switch (predicate.kind) {
    case 'equal':
      return [`[${showValue(predicate.value)}, ${showValue(predicate.value)}]`];
    case 'in':
      return predicate.values.map((value) => `[${showValue(value)}, ${showValue(value)}]`);
    case 'range':
      return [showRange(predicate)];
    case 'prefix':
      return [`["${predicate.prefix}", "${predicate.prefix}\uffff")`];
    default:
      return ['[MinKey, MaxKey]'];
  }
};

/** The bounds in words; both ends of a range are shown as what the filter says of them. */
const showBounds = (plan: IndexScan, filter: Document): Document => {
  const { byPath } = analyseFilter(filter);
  return Object.fromEntries(
    plan.index.fields.map(({ path }, position) => {
      const predicates = position < plan.bounds.length ? (byPath.get(path) ?? []) : [];
      return [path, predicates.length === 0 ? ['[MinKey, MaxKey]'] : joinRanges(predicates)];
    }),
  );
};

const joinRanges = (predicates: readonly Predicate[]): string[] => {
  const ranges = predicates.filter((predicate) => predicate.kind === 'range');
  const lower = ranges.find(({ operator }) => operator.startsWith('$gt'));
  const upper = ranges.find(({ operator }) => operator.startsWith('$lt'));
  if (lower === undefined || upper === undefined || ranges.length !== predicates.length) return predicates.flatMap(showPredicate);
  return [
    `${lower.operator === '$gt' ? '(' : '['}${showValue(lower.value)}, ${showValue(upper.value)}${upper.operator === '$lt' ? ')' : ']'}`,
  ];
};

const indexScan = (plan: IndexScan, filter: Document): Document => ({
  stage: 'IXSCAN',
  keyPattern: plan.index.spec['key'],
  indexName: plan.index.name,
  ...(plan.index.collation === undefined ? {} : { collation: plan.index.collation.spec }),
  isMultiKey: plan.index.multikeyPaths.size > 0,
  multiKeyPaths: Object.fromEntries(plan.index.fields.map(({ path }) => [path, plan.index.multikeyPaths.has(path) ? [path] : []])),
  isUnique: plan.index.isUnique,
  isSparse: plan.index.isSparse,
  isPartial: plan.index.isPartial,
  indexVersion: new Int32(2),
  direction: plan.isReverse ? 'backward' : 'forward',
  indexBounds: showBounds(plan, filter),
});

const idOnly = (plan: IndexScan, filter: Document): boolean =>
  plan.index.name === '_id_' && plan.arePoints && plan.intervals.length === 1 && Object.keys(filter).length === 1;

const scanStage = (plan: Plan, filter: Document, isExact: boolean): Document => {
  const rest = isExact || Object.keys(filter).length === 0 ? {} : { filter };
  switch (plan.kind) {
    case 'collection':
      return { stage: 'COLLSCAN', ...rest, direction: plan.isReverse ? 'backward' : 'forward' };
    case 'index':
      if (idOnly(plan, filter)) return { stage: 'IDHACK', keyPattern: plan.index.spec['key'], indexName: '_id_' };
      return { stage: 'FETCH', ...rest, inputStage: indexScan(plan, filter) };
    case 'union':
      return { stage: 'FETCH', ...rest, inputStage: { stage: 'OR', inputStages: plan.parts.map((part) => indexScan(part, filter)) } };
    case 'text':
      return { stage: 'TEXT_MATCH', ...rest, indexPrefix: {}, indexName: plan.index.name, parsedTextQuery: {} };
  }
};

export interface ExplainRequest {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
  readonly projection?: Document | undefined;
}

const wrap = (stage: string, inputStage: Document, fields: Document = {}): Document => ({ stage, ...fields, inputStage });

/** The plan as a tree of stages under MongoDB's names. */
export const explainPlan = (prepared: PreparedSearch, request: ExplainRequest): Document => {
  let tree = scanStage(prepared.plan, request.filter, prepared.isExact);
  if (!prepared.isSorted) tree = wrap('SORT', tree, { sortPattern: request.sort, memLimit: new Int32(67108864), type: 'simple' });
  if (request.skip) tree = wrap('SKIP', tree, { skipAmount: new Int32(request.skip) });
  if (request.limit) tree = wrap('LIMIT', tree, { limitAmount: Long.fromNumber(request.limit) });
  if (request.projection !== undefined && Object.keys(request.projection).length > 0) {
    tree = wrap('PROJECTION_DEFAULT', tree, { transformBy: request.projection });
  }
  return tree;
};

/** For a collection that is not there. */
export const nothingPlan: Document = { stage: 'EOF' };

export interface ExecutionFigures {
  readonly returned: number;
  readonly milliseconds: number;
  readonly prepared: PreparedSearch | undefined;
  readonly tree: Document;
}

export const executionStats = ({ returned, milliseconds, prepared, tree }: ExecutionFigures): Document => ({
  executionSuccess: true,
  nReturned: new Int32(returned),
  executionTimeMillis: new Int32(Math.round(milliseconds)),
  totalKeysExamined: new Int32(prepared?.counters.keys ?? 0),
  totalDocsExamined: new Int32(prepared?.counters.records ?? 0),
  executionStages: { ...tree, nReturned: new Int32(returned) },
});

export const queryPlanner = (collection: Collection | undefined, namespace: string, filter: Document, tree: Document): Document => ({
  namespace,
  indexFilterSet: false,
  parsedQuery: filter,
  ...(collection === undefined ? {} : { maxIndexedOrSolutionsReached: false }),
  winningPlan: tree,
  rejectedPlans: [],
});
