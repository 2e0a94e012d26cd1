import { type Document, isDocument, setField } from '../../bson/document.ts';
import { typeOf } from '../../bson/types.ts';
import type { Accumulator } from '../expression/accumulator.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import { rootScope } from '../expression/scope.ts';
import { hashOf, ValueMap } from '../expression/value-set.ts';
import { fail } from '../failure.ts';
import { type CompiledAccumulator, compileAccumulator } from './group-accumulator.ts';
import { Spill } from './spill.ts';
import {
  MEMORY_LIMIT,
  orderOf,
  type PipelineContext,
  roughSize,
  type Stage,
  type StageCompiler,
  scopeOf,
  stream,
  variablesOf,
} from './stage.ts';

interface Group {
  readonly key: unknown;
  readonly accumulators: readonly Accumulator[];
}

export interface GroupSpec {
  readonly id: Expression;
  readonly fields: readonly (readonly [string, CompiledAccumulator])[];
}

/** Accumulators that keep what they are given; the others stay small. */
const growing = new Set(['$push', '$addToSet', '$median', '$percentile']);

const compileFields = (spec: Document, context: PipelineContext): GroupSpec['fields'] =>
  Object.entries(spec).map(([name, accumulator]) => {
    if (name.includes('.')) fail(40235, `The field name '${name}' cannot contain '.'`);
    if (name.startsWith('$')) fail(40236, `The field name '${name}' cannot be an operator name`);
    return [name, compileAccumulator(name, accumulator, context)];
  });

/** Holds the groups met so far, and watches how large they grow. */
class Grouping {
  private readonly groups: ValueMap<Group>;
  private readonly spec: GroupSpec;
  private readonly context: PipelineContext;
  private readonly isGrowing: boolean;
  private size = 0;

  constructor(spec: GroupSpec, context: PipelineContext, isGrowing: boolean) {
    this.spec = spec;
    this.context = context;
    this.isGrowing = isGrowing;
    this.groups = new ValueMap(orderOf(context));
  }

  /** Takes a document in, unless it would begin another group and there is no room; gives the key then. */
  add(document: Document): Refused | undefined {
    const scope = scopeOf(document, this.context);
    const key = this.spec.id(scope) ?? null;
    const known = this.groups.get(key);
    if (known === undefined && this.size > this.limit) return { key };
    const group = known ?? this.open(key);
    for (const [index, [, { evaluate }]] of this.spec.fields.entries()) {
      const value = evaluate(scope);
      group.accumulators[index]?.add(value);
      if (this.isGrowing) this.grow(roughSize(value));
    }
    return undefined;
  }

  *results(): Generator<Document> {
    for (const { value } of this.groups.entries()) {
      const result: Document = { _id: value.key ?? null };
      for (const [index, [name]] of this.spec.fields.entries()) setField(result, name, value.accumulators[index]?.result() ?? null);
      yield result;
    }
  }

  private get limit(): number {
    return this.context.memoryLimit ?? MEMORY_LIMIT;
  }

  private open(key: unknown): Group {
    const root = isDocument(key) ? key : {};
    const scope = rootScope(root, this.context.variables, this.context.now);
    const group = { key, accumulators: this.spec.fields.map(([, { create }]) => create(scope)) };
    this.groups.set(key, group);
    this.grow(roughSize(key) + 100 * (1 + this.spec.fields.length));
    return group;
  }

  /** New groups can go to disk; the ones that are here cannot, and end the pipeline at twice the limit. */
  private grow(bytes: number): void {
    this.size += bytes;
    if (this.size > (this.context.allowDiskUse === false ? this.limit : 2 * this.limit)) refuseMemory();
  }
}

interface Refused {
  readonly key: unknown;
}

const refuseMemory = (): never =>
  fail(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `PlanExecutor error during aggregation :: caused by :: Exceeded memory limit for $group, but didn't allow external spilling; pass allowDiskUse:true to opt in`,
  );

const SPILL_FILES = 16;
/** Keys that no hash can part (strings under a collation) end here instead of going round for ever. */
const DEEPEST = 4;

/**
 * Groups in bounded memory: once it is full, documents of groups that are not in it go to files by the hash of their
 * key, and each file is grouped by itself afterwards. No group is ever in two places, so no state has to be merged.
 */
async function* grouped(input: AsyncIterable<Document>, run: GroupRun, depth: number): AsyncGenerator<Document> {
  const { spec, context, isGrowing } = run;
  const grouping = new Grouping(spec, context, isGrowing);
  const spill = new Spill(context.spillFolder);
  try {
    for await (const document of input) {
      const refused = grouping.add(document);
      if (refused === undefined) continue;
      if (context.allowDiskUse === false || depth >= DEEPEST) refuseMemory();
      await spill.append(hashOf(refused.key, orderOf(context), depth) % SPILL_FILES, document);
    }
    yield* grouping.results();
    for (const part of spill.read()) yield* grouped(part, run, depth + 1);
  } finally {
    await spill.close();
  }
}

interface GroupRun {
  readonly spec: GroupSpec;
  readonly context: PipelineContext;
  readonly isGrowing: boolean;
}

export const groupBy = (spec: GroupSpec, context: PipelineContext, isGrowing: boolean): Stage =>
  stream((input) => grouped(input, { spec, context, isGrowing }, 0));

export const compileGroup: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) return fail(15947, `a group's fields must be specified in an object`);
  if (!Object.hasOwn(spec, '_id')) fail(15955, 'a group specification must include an _id');
  const { _id: idSpec, ...fieldSpecs } = spec;
  const id = compileExpression(idSpec, { order: orderOf(context), variables: variablesOf(context) });
  const fields = compileFields(fieldSpecs, context);
  const isGrowing = Object.values(fieldSpecs).some((field) => growing.has(Object.keys(field as Document)[0] ?? ''));
  return groupBy({ id, fields }, context, isGrowing);
};

/** Output fields of `$bucket` and `$bucketAuto`, a count when none are named. */
export const compileOutput = (output: unknown, context: PipelineContext): GroupSpec['fields'] => {
  if (output === undefined) return compileFields({ count: { $sum: 1 } }, context);
  return isDocument(output)
    ? compileFields(output, context)
    : fail(40196, `The $bucket 'output' field must be an object, but found type: ${typeOf(output)}`);
};
