import type { HorizontalShare, JoinRule } from '@health-graph/composition';
import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { compilePage } from './compile-page.ts';
import { added, type CompiledFetch, type CutFields, type JoinedField, type Shape } from './compiled-fetch.ts';
import { conditionalFields, field, givenValue, keyOf, namesIn, onlyWhere, under, withSelections } from './selections.ts';

/** Reads a fetch's text, which the planner wrote, and writes the one that hospitals get. */
export function compileFetch(text: string, share: HorizontalShare, schema: GraphQLSchema): CompiledFetch {
  const [operation] = parse(text, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A fetch is no operation.');
  const compiler = createCompiler(operation, share, schema);
  const [first] = operation.selectionSet.selections;
  if (first?.kind === Kind.FIELD && first.name.value === '_entities') return compiler.entities(first);
  return compiler.roots();
}

interface Compiling {
  readonly operation: OperationDefinitionNode;
  readonly share: HorizontalShare;
  readonly schema: GraphQLSchema;
  /** Variables that were added, with their types. */
  readonly variables: Map<string, string>;
}

function createCompiler(operation: OperationDefinitionNode, share: HorizontalShare, schema: GraphQLSchema) {
  const compiling: Compiling = { operation, share, schema, variables: new Map() };
  return {
    entities: (asked: FieldNode): CompiledFetch => {
      const joined = new Map<string, readonly JoinedField[]>();
      const shapes = new Map<string, Shape>();
      const fragments = fragmentsByType(asked.selectionSet).map(([typeName, selections]) => {
        const compiled = compileEntity(compiling, typeName, selections);
        if (compiled.joined.length > 0) joined.set(typeName, compiled.joined);
        shapes.set(typeName, compiled.shape);
        return { kind: Kind.INLINE_FRAGMENT, typeCondition: named(typeName), selectionSet: setOf(compiled.selections) } as const;
      });
      const selectionSet = setOf([withSelections(asked, fragments)]);
      return { kind: 'entities', head: headOf(compiling, selectionSet), roots: [], joined, shapes, hasCuts: hasCuts(shapes) };
    },
    roots: (): CompiledFetch => {
      const kind = operation.operation === 'mutation' ? 'mutation' : 'query';
      const rules = kind === 'query' ? share.queries : share.mutations;
      const type = schema.getRootType(operation.operation);
      if (!type) throw new Error('A fetch asks for a root that there is not.');
      const asked = conditionalFields(operation.selectionSet.selections).filter(({ node }) => node.name.value !== '__typename');
      const needsFlags = kind === 'query' && asked.length > 1;
      const shapes = new Map<string, Shape>();
      const compiled = asked.map(({ node, wrap }) => {
        const rule = rules.get(node.name.value);
        if (rule === undefined) throw new Error('A fetch asks several hospitals for a field without a rule.');
        const one = compileJoined(compiling, { type, node, rule, needsFlag: needsFlags });
        if (one.shape !== undefined) shapes.set(one.joined.key, one.shape);
        return { joined: one.joined, selection: wrap(one.selection) };
      });
      const selectionSet = setOf(compiled.map(({ selection }) => selection));
      return {
        kind,
        head: headOf(compiling, selectionSet),
        roots: compiled.map(({ joined }) => joined),
        joined: new Map(),
        shapes,
        hasCuts: hasCuts(shapes),
      };
    },
  };
}

/** What is asked of each type; fragments within fragments only where they narrow nothing. */
function fragmentsByType(set: SelectionSetNode | undefined): readonly (readonly [string, readonly SelectionNode[]])[] {
  const byType = new Map<string, SelectionNode[]>();
  for (const selection of set?.selections ?? []) {
    if (selection.kind !== Kind.INLINE_FRAGMENT || selection.typeCondition === undefined) continue;
    const { typeCondition, directives = [], selectionSet } = selection;
    const known = byType.get(typeCondition.name.value) ?? [];
    known.push(...under(directives, selectionSet.selections));
    byType.set(typeCondition.name.value, known);
  }
  return [...byType];
}

function compileEntity(compiling: Compiling, typeName: string, given: readonly SelectionNode[]) {
  const { share, schema } = compiling;
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error('A fetch asks several hospitals for an entity that is no object.');
  const rules = share.entities.get(typeName);
  const joined: JoinedField[] = [];
  const plain: SelectionNode[] = [];
  const selections: SelectionNode[] = [field('__typename', added.type), field('id', added.id)];
  const members = new Map<string, Shape>();
  for (const { node, wrap } of conditionalFields(given)) {
    const rule = rules?.get(node.name.value);
    if (rule === undefined) {
      plain.push(wrap(node));
      continue;
    }
    const one = compileJoined(compiling, { type, node, rule, needsFlag: false });
    joined.push(one.joined);
    selections.push(wrap(one.selection));
    if (one.shape !== undefined) members.set(one.joined.key, one.shape);
  }
  const below = compileBelow(compiling, type, setOf(plain));
  for (const [key, shape] of below.shape?.members ?? []) members.set(key, shape);
  selections.push(...below.set.selections);
  const idKey = share.owned.has(typeName) ? added.id : undefined;
  return { joined, selections, shape: { idKey, cuts: new Map<string, CutFields>(), members } };
}

const hasCuts = (shapes: ReadonlyMap<string, Shape>): boolean =>
  [...shapes.values()].some(({ cuts, members }) => cuts.size > 0 || hasCuts(members));

interface JoinedSource {
  readonly type: GraphQLObjectType;
  readonly node: FieldNode;
  readonly rule: JoinRule;
  readonly needsFlag: boolean;
}

function compileJoined(compiling: Compiling, { type, node, rule, needsFlag }: JoinedSource) {
  const definition = type.getFields()[node.name.value];
  if (definition === undefined) throw new Error('A fetch asks for a field that there is not.');
  const number = compiling.variables.size;
  const target = getNamedType(definition.type);
  const below =
    node.selectionSet === undefined || !isCompositeType(target) ? undefined : compileBelow(compiling, target, node.selectionSet);
  const inner = below === undefined ? node : { ...node, selectionSet: below.set };
  const isPage = rule.join === 'concat' && isObjectType(target) && target.getFields()['edges'] !== undefined;
  const page = isPage ? compilePage(inner, target.name, `${added.after}${number}`) : undefined;
  if (page?.shape.after !== undefined) compiling.variables.set(page.shape.after.variable, 'String');
  const flag = needsFlag || page?.shape.after !== undefined ? `${added.on}${number}` : undefined;
  if (flag !== undefined) compiling.variables.set(flag, 'Boolean!');
  const asked =
    page?.node ??
    (rule.join === 'newest' ? withSelections(inner, [...(inner.selectionSet?.selections ?? []), field(rule.by, added.by)]) : inner);
  const joined: JoinedField = {
    key: keyOf(node),
    coordinate: `${type.name}.${node.name.value}`,
    rule,
    arguments: new Map((node.arguments ?? []).map((argument) => [argument.name.value, givenValue(argument.value)])),
    page: page?.shape,
    flag,
  };
  return { joined, selection: flag === undefined ? asked : onlyWhere(flag, asked), shape: below?.shape };
}

type Composite = NonNullable<ReturnType<GraphQLSchema['getType']>>;

/** What stands below a record of one hospital: ids are looked at, and what only all hospitals together can answer is cut out. */
function compileBelow(
  compiling: Compiling,
  type: Composite,
  set: SelectionSetNode,
): { readonly set: SelectionSetNode; readonly shape: Shape | undefined } {
  const rules = compiling.share.entities.get(type.name);
  const cut: SelectionNode[] = [];
  const kept: SelectionNode[] = [];
  const members = new Map<string, Shape>();
  const cuts = new Map<string, CutFields>();
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD && rules?.has(selection.name.value) === true) cut.push(selection);
    else kept.push(compileMember(compiling, type, selection, { members, cuts }));
  }
  const isOwned = compiling.share.owned.has(type.name);
  if (cut.length > 0) cuts.set(type.name, { query: cutQuery(compiling.operation, type.name, cut) });
  if (isOwned || cut.length > 0) kept.push(field('__typename', added.type), field('id', added.id));
  const isPlain = !isOwned && members.size === 0 && cuts.size === 0;
  return { set: setOf(kept), shape: isPlain ? undefined : { idKey: isOwned ? added.id : undefined, cuts, members } };
}

