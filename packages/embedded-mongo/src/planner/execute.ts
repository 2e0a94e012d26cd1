import { Double } from 'bson';
import { decode } from '../bson/codec.ts';
import type { Document } from '../bson/document.ts';
import { CommandFailure } from '../errors/command-failure.ts';
import type { Collation } from '../query/collation.ts';
import { compileMatch, type Matcher } from '../query/match.ts';
import { setMetadata } from '../query/metadata.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { choosePlan } from './choose.ts';
import type { Plan } from './plan.ts';
import { newCounters, type RawRecord, type ScanCounters, scanPlan } from './scan.ts';
import { scanText } from './text-search.ts';

export interface Search {
  readonly filter: Document;
  readonly sort?: Document | undefined;
  readonly hint?: unknown;
  readonly collation?: Collation | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly limit?: number | undefined;
  readonly min?: Document | undefined;
  readonly max?: Document | undefined;
  readonly now?: Date | undefined;
}

/** A search made ready for one view: which plan finds the records and what of the filter is left to check. */
export interface PreparedSearch {
  readonly plan: Plan;
  readonly matcher: Matcher;
  /** Every record of the plan satisfies the filter; its bytes need not be read. */
  readonly isExact: boolean;
  readonly isSorted: boolean;
  readonly counters: ScanCounters;
}

const isEmpty = (document: Document): boolean => {
  for (const _name in document) return false;
  return true;
};

export const prepareSearch = (collection: Collection, view: View, search: Search): PreparedSearch => {
  const { filter, collation, variables, now } = search;
  const matcher = compileMatch(filter, { collation, let: variables, now });
  const plan: Plan = matcher.text === undefined ? choosePlan(collection, view, search) : textPlan(collection);
  const isUnsorted = search.sort === undefined || isEmpty(search.sort) || '$natural' in search.sort;
  return {
    plan,
    matcher,
    isExact: plan.kind === 'index' ? plan.isExact : plan.kind === 'collection' && isEmpty(filter),
    isSorted: isUnsorted || (plan.kind === 'index' && plan.isSorted),
    counters: newCounters(),
  };
};

const textPlan = (collection: Collection): Plan => {
  const index = collection.indexes.find((candidate) => candidate.kind === 'text' && !candidate.isBuilding);
  if (index === undefined) throw new CommandFailure('IndexNotFound', 'text index required for $text query');
  return { kind: 'text', index };
};

/** A record that satisfies the filter; `document` is read when first asked for. */
export class FoundRecord {
  readonly recordId: number;
  readonly bytes: Buffer;
  readonly score: number | undefined;
  #document: Document | undefined;

  constructor(record: RawRecord, document?: Document, score?: number) {
    this.recordId = record.recordId;
    this.bytes = record.bytes;
    this.#document = document;
    this.score = score;
  }

  get document(): Document {
    this.#document ??= decode(this.bytes);
    return this.#document;
  }
}

/** The records that satisfy the filter, in the plan's order. */
export function* findRecords(view: View, collection: Collection, prepared: PreparedSearch): Generator<FoundRecord | undefined> {
  const { plan, matcher, isExact, counters } = prepared;
  if (plan.kind === 'text') {
    for (const { record, score } of scanText(view, collection, plan.index, matcher, counters)) {
      const document = decode(record.bytes);
      setMetadata(document, { textScore: new Double(score) });
      if (matcher(document)) yield new FoundRecord(record, document, score);
    }
    return;
  }
  for (const record of scanPlan(view, collection, plan, counters)) {
    if (isExact) yield new FoundRecord(record);
    else {
      const document = decode(record.bytes);
      yield matcher(document) ? new FoundRecord(record, document) : undefined;
    }
  }
}
