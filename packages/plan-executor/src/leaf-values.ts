import { type GraphQLLeafType, isEnumType } from 'graphql';

/** Gives the value as the client may have it, or `undefined` when it is none of the type's values. */
export type LeafValue = (value: unknown) => unknown;

const MAXIMUM_INT = 2_147_483_647;

const ofType = (name: 'string' | 'boolean'): LeafValue => {
  return (value) => (typeof value === name ? value : undefined);
};

const BUILT_IN: Readonly<Record<string, LeafValue>> = {
  String: ofType('string'),
  Boolean: ofType('boolean'),
  Int: (value) => (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAXIMUM_INT + 1 ? value : undefined),
  Float: (value) => (typeof value === 'number' ? value : undefined),
  ID: (value) => (typeof value === 'string' ? value : typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined),
};

/** Custom scalars pass as they came; an enum value that the API schema hides does not exist for a client. */
export function compileLeaf(type: GraphQLLeafType): LeafValue {
  if (!isEnumType(type)) return BUILT_IN[type.name] ?? ((value) => value);
  const names = new Set(type.getValues().map((value) => value.name));
  return (value) => (typeof value === 'string' && names.has(value) ? value : undefined);
}
