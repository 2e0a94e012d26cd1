import { Forbidden } from '@health-graph/errors';
import { type DataClass, isLabel, labels, type RowStanding, shownBehind, stamp, stampOf } from '@health-graph/permissions';
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import type { GuardedField } from './decision-notes.ts';
import { type SchemaClasses, schemaClasses } from './field-classes.ts';
import { fieldKinds } from './field-kinds.ts';
import { type GuardedContext, guardOf, type Stub } from './guarded-context.ts';
import { weakened } from './weakened.ts';

export interface GuardOptions {
  /** The types whose records this subgraph keeps, with the class of a row that no code raises. Other entities are known here by their key only. */
  readonly owns: ReadonlyMap<string, DataClass>;
}

type Resolver = GraphQLFieldResolver<unknown, GuardedContext>;

/**
 * Puts a guard before every field of every entity, default-resolved ones included, and gives the fields that are decided about. A guard is
 * synchronous where the record was stamped: a promise for each field of a list would cost more than reading it.
 */
export function guardSchema(schema: GraphQLSchema, { owns }: GuardOptions): readonly GuardedField[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const classes = schemaClasses(types);
  const guarded: GuardedField[] = [];
  for (const type of types) {
    if (!isObjectType(type) || !classes.isEntity(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const ofField = classes.ofField(field);
      if (ofField.length === 0) continue; // `__typename` and what composition adds.
      const described = { index: guarded.length, coordinate: `${type.name}.${field.name}`, classes: ofField };
      guarded.push(described);
      field.resolve = guardField(type, field, described, { owns, classes }) as Resolver;
    }
  }
  return guarded;
}

interface Surroundings extends GuardOptions {
  readonly classes: SchemaClasses;
}

function guardField(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  described: GuardedField,
  { owns, classes }: Surroundings,
): Resolver {
  const resolve = (field.resolve ?? defaultFieldResolver) as Resolver;
  const kind = fieldKinds[described.coordinate];
  const entity = classes.entityOf(field);
  const rowClass = entity && owns.get(entity.name);
  const isOwn = owns.has(type.name);
  const isPublic = described.classes.every((dataClass) => dataClass === 'public');
  const decide = decisionFor(described.classes, rowClass, { isOwn, isTold: requiresOthers(field) });
  const isNoted = !isPublic;
  /** A row that is public says nothing of the caller's account, which other fields of it ask for. */
  const isPublicRow = owns.get(type.name) === 'public' && !isPublic;
  /** Rows of a list mostly share a standing, which belongs to one request: what it was permitted a moment ago is decided and noted. */
  let permitted: RowStanding | undefined;
  const guarded = (standing: RowStanding, source: unknown, args: Arguments, context: GuardedContext, info: GraphQLResolveInfo): unknown => {
    const { notes } = guardOf(context);
    const decision = decide(standing);
    const shown = typeof decision === 'string' ? decision : shownBehind(kind, decision.masks);
    const note = (isSeen: boolean) => notes.note(standing, described, isSeen);
    if (shown === 'deny' || shown === 'nothing') {
      note(false);
      throw refusal(described);
    }
    if (shown !== 'permit' && shown !== 'whole') {
      note(true);
      return after(resolve(source, args, context, info), (whole) => weakened(shown, whole));
    }
    if (rowClass !== undefined) return shownRows(() => resolve(source, args, context, info), note);
    if (isNoted) note(true);
    permitted = standing;
    return resolve(source, args, context, info);
  };
  return (source, args, context, info) => {
    const standing = stampOf(source as object);
    if (standing !== undefined && standing === permitted) return resolve(source, args, context, info);
    if (standing !== undefined && !isPublicRow) return guarded(standing, source, args, context, info);
    if (standing !== undefined) return after(guardOf(context).permissions.learn([]), () => guarded(standing, source, args, context, info));
    if (isOwn) throw new Error(`A record of ${type.name} came without a decision about it.`);
    const { permissions, standingToStub } = guardOf(context);
    if (isPublic) return guarded(permissions.standingTo({ labels: [] }), source, args, context, info); // By the token alone.
    return after(standingToStub(type.name, source as Stub), (stub) => {
      stamp(source as object, stub);
      return guarded(stub, source, args, context, info);
    });
  };
}

type Arguments = Parameters<Resolver>[1];

/** Rows that the repository gives, or refuses: it knows them. */
function shownRows(resolve: () => unknown, note: (isSeen: boolean) => void): unknown {
  const refused = (failure: unknown): never => {
    if (failure instanceof Forbidden) note(false);
    throw failure;
  };
  const shown = <Value>(value: Value): Value => {
    note(true);
    return value;
  };
  try {
    const value = resolve();
    return value instanceof Promise ? value.then(shown, refused) : shown(value);
  } catch (failure) {
    return refused(failure);
  }
}

type Outcome = 'permit' | 'deny' | Extract<ReturnType<RowStanding['decide']>, { outcome: 'mask' }>;

/** What is known of the records that a field stands on. */
interface Parents {
  readonly isOwn: boolean;
  /** Another subgraph told what the field `@requires` of them. */
  readonly isTold: boolean;
}

const requiresOthers = ({ astNode }: GraphQLField<unknown, unknown>): boolean =>
  (astNode?.directives ?? []).some(({ name }) => ['requires', 'federation__requires'].includes(name.value));

/**
 * Fields that lead to rows of this subgraph are decided row by row, so their own class asks only whether any row could be seen: `clinical` is open
 * where a label is. Where the parent is known by its key alone, its place is not known, and the repository refuses. Composition joins the classes of
 * what a field requires to its own: those were decided where they are kept, with the place of the record.
 */
function decisionFor(
  classes: readonly DataClass[],
  rowClass: DataClass | undefined,
  { isOwn, isTold }: Parents,
): (standing: RowStanding) => Outcome {
  const outcomeOf =
    (asked: readonly DataClass[]) =>
    (standing: RowStanding): Outcome => {
      const decision = standing.decide(asked);
      return decision.outcome === 'mask' ? decision : decision.outcome;
    };
  if (rowClass === undefined) return outcomeOf(classes);
  if (isTold && !isOwn) return () => 'permit';
  const others = classes.filter((dataClass) => dataClass !== rowClass && dataClass !== 'clinical' && !isLabel(dataClass));
  const ofOthers = others.length === 0 ? () => 'permit' as const : outcomeOf(others);
  if (!isOwn || others.length === classes.length) return ofOthers;
  const ofRows = [classes, ...labels.map((label) => [label] as const)].map(outcomeOf);
  return (standing) => (ofRows.some((of) => of(standing) !== 'deny') ? ofOthers(standing) : 'deny');
}

const refusal = ({ classes }: GuardedField) =>
  new Forbidden('This caller may not see this field of this record.', { dataClass: classes.join('+') });

/** `next` after a value that may be a promise; a value that is there makes none. */
function after<Value, Next>(value: Value | Promise<Value>, next: (value: Value) => Next): Next | Promise<Next> {
  return value instanceof Promise ? value.then(next) : next(value);
}
