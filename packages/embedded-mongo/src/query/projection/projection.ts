import { compareStrings, type StringOrder } from '../../bson/compare.ts';
import { type Document, isDocument, tagOf } from '../../bson/document.ts';
import { isNumeric } from '../../bson/types.ts';
import { compileExpression, fieldPathOf, isExpressionName } from '../expression/expression.ts';
import { rootScope, type Scope } from '../expression/scope.ts';
import { truthy } from '../expression/truth.ts';
import { fail } from '../failure.ts';
import { carryMetadata } from '../metadata.ts';
import { applyComputed, applyExclusion, applyInclusion, branch, type ProjectionBranch, type ProjectionNode } from './tree.ts';

/** Makes a new document of one; the scope carries variables and the time. */
export type Transform = (document: Document, scope?: Scope) => Document;

export interface ProjectionOptions {
  readonly order?: StringOrder;
  readonly variables?: Iterable<string>;
  /** An exclusion turns into an inclusion where a `$elemMatch` or a positional path of `find` asks for one. */
  readonly isInclusion?: boolean;
}

interface Parse {
  readonly tree: ProjectionBranch;
  readonly options: ProjectionOptions;
  kind: 'inclusion' | 'exclusion' | undefined;
  isIdIncluded: boolean | undefined;
}

const isFlag = (value: unknown): boolean => typeof value === 'boolean' || isNumeric(value);

const childBranch = (tree: ProjectionBranch, name: string, path: string): ProjectionBranch => {
  const present = tree.children.get(name);
  if (present === undefined) {
    const made = branch();
    tree.children.set(name, made);
    return made;
  }
  return present.kind === 'branch' ? present : fail(31249, `Path collision at ${path}`);
};

const place = (tree: ProjectionBranch, parts: readonly string[], node: ProjectionNode): void => {
  let current = tree;
  for (const part of parts.slice(0, -1)) current = childBranch(current, part, parts.join('.'));
  const last = parts.at(-1) as string;
  const present = current.children.get(last);
  if (present !== undefined) fail(present.kind === 'branch' ? 31250 : 31250, `Path collision at ${parts.join('.')}`);
  current.children.set(last, node);
};

const decide = (parse: Parse, kind: 'inclusion' | 'exclusion', path: string): void => {
  if (parse.kind !== undefined && parse.kind !== kind) {
    if (kind === 'exclusion') fail(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
    fail(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
  }
  parse.kind = kind;
};

const flagAt = (parse: Parse, parts: readonly string[], isIncluded: boolean): void => {
  if (parts.length === 1 && parts[0] === '_id') parse.isIdIncluded = isIncluded;
  else decide(parse, isIncluded ? 'inclusion' : 'exclusion', parts.join('.'));
  place(parse.tree, parts, { kind: isIncluded ? 'include' : 'exclude' });
};

const isExpression = (value: unknown): boolean =>
  isDocument(value) && (tagOf(value) === 'DBRef' || Object.keys(value)[0]?.startsWith('$') === true);

const entry = (parse: Parse, parts: readonly string[], value: unknown): void => {
  if (isFlag(value)) {
    flagAt(parse, parts, truthy(value));
    return;
  }
  if (isDocument(value) && tagOf(value) === undefined && !isExpression(value)) {
    if (Object.keys(value).length === 0) fail(51270, `An empty sub-projection is not a valid value. Found empty object at path`);
    for (const [name, inner] of Object.entries(value)) entry(parse, [...parts, ...fieldPathOf(name)], inner);
    return;
  }
  const [operator = ''] = isDocument(value) ? Object.keys(value) : [];
  if (operator.startsWith('$') && !isExpressionName(operator)) fail(31325, `Unknown expression ${operator}`);
  // A computed field does not decide by itself in find: { a: "$b" } includes nothing else, as an inclusion.
  if (parse.kind === 'exclusion') fail(31252, `Cannot use an expression for an exclusion projection at ${parts.join('.')}`);
  parse.kind = 'inclusion';
  place(parse.tree, parts, {
    kind: 'compute',
    evaluate: compileExpression(value, { order: parse.options.order ?? compareStrings, variables: parse.options.variables ?? [] }),
  });
};

const finishId = (parse: Parse): void => {
  const isInclusion = parse.kind === 'inclusion';
  const present = parse.tree.children.get('_id');
  if (isInclusion && present === undefined) parse.tree.children.set('_id', { kind: 'include' });
  // `{ _id: 0, a: 1 }` includes a; `{ _id: 1, a: 0 }` excludes a and keeps the id.
  if (!isInclusion && present?.kind === 'include') parse.tree.children.delete('_id');
};

const kindOf = (parse: Parse): 'inclusion' | 'exclusion' => {
  if (parse.kind !== undefined) return parse.kind;
  if (parse.options.isInclusion === true) return 'inclusion';
  return parse.isIdIncluded === true ? 'inclusion' : 'exclusion';
};

/** Compiles the inclusions, exclusions and computed fields of a projection. */
export const compileProjection = (spec: Document, options: ProjectionOptions = {}): Transform => {
  const parse: Parse = { tree: branch(), options, kind: undefined, isIdIncluded: undefined };
  for (const [path, value] of Object.entries(spec)) entry(parse, fieldPathOf(path), value);
  parse.kind = kindOf(parse);
  finishId(parse);
  const { tree, kind } = parse;
  if (kind === 'exclusion') return (document) => carryMetadata(document, applyExclusion(document, tree));
  return (document, scope) => {
    const included = applyInclusion(document, tree);
    return carryMetadata(document, applyComputed(included, tree, scope ?? rootScope(document)));
  };
};

/** Compiles `$addFields`: dotted paths and nested documents set fields, all else is kept. */
export const compileAddFields = (spec: Document, order: StringOrder = compareStrings, variables: Iterable<string> = []): Transform => {
  const tree = branch();
  const names = [...variables];
  const add = (parts: readonly string[], value: unknown): void => {
    if (isDocument(value) && tagOf(value) === undefined && Object.keys(value).length > 0 && !isExpression(value)) {
      for (const [name, inner] of Object.entries(value)) add([...parts, ...fieldPathOf(name)], inner);
    } else place(tree, parts, { kind: 'compute', evaluate: compileExpression(value, { order, variables: names }) });
  };
  for (const [path, value] of Object.entries(spec)) add(fieldPathOf(path), value);
  return (document, scope) => carryMetadata(document, applyComputed(document, tree, scope ?? rootScope(document)));
};
