import type { Document } from '../../bson/document.ts';

/** What an expression is evaluated in: the document and the variables it can name. */
export interface Scope {
  readonly root: Document;
  /** What `$field` paths start from: the root, until `$$CURRENT` is rebound. */
  readonly current: unknown;
  readonly now: Date;
  /** User variables by name; an inner scope inherits from the outer one. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const noVariables: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null) as Record<string, unknown>);

export const rootScope = (root: Document, variables: Readonly<Record<string, unknown>> = noVariables, now: Date = new Date()): Scope => ({
  root,
  current: root,
  now,
  variables,
});

/** The scope with more variables bound; rebinding `CURRENT` moves what plain paths start from. */
export const bind = (scope: Scope, bound: Readonly<Record<string, unknown>>): Scope => {
  const variables: Record<string, unknown> = { ...scope.variables, ...bound };
  if (!Object.hasOwn(bound, 'CURRENT')) return { ...scope, variables };
  return { ...scope, variables, current: bound['CURRENT'] };
};
