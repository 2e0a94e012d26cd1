import { type DataClass, isDataClass, type Requirement, type RequirementIndex } from '@health-graph/permissions';
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { SupergraphRequirements } from '../sign-in/supergraph-requirements.ts';
import { readFieldInputs } from './field-inputs.ts';
import { isInherited } from './inherited.ts';
import { placesIn } from './places-in.ts';
import { reachable, remembered } from './reachable.ts';

/** Bits of a fingerprint, all of which must be met. */
export type Bits = ReadonlySet<number>;

/**
 * What must be met to select something, over a whole supergraph. A field asks for what it, its type, the type it gives, what it is computed from
 * and the interfaces it stands in ask for; selected on an interface, for all of that of each type that may stand there.
 */
export interface Rules {
  readonly schema: GraphQLSchema;
  /** Names of the object types that may stand where `type` does. */
  possible(type: string): ReadonlySet<string>;
  ofObject(type: string): Bits;
  /** `among`: the object types that may still stand where the field is selected. */
  ofField(parent: string, field: string, among: Iterable<string>): Bits;
  /** Of an argument of this type: a scalar or enum that asks for something does so here too. */
  ofInput(type: string): Bits;
  /** The data classes that requirements name. */
  classesOf(bits: Iterable<number>): readonly DataClass[];
}

export interface RulesSource {
  readonly document: DocumentNode;
  /** Of the whole supergraph: types that clients do not see count too. */
  readonly schema: GraphQLSchema;
  readonly requirements: SupergraphRequirements;
  readonly index: RequirementIndex;
}

export function createRules(source: RulesSource): Rules {
  const { schema } = source;
  const types = createTypeRules(source);
  const { direct, next } = createPlaces(source, types);
  const ofPlace = remembered((place: string): Bits => union([...reachable(place, next)].map(direct)));
  const ofInput = remembered((name: string): Bits => {
    const inputs = reachable(name, (input) => inputTypes(schema.getType(input)));
    return union([...inputs].map(types.ofLeaf));
  });
  const ofTypename = (parent: string, among: Iterable<string>): Bits => {
    const type = schema.getType(parent);
    if (isInterfaceType(type)) return union([types.ofInterface(parent), ...[...among].map(types.ofObject)]);
    return isObjectType(type) ? types.ofObject(parent) : nothing;
  };
  return {
    schema,
    possible: types.possible,
    ofObject: types.ofObject,
    ofInput,
    classesOf: (bits) => [...bits].flatMap((bit) => classesIn(source.index.requirements[bit])),
    ofField: (parent, field, among) => {
      if (field === '__typename') return ofTypename(parent, among);
      const place = `${parent}.${field}`;
      if (!isInterfaceType(schema.getType(parent))) return ofPlace(place);
      return union([direct(place), ...[...among].map((object) => ofPlace(`${object}.${field}`))]);
    },
  };
}

const nothing: Bits = new Set();
const union = (sets: Iterable<Iterable<number>>): Bits => new Set([...sets].flatMap((bits) => [...bits]));

const classesIn = (requirement: Requirement | undefined): readonly DataClass[] =>
  requirement?.kind === 'policy' ? requirement.anyOf.flat().filter(isDataClass) : [];

const inputTypes = (type: GraphQLNamedType | undefined): readonly string[] =>
  isInputObjectType(type) ? Object.values(type.getFields()).map((field) => getNamedType(field.type).name) : [];

type TypeRules = ReturnType<typeof createTypeRules>;

function createTypeRules({ schema, requirements, index }: RulesSource) {
  const bitsOf = (all: readonly Requirement[]): readonly number[] => all.map((requirement) => index.bitOf(requirement));
  const possible = remembered((name): ReadonlySet<string> => {
    const type = schema.getType(name);
    return new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map((object) => object.name) : [name]);
  });
  const interfacesOf = (name: string): readonly string[] => {
    const type = schema.getType(name);
    return isObjectType(type) ? type.getInterfaces().map((implemented) => implemented.name) : [];
  };
  /** What an interface asks for beyond what its implementations do. */
  const ofInterface = remembered((name): Bits => {
    const below = [...possible(name)].map((object) => requirements.ofType(object));
    return new Set(bitsOf(requirements.ofType(name).filter((requirement) => !isInherited(requirement, below))));
  });
  const ofObject = remembered((name): Bits => union([bitsOf(requirements.ofType(name)), ...interfacesOf(name).map(ofInterface)]));
  const ofLeaf = (name: string): Bits => new Set(bitsOf(requirements.ofType(name)));
  /** Of a type that a field gives. */
  const ofGiven = (type: GraphQLNamedType): Bits => {
    if (isInterfaceType(type)) return union([ofInterface(type.name), ...[...possible(type.name)].map(ofObject)]);
    // An object of a union is decided when it comes: where one member is refused, another may be seen.
    if (isAbstractType(type)) return nothing;
    return isObjectType(type) ? ofObject(type.name) : ofLeaf(type.name);
  };
  return { bitsOf, possible, interfacesOf, ofInterface, ofObject, ofLeaf, ofGiven };
}

/** A place is `Type.field`: what it asks for itself, and the places that it leads to. */
function createPlaces({ document, schema, requirements }: RulesSource, types: TypeRules) {
  const inputs = readFieldInputs(document);
  const fieldType = (parent: string, field: string): GraphQLNamedType | undefined => {
    const type = schema.getType(parent);
    const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
    return found && getNamedType(found.type);
  };
  const ofInterfaceField = (name: string, field: string): readonly number[] => {
    const below = [...types.possible(name)].map((object) => requirements.ofField(object, field));
    return types.bitsOf(requirements.ofField(name, field).filter((requirement) => !isInherited(requirement, below)));
  };
  const direct = remembered((place): Bits => {
    const [parent = '', field = ''] = place.split('.');
    const given = fieldType(parent, field);
    const ofType = given === undefined ? nothing : types.ofGiven(given);
    if (isInterfaceType(schema.getType(parent))) return union([types.ofInterface(parent), ofInterfaceField(parent, field), ofType]);
    return union([
      types.ofObject(parent),
      types.bitsOf(requirements.ofField(parent, field)),
      ...types.interfacesOf(parent).map((name) => ofInterfaceField(name, field)),
      ofType,
    ]);
  });
  const next = (place: string): readonly string[] => {
    const [parent = '', field = ''] = place.split('.');
    if (isInterfaceType(schema.getType(parent))) return [...types.possible(parent)].map((object) => `${object}.${field}`);
    return (inputs.get(place) ?? []).flatMap(({ type, selection }) => placesIn(type, selection, fieldType));
  };
  return { direct, next };
}
