import { type Document, fieldsOf, getField, isDocument, setField } from '../../bson/document.ts';
import { intOrLong, long, numberKindOf, toDouble, toInteger } from '../../bson/numbers.ts';
import { isNullish, typeOf } from '../../bson/types.ts';
import { compileExpression, fieldPathOf } from '../expression/expression.ts';
import { bind, type Scope } from '../expression/scope.ts';
import { fail, show } from '../failure.ts';
import { compileMatch } from '../match.ts';
import { carryMetadata, setMetadata } from '../metadata.ts';
import { compileAddFields } from '../projection/projection.ts';
import { compileReplaceRoot, compileStageProject, compileUnset } from '../projection/stages.ts';
import { each, memoryBudget, orderOf, type PipelineContext, type StageCompiler, scopeOf, stream, variablesOf } from './stage.ts';

const match: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) return fail(15959, 'the match filter must be an expression in an object');
  const matches = compileMatch(spec, { collation: context.collation, let: context.variables, now: context.now });
  return each((document, emit) => {
    if (matches(document)) emit(document);
  });
};

const shaped = (transform: (document: Document, scope: Scope) => Document, context: PipelineContext) =>
  each((document, emit) => emit(transform(document, scopeOf(document, context))));

const project: StageCompiler = (spec, context) => shaped(compileStageProject(spec, orderOf(context), variablesOf(context)), context);

const addFields: StageCompiler = (spec, context, name) => {
  if (!isDocument(spec)) return fail(40272, `${name} specification stage must be an object, got ${typeOf(spec)}`);
  if (Object.keys(spec).length === 0) fail(40177, `Invalid ${name} :: caused by :: specification must have at least one field`);
  return shaped(compileAddFields(spec, orderOf(context), variablesOf(context)), context);
};

const replaceRoot: StageCompiler = (spec, context, name) =>
  shaped(compileReplaceRoot(name, spec, orderOf(context), variablesOf(context)), context);

const countOperand = (spec: unknown, name: '$limit' | '$skip'): number => {
  const whole = numberKindOf(spec) === undefined ? undefined : toInteger(spec);
  if (whole === undefined)
    return fail(name === '$limit' ? 2107201 : 5107200, `invalid argument to ${name} stage: Expected a number in: ${name}: ${show(spec)}`);
  if (name === '$limit' && whole === 0n) fail(15958, 'the limit must be positive');
  if (whole < 0n)
    fail(name === '$limit' ? 5107201 : 5107200, `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${whole}`);
  return Number(whole);
};

const limit: StageCompiler = (spec) => {
  const most = countOperand(spec, '$limit');
  return stream(async function* (input) {
    let seen = 0;
    for await (const document of input) {
      yield document;
      seen += 1;
      if (seen >= most) return;
    }
  });
};

const skip: StageCompiler = (spec) => {
  const count = countOperand(spec, '$skip');
  return stream(async function* (input) {
    let seen = 0;
    for await (const document of input) {
      seen += 1;
      if (seen > count) yield document;
    }
  });
};

const count: StageCompiler = (spec) => {
  if (typeof spec !== 'string') return fail(40156, 'the count field must be a non-empty string');
  if (spec === '') fail(40156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) fail(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) fail(40160, "the count field cannot contain '.'");
  return stream(async function* (input) {
    let total = 0;
    for await (const _ of input) total += 1;
    if (total > 0) yield { [spec]: intOrLong(total) };
  });
};

interface UnwindSpec {
  readonly path: string;
  readonly indexField: string | undefined;
  readonly keepsEmpty: boolean;
}

