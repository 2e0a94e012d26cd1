import { compareStrings, type StringOrder } from '../../bson/compare.ts';
import type { Document } from '../../bson/document.ts';
import type { Collation } from '../collation.ts';
import { rootScope, type Scope } from '../expression/scope.ts';
import { fail } from '../failure.ts';

export interface Namespace {
  readonly database: string;
  readonly collection: string;
}

export interface Opened {
  readonly documents: AsyncIterable<Document>;
  /** The stages that still have to run; leading ones may have been answered by an index. */
  readonly rest: readonly Document[];
}

export interface OpenOptions {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly collation: Collation | undefined;
  readonly now: Date;
}

/** What stages need of the server: reading and writing collections other than through their input. */
export interface PipelineAccess {
  readonly open: (namespace: Namespace, stages: readonly Document[], options: OpenOptions) => Opened | Promise<Opened>;
  /** `$out`: the collection's new content, put in place all at once. */
  readonly replaceCollection: (namespace: Namespace, documents: AsyncIterable<Document>, timeseries?: Document) => Promise<void>;
  /** `$merge`: applies an update to the one document a filter finds, and says how many it found. */
  readonly updateOne: (
    namespace: Namespace,
    filter: Document,
    update: unknown,
    variables: Readonly<Record<string, unknown>>,
  ) => Promise<number>;
  readonly insertOne: (namespace: Namespace, document: Document) => Promise<void>;
  readonly hasUniqueIndex: (namespace: Namespace, fields: readonly string[]) => boolean;
  /** Stages that report on the server: `$collStats`, `$indexStats`, `$currentOp`, `$listSessions`, `$planCacheStats`. */
  readonly report: (stage: string, namespace: Namespace, spec: unknown) => AsyncIterable<Document>;
}

export interface PipelineContext {
  readonly namespace: Namespace;
  readonly access: PipelineAccess;
  readonly now: Date;
  readonly collation?: Collation | undefined;
  /** The command's `let`, and within `$lookup` the variables of the outer document. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** MongoDB 6 and later allow it unless told otherwise. */
  readonly allowDiskUse?: boolean | undefined;
  /** Where stages put what does not fit in memory; the system's folder for temporary files unless named. */
  readonly spillFolder?: string | undefined;
  /** What one stage may hold in memory, in bytes. */
  readonly memoryLimit?: number | undefined;
  /** Whether the pipeline starts from no collection, as `{ aggregate: 1 }` does. */
  readonly isCollectionless?: boolean | undefined;
  /** Inside `$lookup`, `$facet` or `$unionWith`: stages that write are refused. */
  readonly isNested?: boolean | undefined;
}

export type Stream = (input: AsyncIterable<Document>) => AsyncIterable<Document>;

/** A stage that looks at one document at a time, or one that needs the whole stream. */
export type Stage =
  | { readonly kind: 'each'; readonly apply: (document: Document, emit: (document: Document) => void) => void }
  | { readonly kind: 'stream'; readonly run: Stream };

export type StageCompiler = (spec: unknown, context: PipelineContext, name: string) => Stage;

export const MEMORY_LIMIT = 100 * 1024 * 1024;

export const orderOf = (context: PipelineContext): StringOrder => context.collation?.compare ?? compareStrings;

export const variablesOf = (context: PipelineContext): readonly string[] => Object.keys(context.variables ?? {});

export const scopeOf = (document: Document, context: PipelineContext): Scope => rootScope(document, context.variables, context.now);

export const stream = (run: Stream): Stage => ({ kind: 'stream', run });

export const each = (apply: (document: Document, emit: (document: Document) => void) => void): Stage => ({ kind: 'each', apply });

/** Counts what a stage holds that cannot go to disk, and refuses when it is too much. */
export const memoryBudget = (context: PipelineContext, stage: string): ((held: unknown) => void) => {
  const limit = context.memoryLimit ?? MEMORY_LIMIT;
  let size = 0;
  return (held) => {
    size += roughSize(held);
    if (size > limit)
      fail(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `PlanExecutor error during aggregation :: caused by :: ${stage} exceeded its memory limit of ${limit} bytes`,
      );
  };
};

/** Rough size of a value in memory, to keep stages within their limit without serializing. */
export const roughSize = (value: unknown): number => {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 16;
  if (Array.isArray(value)) return value.reduce<number>((sum, element) => sum + roughSize(element), 32);
  if (value instanceof Uint8Array) return 32 + value.length;
  if ('buffer' in value && value.buffer instanceof Uint8Array) return 48 + value.buffer.length;
  let size = 32;
  for (const name in value) size += name.length + 8 + roughSize((value as Document)[name]);
  return size;
};
