import { type Change, CriticalityLevel } from '@graphql-inspector/core';
import { type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import type { Finding } from './finding.ts';
import { usedCoordinates } from './used-coordinates.ts';

/** An operation that clients sent lately, without values. */
export interface RecordedOperation {
  /** Of its shape. */
  readonly hash: string;
  readonly document: string;
  readonly name?: string;
  readonly clients: readonly { readonly name: string; readonly count: number; readonly lastSeenAt: string }[];
}

/** From one schema to another, with all changes. */
export interface SchemaStep {
  readonly before: GraphQLSchema;
  readonly after: GraphQLSchema;
  readonly changes: readonly Change[];
}

/**
 * The changes of the schema that break an operation which clients sent lately; what nobody uses may go. The inspector says which changes break, and the
 * operations themselves are validated against the next schema, in case it overlooks one.
 */
export function brokenOperations(
  { before, after, changes: all }: SchemaStep,
  operations: readonly RecordedOperation[],
): readonly Finding[] {
  const changes = all.filter(isBreaking);
  const broken = new Map<string, { readonly reason: string; readonly by: RecordedOperation[] }>();
  const note = (coordinate: string, reason: string, operation: RecordedOperation): void => {
    const known = broken.get(coordinate) ?? { reason, by: [] };
    known.by.push(operation);
    broken.set(coordinate, known);
  };
  for (const operation of operations) {
    const document = parse(operation.document);
    // Recorded under an earlier supergraph and broken since then: not by this publication.
    if (validate(before, document, specifiedRules).length > 0) continue;
    const used = usedCoordinates(before, document);
    const mine = changes.filter((change) => isUsed(change, used));
    for (const { path = '', message } of mine) note(path, message, operation);
    const [error] = validate(after, document, specifiedRules, { maxErrors: 1 });
    if (error !== undefined && mine.length === 0) note(operation.name ?? operation.hash.slice(0, 12), error.message, operation);
  }
  return [...broken].map(([coordinate, { reason, by }]) => ({
    code: 'BREAKS_OPERATION',
    coordinate,
    reason: `${reason}${reason.endsWith('.') ? '' : '.'} Used by ${usersOf(by)}.`,
  }));
}

function isBreaking({ criticality, type, path }: Change): boolean {
  if (type.startsWith('DIRECTIVE_USAGE_') || path === undefined) return false;
  return criticality.level === CriticalityLevel.Breaking;
}

/** What is added to a field or input concerns whoever uses that field or input. */
function isUsed({ path = '', type }: Change, used: ReadonlySet<string>): boolean {
  if (type === 'FIELD_ARGUMENT_ADDED' || type === 'INPUT_FIELD_ADDED') return used.has(path.slice(0, path.lastIndexOf('.')));
  return used.has(path);
}

/** Enough to ask the teams concerned. */
const shownOperations = 3;

function usersOf(operations: readonly RecordedOperation[]): string {
  const shown = operations.slice(0, shownOperations).map(({ name, hash, clients }) => {
    const by = clients.map((client) => `${client.name} (${client.count} times, last on ${client.lastSeenAt.slice(0, 10)})`);
    return `${name ?? hash.slice(0, 12)} of ${by.join(', ')}`;
  });
  return [...shown, ...(operations.length > shownOperations ? [`${operations.length - shownOperations} more`] : [])].join('; ');
}
