import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** How to come to the records of one type, and what to ask of each. */
export interface FieldQuery {
  readonly type: string;
  readonly fields: readonly string[];
  readonly query: string;
  /** Response keys from `data` to the records. */
  readonly path: readonly string[];
}

/** For each object type of the API schema, a query along every edge that leads to it, the shortest way first, that asks for all of its fields. */
export function fieldQueries(
  schema: GraphQLSchema,
  rootArguments: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly FieldQuery[]> {
  const queries = new Map<string, FieldQuery[]>();
  for (const { target, steps } of edges(schema, rootArguments)) {
    const fields = Object.values(target.getFields()).filter((field) => !field.args.some((argument) => isNonNullType(argument.type)));
    const query = steps.reduceRight(
      (inner, field, index) => `${field.name}${argumentsOf(field, index === 0 ? rootArguments[field.name] : undefined)} { ${inner} }`,
      fields.map(select).join(' '),
    );
    const known = queries.get(target.name) ?? [];
    known.push({
      type: target.name,
      fields: fields.map((field) => field.name),
      query: `{ ${query} }`,
      path: steps.map((field) => field.name),
    });
    queries.set(target.name, known);
  }
  return queries;
}

interface Edge {
  readonly target: GraphQLObjectType;
  readonly steps: readonly GraphQLField<unknown, unknown>[];
}

/** Every field that leads to an object type, behind the shortest way to the field's own type. */
function edges(schema: GraphQLSchema, rootArguments: Readonly<Record<string, string>>): readonly Edge[] {
  const root = schema.getQueryType();
  const seen = new Set<GraphQLObjectType>();
  const all: Edge[] = [];
  const queue: Edge[] = root ? [{ target: root, steps: [] }] : [];
  for (let next = queue.shift(); next; next = queue.shift()) {
    for (const field of Object.values(next.target.getFields())) {
      const target = getNamedType(field.type);
      const isOpen = next.target !== root || field.name in rootArguments;
      if (!isObjectType(target) || !isOpen) continue;
      const edge = { target, steps: [...next.steps, field] };
      all.push(edge);
      if (!seen.has(target)) queue.push(edge);
      seen.add(target);
    }
  }
  return all;
}

/** A leaf as it is, an object by its name: enough to see that it is there. */
function select(field: GraphQLField<unknown, unknown>): string {
  return isLeafType(getNamedType(field.type)) ? field.name : `${field.name}${argumentsOf(field)} { __typename }`;
}

function argumentsOf(field: GraphQLField<unknown, unknown>, given?: string): string {
  const pages = field.args.some((argument) => argument.name === 'first');
  const parts = [given, pages && !given?.includes('first:') ? 'first: 20' : undefined].filter((part) => part);
  return parts.length > 0 ? `(${parts.join(', ')})` : '';
}

/** The values at `path`, lists flattened on the way. */
export function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  return key === undefined ? [value] : valuesAt((value as Readonly<Record<string, unknown>>)[key], rest);
}
