import { type FieldDefinitionNode, Kind, print, type TypeNode } from 'graphql';
import { namedType, type SdlType } from '../sdl-types.ts';
import type { JoinRule } from './horizontal-rules.ts';

export interface RuledField {
  readonly type: SdlType;
  readonly field: FieldDefinitionNode;
  readonly rule: JoinRule;
  /** All types of the subgraph. */
  readonly types: readonly SdlType[];
}

const dates = ['Date', 'DateTime', 'Instant'];

/** Why the rule cannot be kept; undefined when it can. */
export function ruleFault(ruled: RuledField): string | undefined {
  const { type, field, rule } = ruled;
  if (type.name === 'Subscription') return 'What several hospitals serve together has no streams.';
  if (type.name === 'Mutation') return rule.join === 'owner' ? undefined : 'A mutation goes to one hospital: `owner`.';
  const byId = requiresId(field, 'id');
  if (type.name === 'Query' && !byId && !requiresId(field, 'patientId'))
    return 'A root field of several hospitals takes `id: ID!` or `patientId: ID!`, else nobody could say whom to ask.';
  if (type.name === 'Query' && byId !== (rule.join === 'owner'))
    return "A record asked for by its `id` is the `owner`'s, and nothing else is.";
  if (rule.join === 'owner') return type.name === 'Query' || type.name === 'Facility' ? undefined : 'Nobody can say who the `owner` is.';
  if (rule.join === 'sum') return isNumber(field.type) ? undefined : 'Only `Int` and `Float` can be summed.';
  return rule.join === 'newest' ? newestFault(ruled, rule.by) : concatFault(ruled);
}

function concatFault({ field, types }: RuledField): string | undefined {
  const name = namedType(field.type);
  if (isList(field.type)) return undefined;
  const connection = types.find((type) => type.name === name);
  const edges = connection?.fields.find((member) => member.name.value === 'edges');
  if (connection === undefined || edges === undefined) return 'Only a list or a connection can be `concat`.';
  const edge = types.find((type) => type.name === namedType(edges.type));
  const texts = ['cursor', 'position'].filter((wanted) =>
    edge?.fields.some((member) => member.name.value === wanted && print(member.type) === 'String!'),
  );
  if (texts.length < 2) return 'Edges that are joined have `cursor: String!` and `position: String!`.';
  const others = connection.fields.filter((member) => !['edges', 'pageInfo'].includes(member.name.value));
  return others.every((member) => isNumber(member.type))
    ? undefined
    : 'A connection that is joined has numbers beside `edges` and `pageInfo`, which are summed.';
}

function newestFault({ field, types }: RuledField, by: string): string | undefined {
  const member = types.find((type) => type.name === namedType(field.type))?.fields.find(({ name }) => name.value === by);
  const isDated = !isList(field.type) && member !== undefined && !isList(member.type) && dates.includes(namedType(member.type));
  return isDated ? undefined : 'The `newest` is told by a field that is a `Date`, `DateTime` or `Instant`.';
}

const requiresId = (field: FieldDefinitionNode, name: string): boolean =>
  field.arguments?.some((argument) => argument.name.value === name && print(argument.type) === 'ID!') === true;

const isList = (type: TypeNode): boolean => (type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE);
const isNumber = (type: TypeNode): boolean => !isList(type) && ['Int', 'Float'].includes(namedType(type));
