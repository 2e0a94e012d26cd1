import type { RequestPermissions, RowStanding } from '@health-graph/permissions';
import type { DecisionNotes } from './decision-notes.ts';

/** What guards know of a request. */
export interface Guard {
  readonly permissions: RequestPermissions;
  readonly notes: DecisionNotes;
  /** How the caller stands to an entity that is known here by its key only. */
  standingToStub(typename: string, stub: Stub): RowStanding | Promise<RowStanding>;
}

/** What is known of an entity of another subgraph: its key, and whose it is where a field `@requires` that. */
export interface Stub {
  readonly id?: unknown;
  readonly subject?: unknown;
}

/** A symbol, so that no resolver takes it for its own and no log prints it. */
const mark: unique symbol = Symbol('guard of this request');

export type GuardedContext = object & { readonly [mark]?: Guard };

export const withGuard = <Context extends object>(context: Context, guard: Guard): Context => Object.assign(context, { [mark]: guard }); // Enumerable: Apollo Server hands on a copy of the context.

export function guardOf(context: GuardedContext): Guard {
  const guard = context[mark];
  if (guard === undefined) throw new Error('A request came without its permissions.');
  return guard;
}

export function createGuard(permissions: RequestPermissions, notes: DecisionNotes): Guard {
  return {
    permissions,
    notes,
    standingToStub: (typename, stub) => {
      const key = keyOf(stub);
      const patientId = typename === 'Patient' ? key : keyOf(stub.subject);
      if (typename === 'Facility' && key !== undefined) return standing({ facilityId: key });
      if (typename === 'Department' && key !== undefined) return standing({ departmentId: key });
      if (patientId === undefined) return standing({});
      return permissions.learn([patientId]).then(() => permissions.standingTo({ patientId, labels: [] }));
    },
  };

  /** What is nobody's still needs to know whether the account may act at all. */
  function standing(place: { readonly facilityId?: string; readonly departmentId?: string }): Promise<RowStanding> {
    return permissions.learn([]).then(() => permissions.standingTo({ ...place, labels: [] }));
  }
}

function keyOf(entity: unknown): string | undefined {
  const id = typeof entity === 'object' && entity !== null && 'id' in entity ? entity.id : undefined;
  return typeof id === 'string' ? id : undefined;
}
