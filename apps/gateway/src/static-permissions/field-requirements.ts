import { Supergraph } from '@apollo/federation-internals';
import { InvalidConfiguration } from '@health-graph/errors';
import { createRequirementIndex, type Requirement } from '@health-graph/permissions';
import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  parse,
} from 'graphql';
import { readRequirements } from '../sign-in/supergraph-requirements.ts';
import { createRules } from './rules.ts';

/** A field of a supergraph, and all that the gateway asks for before anybody is asked for it. */
export interface FieldRequirements {
  readonly type: string;
  readonly field: string;
  /** All must be met: those of the field, its type, the type it gives, its interfaces, and what it is computed from. */
  readonly requirements: readonly Requirement[];
}

/**
 * Every field of a supergraph with what is enforced for it, by the same rules that cut operations: for reports about who may see what.
 * @throws {InvalidConfiguration} when the SDL is no supergraph, or a policy names no data class
 */
export function fieldRequirements(supergraphSdl: string): readonly FieldRequirements[] {
  const document = parse(supergraphSdl, { noLocation: true });
  const schema = schemaOf(supergraphSdl);
  const requirements = readRequirements(document);
  const index = createRequirementIndex(requirements.all);
  const rules = createRules({ document, schema, requirements, index });
  const types = Object.values(schema.getTypeMap()).filter(isReported);
  return types.flatMap((type) =>
    Object.keys(type.getFields()).map((field) => ({
      type: type.name,
      field,
      requirements: [...rules.ofField(type.name, field, rules.possible(type.name))].flatMap((bit) => index.requirements[bit] ?? []),
    })),
  );
}

const isReported = (type: GraphQLNamedType): type is GraphQLObjectType | GraphQLInterfaceType =>
  (isObjectType(type) || isInterfaceType(type)) && !isIntrospectionType(type) && !type.name.startsWith('join__');

function schemaOf(sdl: string) {
  try {
    return Supergraph.build(sdl, { supportedFeatures: null, validateSupergraph: false }).schema.toGraphQLJSSchema();
  } catch (cause) {
    throw new InvalidConfiguration('The supergraph cannot be read as the output of composition.', { setting: 'supergraph' }, { cause });
  }
}
