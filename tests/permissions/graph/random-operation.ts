import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

const supergraph = readFileSync(new URL('../../../schema/supergraph.graphql', import.meta.url), 'utf8');
const schema = Supergraph.build(supergraph, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values that arguments may have: ids by the type that a query gives, words by the name of the argument. */
export interface Pool {
  ids(type: string): readonly string[];
  words(argument: string): readonly string[];
}

/** Numbers by which everything is chosen; where they end, the first of everything is taken, so that a shorter tape is a simpler operation. */
export type Tape = readonly number[];

const deepest = 9;
const widest = 7;
/** Asked for more often than the others: what leads to somebody's records. */
const telling = ['patient', 'encounter', 'condition', 'medicationRequest', 'healthBook', 'facility'];

/** A valid query of the API schema: aliases, fragments, inline fragments, `@include` and `@skip`, and ways through references. */
export function randomOperation(tape: Tape, pool: Pool): Operation {
  let at = 0;
  const next = (below: number): number => {
    const drawn = tape[at] ?? 0;
    at += 1;
    return drawn % below;
  };
  const pick = <One>(from: readonly One[]): One | undefined => from[next(Math.max(1, from.length))];
  const variables: Record<string, unknown> = { yes: true, no: false };
  const fragments: string[] = [];
  let names = 0;
  const isOver = () => at >= tape.length;

  const literal = (type: GraphQLInputType, name: string, target: string): string => {
    const named = getNullableType(type);
    if (isListType(named)) return `[${literal(named.ofType, name, target)}, ${literal(named.ofType, name, target)}]`;
    if (isEnumType(named)) return pick(named.getValues())?.name ?? 'null';
    if (isInputObjectType(named)) {
      const members = Object.values(named.getFields()).map((field) => `${field.name}: ${literal(field.type, field.name, 'Patient')}`);
      return `{ ${members.join(' ')} }`;
    }
    if (named.name === 'Int') return String(1 + next(name === 'first' ? 20 : 60));
    if (named.name === 'Boolean') return next(2) === 0 ? 'true' : 'false';
    const words = name === 'id' ? pool.ids(target) : pool.words(name);
    return JSON.stringify(pick(words) ?? 'nothing');
  };

  const argumentsOf = (field: GraphQLField<unknown, unknown>, target: string): string => {
    const given = field.args.filter(
      (argument: GraphQLArgument) => isRequiredArgument(argument) || (argument.name !== 'after' && next(3) === 0),
    );
    if (given.length === 0) return '';
    return `(${given.map((argument) => `${argument.name}: ${literal(argument.type, argument.name, target)}`).join(', ')})`;
  };

  const condition = (): string => [' ', ' ', ' ', ' @include(if: $yes) ', ' @skip(if: $no) ', ' @include(if: $no) '][next(6)] ?? ' ';

  const selectionOf = (type: GraphQLObjectType, depth: number): string => {
    const fields = Object.values(type.getFields()).filter((field) => depth < deepest || !isObjectType(getNamedType(field.type)));
    const chosen = Array.from({ length: 1 + next(widest) }, () => pick(fields)).filter((field) => field !== undefined);
    // A value at every step: who is on the way somewhere else might see what they should not.
    const values = fields.filter(
      (field) => !isObjectType(getNamedType(field.type)) || !('id' in (getNamedType(field.type) as GraphQLObjectType).getFields()),
    );
    const selected =
      [...chosen, pick(values)]
        .filter((field) => field !== undefined)
        .map((field) => fieldOf(field, depth))
        .join(' ') || '__typename';
    switch (isOver() ? 0 : next(6)) {
      case 1:
        return `{ __typename ...${condition()}{ ${selected} } }`;
      case 2:
        return `{ ... on ${type.name}${condition()}{ ${selected} } ${idOf(type)} }`;
      case 3: {
        names += 1;
        const name = `f${names}`;
        fragments.push(`fragment ${name} on ${type.name} { ${selected} }`);
        return `{ ...${name}${condition()}__typename }`;
      }
      default:
        return `{ ${idOf(type)} ${selected} }`;
    }
  };

  const idOf = (type: GraphQLObjectType): string => ('id' in type.getFields() ? 'id' : '__typename');

  const fieldOf = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(field.type);
    names += 1;
    const alias = field.args.length > 0 || next(3) === 0 ? `a${names}: ` : '';
    const inner = isObjectType(type) ? selectionOf(type, depth + 1) : '';
    // A name without an alias may stand twice, once under a condition and once not: what is below it must be the same field.
    return `${alias === '' && inner !== '' ? `a${names}: ` : alias}${field.name}${argumentsOf(field, type.name)}${condition()}${inner}`;
  };

  const root = schema.getQueryType();
  if (!root) throw new Error('The schema has no queries.');
  const roots = Array.from({ length: 1 + next(5) }, () =>
    next(2) === 0 ? root.getFields()[pick(telling) ?? ''] : pick(Object.values(root.getFields())),
  ).filter((field) => field !== undefined);
  const asked = roots.map((field) => fieldOf(field, 0)).join('\n  ');
  return {
    query: [
      `query ($yes: Boolean = true, $no: Boolean = false) {\n  u: __typename @include(if: $yes) v: __typename @skip(if: $no)\n  ${asked}\n}`,
      ...fragments,
    ].join('\n'),
    variables,
  };
}
