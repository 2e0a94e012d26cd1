import { createRequire } from 'node:module';
import { Forbidden, Unauthenticated } from '@health-graph/errors';
import { type DataClass, decideStatically, type PolicyTable } from '@health-graph/permissions';
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import type { IRule } from 'graphql-shield';
import { schemaClasses } from './field-classes.ts';
import { type GuardedContext, guardOf } from './guarded-context.ts';

/** graphql-shield does not load as a module on Node.js 26 (`util.isUndefined` is gone); its CommonJS build does. */
const { rule } = createRequire(import.meta.url)('graphql-shield') as typeof import('graphql-shield');

type Resolver = GraphQLFieldResolver<unknown, GuardedContext>;

/**
 * Puts a rule before every root field: who asks has signed in, and the field's class is open to the role and purpose. A rule each, in a plain map:
 * `shield()` would wrap every field of every type, and keep answers across records. `permitsItself` names the queries that decide by a record of
 * their argument.
 */
export function guardRoots(schema: GraphQLSchema, table: PolicyTable, permitsItself: readonly string[] = []): void {
  const classes = schemaClasses(Object.values(schema.getTypeMap()));
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      if (field.name.startsWith('_')) continue; // `_service` and `_entities`: each entity is decided about by itself.
      // A mutation permits for itself, by the record; rows that a query leads to are decided about one by one.
      const isDecidedLater =
        root === schema.getMutationType() || classes.entityOf(field) !== undefined || permitsItself.includes(field.name);
      const judge = rootRule(table, classes.ofField(field), isDecidedLater);
      field.resolve = ruled(field.resolve ?? defaultFieldResolver, judge) as Resolver;
      // A stream is not opened for who could be shown nothing of it; each of its events passes the rule again.
      if (field.subscribe !== undefined) field.subscribe = ruled(field.subscribe, judge) as Resolver;
    }
  }
}

/** Where nothing else decides, a field is open to a role and purpose always or never. */
function rootRule(table: PolicyTable, classes: readonly DataClass[], isDecidedLater: boolean): IRule {
  return rule({ cache: 'no_cache' })(async (_parent: unknown, _args: unknown, context: GuardedContext) => {
    const { caller } = guardOf(context).permissions;
    if (caller === undefined) return new Unauthenticated('Nobody signed in.');
    const refused = classes.find((dataClass) => {
      const decision = decideStatically(table, caller, dataClass);
      return decision === 'never' || (decision === 'depends' && !isDecidedLater);
    });
    return refused === undefined || new Forbidden('This caller may not ask for this.', { dataClass: refused });
  });
}

/** Only an `Error` of ours is told; whatever else a rule gives is a refusal. */
function ruled(resolve: Resolver, judge: IRule): Resolver {
  return async (parent, args, context, info: GraphQLResolveInfo) => {
    const verdict = await judge.resolve(parent as object, args, context as ShieldContext, info, shieldOptions);
    if (verdict === true) return resolve(parent, args, context, info);
    throw verdict instanceof Error ? verdict : new Forbidden('This caller may not ask for this.');
  };
}

type ShieldContext = Parameters<IRule['resolve']>[2];
type ShieldOptions = Parameters<IRule['resolve']>[4];
const shieldOptions = { debug: true, allowExternalErrors: false, hashFunction: () => '' } as unknown as ShieldOptions;