const unwindSpec = (spec: unknown): UnwindSpec => {
  const options =
    typeof spec === 'string'
      ? { path: spec }
      : isDocument(spec)
        ? spec
        : fail(15981, `expected either a string or an object as specification for $unwind stage, got ${typeOf(spec)}`);
  const { path, includeArrayIndex, preserveNullAndEmptyArrays = false } = options as Document;
  for (const name of Object.keys(options)) {
    if (!['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'].includes(name))
      fail(28811, `unrecognized option to $unwind stage: ${name}`);
  }
  if (path === undefined) fail(28812, 'no path specified to $unwind stage');
  if (typeof path !== 'string') return fail(28808, `expected a string as the path for $unwind stage, got ${typeOf(path)}`);
  if (!path.startsWith('$')) fail(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (typeof preserveNullAndEmptyArrays !== 'boolean')
    fail(28809, `expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got ${typeOf(preserveNullAndEmptyArrays)}`);
  if (includeArrayIndex !== undefined && (typeof includeArrayIndex !== 'string' || includeArrayIndex === ''))
    fail(28810, `expected a non-empty string for the includeArrayIndex  option to $unwind stage, got ${typeOf(includeArrayIndex)}`);
  if (typeof includeArrayIndex === 'string' && includeArrayIndex.startsWith('$'))
    fail(28822, `includeArrayIndex option to $unwind stage should not be prefixed with a '$': ${includeArrayIndex}`);
  return { path: path.slice(1), indexField: includeArrayIndex as string | undefined, keepsEmpty: preserveNullAndEmptyArrays === true };
};

const readAt = (document: Document, parts: readonly string[]): unknown => {
  let value: unknown = document;
  for (const part of parts) {
    if (!isDocument(value)) return undefined;
    value = getField(value, part);
  }
  return value;
};

/** A copy with another value at a path of documents; `undefined` takes the field away. */
export const replaceAt = (document: Document, parts: readonly string[], value: unknown): Document => {
  const [name = '', ...rest] = parts;
  const copy: Document = { ...fieldsOf(document) };
  const inner = getField(copy, name);
  const next = rest.length === 0 ? value : replaceAt(isDocument(inner) ? inner : {}, rest, value);
  if (next === undefined) delete copy[name];
  else setField(copy, name, next);
  return copy;
};

const unwind: StageCompiler = (spec) => {
  const { path, indexField, keepsEmpty } = unwindSpec(spec);
  const parts = fieldPathOf(path);
  const indexParts = indexField?.split('.');
  const numbered = (document: Document, index: unknown): Document =>
    indexParts === undefined ? document : replaceAt(document, indexParts, index);
  return each((document, emit) => {
    const value = readAt(document, parts);
    if (Array.isArray(value) && value.length > 0) {
      for (const [index, element] of (value as unknown[]).entries())
        emit(carryMetadata(document, numbered(replaceAt(document, parts, element), long(BigInt(index)))));
    } else if (!Array.isArray(value) && !isNullish(value)) emit(carryMetadata(document, numbered(document, null)));
    else if (keepsEmpty)
      emit(carryMetadata(document, numbered(Array.isArray(value) ? replaceAt(document, parts, undefined) : document, null)));
  });
};

const redact: StageCompiler = (spec, context) => {
  const names = [...variablesOf(context), 'DESCEND', 'PRUNE', 'KEEP'];
  const evaluate = compileExpression(spec, { order: orderOf(context), variables: names });
  const prune = (value: unknown, scope: Scope): unknown => {
    if (Array.isArray(value)) return value.map((element: unknown) => prune(element, scope)).filter((element) => element !== undefined);
    return isDocument(value) ? visit(value, scope) : value;
  };
  const visit = (document: Document, scope: Scope): Document | undefined => {
    const inner = bind(scope, { CURRENT: document, DESCEND: 'descend', PRUNE: 'prune', KEEP: 'keep' });
    const decision = evaluate(inner);
    if (decision === 'keep') return document;
    if (decision === 'prune') return undefined;
    if (decision !== 'descend')
      return fail(
        17053,
        `$redact's expression should not return anything aside from the variables $$KEEP, $$DESCEND, and $$PRUNE, but returned ${show(decision)}`,
      );
    const result: Document = {};
    for (const [name, value] of Object.entries(document)) {
      const kept = prune(value, inner);
      if (kept !== undefined) setField(result, name, kept);
    }
    return result;
  };
  return each((document, emit) => {
    const kept = visit(document, scopeOf(document, context));
    if (kept !== undefined) emit(kept);
  });
};

/** Reservoir sampling: every document has the same chance, in one pass. */
const sample: StageCompiler = (spec, context) => {
  if (!isDocument(spec)) return fail(28745, 'the $sample stage specification must be an object');
  for (const name of Object.keys(spec)) if (name !== 'size') fail(28748, `unrecognized option to $sample: ${name}`);
  if (spec['size'] === undefined) fail(28749, '$sample stage must specify a size');
  if (numberKindOf(spec['size']) === undefined) fail(28746, 'size argument to $sample must be a number');
  const size = Math.trunc(toDouble(spec['size']));
  if (size <= 0) fail(28747, 'size argument to $sample must be a positive integer');
  return stream(async function* (input) {
    const kept: Document[] = [];
    let seen = 0;
    const hold = memoryBudget(context, '$sample');
    for await (const document of input) {
      seen += 1;
      if (kept.length < size) {
        hold(document);
        kept.push(document);
      } else {
        const place = Math.floor(Math.random() * seen);
        if (place < size) kept[place] = document;
      }
    }
    for (const document of shuffled(kept)) {
      setMetadata(document, { randVal: Math.random() });
      yield document;
    }
  });
};

const shuffled = <T>(items: readonly T[]): T[] => {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const place = Math.floor(Math.random() * (last + 1));
    [result[last], result[place]] = [result[place] as T, result[last] as T];
  }
  return result;
};

/** Stages that pass documents through, one by one or by count. */
export const flowStages: Readonly<Record<string, StageCompiler>> = {
  $match: match,
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: (spec, context) => shaped(compileUnset(spec), context),
  $replaceRoot: replaceRoot,
  $replaceWith: replaceRoot,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $redact: redact,
  $sample: sample,
};
