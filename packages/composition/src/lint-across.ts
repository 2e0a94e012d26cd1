import { createScopeSet } from '@health-graph/permissions';
import type { FieldDefinitionNode } from 'graphql';
import type { LintFault } from './lint.ts';
import { classesOf, type Groups, isExternal, type SdlType, scopesOf, typesOf } from './sdl-types.ts';
import type { SubgraphSchema } from './subgraph-schema.ts';

/** A field as one subgraph labels it. */
interface LabelledField {
  readonly subgraph: string;
  readonly type: SdlType;
  readonly name: string;
  readonly classes: ReadonlySet<string>;
  /** All must be met. */
  readonly scopes: readonly Groups[];
}

/**
 * What only all subgraphs together show: the same field under weaker labels elsewhere, and interfaces weaker than what stands behind them. Composition
 * joins labels by AND, so the gateway asks for all of them; a subgraph's own guard knows its own labels only.
 */
export function lintAcross(schemas: readonly SubgraphSchema[]): readonly LintFault[] {
  const fields = schemas.flatMap(({ name: subgraph, document }) =>
    typesOf(document).flatMap((type) => type.fields.filter((field) => !isExternal(field)).map((field) => labelled(subgraph, type, field))),
  );
  const byCoordinate = Map.groupBy(fields, ({ type, name }) => `${type.name}.${name}`);
  return [...byCoordinate].flatMap(([coordinate, same]) => [
    ...same.flatMap((field) =>
      weakerThanOthers(
        coordinate,
        field,
        same.filter((other) => other !== field),
      ),
    ),
    ...same.flatMap((field) => (field.type.isInterface ? weakerThanImplementations(coordinate, field, fields) : [])),
  ]);
}

function labelled(subgraph: string, type: SdlType, field: FieldDefinitionNode): LabelledField {
  return {
    subgraph,
    type,
    name: field.name.value,
    classes: new Set([...classesOf(type), ...classesOf(field)]),
    scopes: [...scopesOf(type), ...scopesOf(field)],
  };
}

function weakerThanOthers(coordinate: string, field: LabelledField, others: readonly LabelledField[]): readonly LintFault[] {
  const { subgraph } = field;
  const stronger = others.filter((other) => !other.classes.isSubsetOf(field.classes));
  const wider = others.filter((other) => letsInMore(field.scopes, other.scopes));
  return [
    ...stronger.slice(0, 1).map((other): LintFault => {
      const message = `The field is ${named(other.classes.difference(field.classes))} in ${other.subgraph}: a label is the same in every subgraph.`;
      return { subgraph, coordinate, rule: 'weaker-class', message };
    }),
    ...wider.slice(0, 1).map((other): LintFault => {
      const message = `The field asks for more scopes in ${other.subgraph}: a label is the same in every subgraph.`;
      return { subgraph, coordinate, rule: 'weaker-scopes', message };
    }),
  ];
}

function weakerThanImplementations(coordinate: string, field: LabelledField, fields: readonly LabelledField[]): readonly LintFault[] {
  const behind = fields.filter(({ name, type }) => name === field.name && type.interfaces.includes(field.type.name));
  return behind
    .filter((other) => !other.classes.isSubsetOf(field.classes))
    .map((other): LintFault => {
      const message = `\`${other.type.name}.${other.name}\` is ${named(other.classes.difference(field.classes))} in ${other.subgraph}: whoever selects on the interface must be asked for it, too.`;
      return { subgraph: field.subgraph, coordinate, rule: 'interface-class', message };
    });
}

const named = (classes: ReadonlySet<string>): string => [...classes].sort().join(' and ');

/** Whether somebody has enough scopes for `one` and too few for `other`. */
function letsInMore(one: readonly Groups[], other: readonly Groups[]): boolean {
  const enough = one.reduce<Groups>((sets, groups) => sets.flatMap((set) => groups.map((group) => [...set, ...group])), [[]]);
  return enough.some((scopes) => {
    const granted = createScopeSet(scopes);
    return !other.every((groups) => granted.satisfies(groups));
  });
}
