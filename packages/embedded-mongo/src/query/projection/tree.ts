import { type Document, fieldsOf, getField, isDocument, setField } from '../../bson/document.ts';
import type { Expression } from '../expression/context.ts';
import type { Scope } from '../expression/scope.ts';

/** What a projection says of one field: keep it, drop it, compute it, or look inside. */
export type ProjectionLeaf =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  | { readonly kind: 'compute'; readonly evaluate: Expression };

export interface ProjectionBranch {
  readonly kind: 'branch';
  readonly children: Map<string, ProjectionNode>;
}

export type ProjectionNode = ProjectionLeaf | ProjectionBranch;

export const branch = (): ProjectionBranch => ({ kind: 'branch', children: new Map() });

const overArray = (value: unknown, apply: (element: unknown) => unknown): unknown => {
  if (!Array.isArray(value)) return apply(value);
  return value.map((element) => overArray(element, apply)).filter((element) => element !== undefined);
};

/** Keeps what the tree names; computed fields are added later. */
export const applyInclusion = (document: Document, tree: ProjectionBranch): Document => {
  const result: Document = {};
  for (const [name, value] of Object.entries(fieldsOf(document))) {
    const node = tree.children.get(name);
    if (node === undefined || node.kind === 'compute' || node.kind === 'exclude') continue;
    const kept =
      node.kind === 'include' ? value : overArray(value, (element) => (isDocument(element) ? applyInclusion(element, node) : undefined));
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
};

/** Keeps all but what the tree names. */
export const applyExclusion = (document: Document, tree: ProjectionBranch): Document => {
  const result: Document = {};
  for (const [name, value] of Object.entries(fieldsOf(document))) {
    const node = tree.children.get(name);
    if (node?.kind === 'exclude') continue;
    if (node?.kind !== 'branch') setField(result, name, value);
    else
      setField(
        result,
        name,
        overArray(value, (element) => (isDocument(element) ? applyExclusion(element, node) : element)),
      );
  }
  return result;
};

const hasComputed = (node: ProjectionNode): boolean =>
  node.kind === 'compute' || (node.kind === 'branch' && [...node.children.values()].some(hasComputed));

const computeInside = (value: unknown, node: ProjectionBranch, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((element: unknown) => computeInside(element, node, scope));
  return applyComputed(isDocument(value) ? value : {}, node, scope);
};

/** Sets the computed fields of the tree: present ones in their place, new ones at the end, `undefined` takes a field away. */
export const applyComputed = (document: Document, tree: ProjectionBranch, scope: Scope): Document => {
  const result: Document = { ...fieldsOf(document) };
  for (const [name, node] of tree.children) {
    if (!hasComputed(node)) continue;
    const value = node.kind === 'compute' ? node.evaluate(scope) : computeInside(getField(result, name), node as ProjectionBranch, scope);
    if (value === undefined) delete result[name];
    else setField(result, name, value);
  }
  return result;
};
