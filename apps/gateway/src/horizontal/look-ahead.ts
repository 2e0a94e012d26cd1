import type { QueryPlan } from '@health-graph/plan-executor';
import { type GraphQLSchema, getNamedType, Kind, type OperationDefinitionNode } from 'graphql';
import { fetchesOf } from '../planning/fetches-of.ts';
import type { GivenValue } from './compiled-fetch.ts';
import { givenTo, type Variables } from './routes.ts';
import { givenValue } from './selections.ts';

/** An operation that is about to run. */
export interface ComingOperation {
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
  readonly variables: Variables;
}

/** Of whom an operation will ask, before anything of it is fetched: `patient(id: $id)` says so. */
export type LookAhead = (coming: ComingOperation) => readonly { readonly subgraph: string; readonly patientId: string }[];

interface Known {
  readonly subgraphs: readonly string[];
  readonly patients: readonly GivenValue[];
}

/** Whom to ask is then found out while the patients themselves are fetched, and not after. */
export function createLookAhead(horizontal: ReadonlySet<string>, schema: GraphQLSchema): LookAhead {
  const known = new WeakMap<QueryPlan, Known>();
  const read = ({ operation, plan }: ComingOperation): Known => {
    const subgraphs = [...new Set(fetchesOf(plan.node).map(({ serviceName }) => serviceName))].filter((name) => horizontal.has(name));
    return { subgraphs, patients: subgraphs.length === 0 ? [] : patientsIn(operation, schema) };
  };
  return (coming) => {
    const { subgraphs, patients } = known.get(coming.plan) ?? read(coming);
    known.set(coming.plan, { subgraphs, patients });
    const ids = patients.map((given) => givenTo(given, coming.variables)).filter((id) => typeof id === 'string');
    return subgraphs.flatMap((subgraph) => ids.map((patientId) => ({ subgraph, patientId })));
  };
}

function patientsIn({ operation, selectionSet }: OperationDefinitionNode, schema: GraphQLSchema): readonly GivenValue[] {
  const fields = schema.getRootType(operation)?.getFields() ?? {};
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind !== Kind.FIELD) return [];
    const type = fields[selection.name.value]?.type;
    const id = selection.arguments?.find(({ name }) => name.value === 'id');
    return type !== undefined && getNamedType(type).name === 'Patient' && id !== undefined ? [givenValue(id.value)] : [];
  });
}