interface Found {
  readonly members: Map<string, Shape>;
  readonly cuts: Map<string, CutFields>;
}

function compileMember(compiling: Compiling, type: Composite, selection: SelectionNode, found: Found): SelectionNode {
  if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('A fetch has a fragment with a name.');
  if (selection.selectionSet === undefined) return selection;
  if (selection.kind === Kind.INLINE_FRAGMENT) {
    const narrowed = selection.typeCondition === undefined ? type : compiling.schema.getType(selection.typeCondition.name.value);
    const below = compileBelow(compiling, narrowed ?? type, selection.selectionSet);
    for (const [key, shape] of below.shape?.members ?? []) found.members.set(key, merged(found.members.get(key), shape));
    for (const [name, fields] of below.shape?.cuts ?? []) found.cuts.set(name, fields);
    return { ...selection, selectionSet: below.set };
  }
  const definition = 'getFields' in type ? type.getFields()[selection.name.value] : undefined;
  const target = definition === undefined ? undefined : getNamedType(definition.type);
  if (!isCompositeType(target)) return selection;
  const below = compileBelow(compiling, target, selection.selectionSet);
  if (below.shape !== undefined) found.members.set(keyOf(selection), merged(found.members.get(keyOf(selection)), below.shape));
  return { ...selection, selectionSet: below.set };
}

