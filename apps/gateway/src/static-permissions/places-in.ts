import { type GraphQLNamedType, Kind, type SelectionSetNode } from 'graphql';

/** Every `Type.field` that a field set of the federation names. */
export function placesIn(
  parent: string,
  { selections }: SelectionSetNode,
  fieldType: (parent: string, field: string) => GraphQLNamedType | undefined,
): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return []; // Field sets have none.
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return placesIn(selection.typeCondition?.name.value ?? parent, selection.selectionSet, fieldType);
    const field = selection.name.value;
    if (field === '__typename') return [];
    const given = fieldType(parent, field);
    const below =
      selection.selectionSet === undefined || given === undefined ? [] : placesIn(given.name, selection.selectionSet, fieldType);
    return [`${parent}.${field}`, ...below];
  });
}
