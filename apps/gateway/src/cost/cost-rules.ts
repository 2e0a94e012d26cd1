import { type ASTNode, type ConstDirectiveNode, type DocumentNode, Kind, parse, visit } from 'graphql';

/** What `@cost` and `@listSize` of a supergraph say. */
export interface CostRules {
  /** By `Type`, `Type.field` or `Type.field(argument)`. */
  readonly weights: ReadonlyMap<string, number>;
  /** By `Type.field`. */
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

export interface ListSize {
  readonly assumedSize: number | undefined;
  /** Arguments that say how many come; the largest one counts. */
  readonly slicingArguments: readonly string[];
  /** The members that have the size, where the field itself is no list. */
  readonly sizedFields: readonly string[];
}

const NAMES = { cost: 'cost', listSize: 'listSize' } as const;

/** Reads the directives under their own names and under the prefixed ones that composition gives them on a clash. */
export function readCostRules(sdl: string): CostRules {
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  let typeName = '';
  let fieldName = '';
  const note = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    for (const directive of directives ?? []) {
      if (isNamed(directive, NAMES.cost)) weights.set(coordinate, Number(readArgument(directive, 'weight')));
      if (isNamed(directive, NAMES.listSize)) listSizes.set(coordinate, readListSize(directive));
    }
  };
  const enterType = (node: { readonly name: { readonly value: string }; readonly directives?: readonly ConstDirectiveNode[] }): void => {
    typeName = node.name.value;
    fieldName = '';
    note(typeName, node.directives);
  };
  visit(parseSchema(sdl), {
    ObjectTypeDefinition: { enter: enterType },
    InterfaceTypeDefinition: { enter: enterType },
    ScalarTypeDefinition: { enter: enterType },
    EnumTypeDefinition: { enter: enterType },
    FieldDefinition: {
      enter: (field) => {
        fieldName = field.name.value;
        note(`${typeName}.${fieldName}`, field.directives);
      },
    },
    InputValueDefinition: { enter: (input) => note(`${typeName}.${fieldName}(${input.name.value})`, input.directives) },
    InputObjectTypeDefinition: () => false,
    DirectiveDefinition: () => false,
  });
  return { weights, listSizes };
}

function parseSchema(sdl: string): DocumentNode {
  return parse(sdl, { noLocation: true });
}

function isNamed({ name }: ConstDirectiveNode, wanted: string): boolean {
  return name.value === wanted || name.value === `federation__${wanted}` || name.value === `cost__${wanted}`;
}

function readListSize(directive: ConstDirectiveNode): ListSize {
  const assumedSize = readArgument(directive, 'assumedSize');
  return {
    assumedSize: typeof assumedSize === 'string' ? Number(assumedSize) : undefined,
    slicingArguments: readNames(directive, 'slicingArguments'),
    sizedFields: readNames(directive, 'sizedFields'),
  };
}

function readArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.INT || value?.kind === Kind.STRING ? value.value : undefined;
}

function readNames(directive: ConstDirectiveNode, name: string): readonly string[] {
  const value: ASTNode | undefined = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.LIST ? value.values.flatMap((element) => (element.kind === Kind.STRING ? [element.value] : [])) : [];
}