/** One key may be asked for in several fragments. */
function merged(one: Shape | undefined, other: Shape): Shape {
  if (one === undefined) return other;
  const members = new Map(one.members);
  for (const [key, shape] of other.members) members.set(key, merged(members.get(key), shape));
  return { idKey: one.idKey ?? other.idKey, cuts: new Map([...one.cuts, ...other.cuts]), members };
}

/** What was cut out, as the planner would have written a fetch for it. */
function cutQuery(operation: OperationDefinitionNode, typeName: string, cut: readonly SelectionNode[]): string {
  const used = namesIn(cut);
  const variables = (operation.variableDefinitions ?? []).filter(
    ({ variable }) => used.has(variable.name.value) && variable.name.value !== 'representations',
  );
  const definitions = ['$representations: [_Any!]!', ...variables.map((definition) => print(definition))].join(', ');
  return `query(${definitions}) { _entities(representations: $representations) { ... on ${typeName} { ${cut.map((node) => print(node)).join(' ')} } } }`;
}

const named = (name: string) => ({ kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } }) as const;
const setOf = (selections: readonly SelectionNode[]): SelectionSetNode => ({ kind: Kind.SELECTION_SET, selections });

/** Variables that nothing uses any more must go: hospitals validate. */
function headOf({ operation, variables }: Compiling, selectionSet: SelectionSetNode): string {
  const used = namesIn(selectionSet.selections);
  const kept = (operation.variableDefinitions ?? [])
    .filter(({ variable }) => used.has(variable.name.value))
    .map((definition) => print(definition));
  const definitions = [...kept, ...[...variables].map(([name, type]) => `$${name}: ${type}`)].join(', ');
  const directives = (operation.directives ?? []).map((directive) => ` ${print(directive)}`).join('');
  const name = operation.name?.value;
  const text = `${operation.operation}${name === undefined ? '' : ` ${name}`}${definitions === '' ? '' : `(${definitions})`}${directives} ${print(selectionSet)}`;
  return `{"query":${JSON.stringify(text)}${name === undefined ? '' : `,"operationName":${JSON.stringify(name)}`},"variables":{`;
}
