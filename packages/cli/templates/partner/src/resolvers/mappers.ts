import type { EntityReference } from '@health-graph/subgraph-kit';

// What stands behind a GraphQL type when its record names others by id.
export type { Session as RehabilitationSession } from '../store/session.ts';
export type Patient = EntityReference<'Patient'>;
export type Facility = EntityReference<'Facility'>;
