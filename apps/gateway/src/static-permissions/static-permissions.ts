import { type Caller, createRequirementIndex, type Fingerprint, parsePolicyTable } from '@health-graph/permissions';
import type { QueryPlan } from '@health-graph/plan-executor';
import { createFingerprints } from '../sign-in/fingerprints.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import { createPlanCheck } from './check-plan.ts';
import { cutOperation, type OperationCut, type OperationSource } from './cut-operation.ts';
import { createRules } from './rules.ts';

/** What is decided before any record is known, over one supergraph and policy table. */
export interface StaticPermissions {
  /** The fingerprint of a caller; of nobody, of somebody who did not sign in. */
  fingerprintOf(caller: Caller | undefined): Fingerprint;
  /** Undefined: nothing of the operation is refused. */
  cut(source: OperationSource, fingerprint: Fingerprint): OperationCut | undefined;
  /** Throws when a plan asks for what was cut, whatever made it do so. */
  checkPlan(plan: QueryPlan, fingerprint: Fingerprint): void;
}

/** @throws {InvalidConfiguration} when the policy table or a class of the supergraph cannot be read */
export function createStaticPermissions(
  { document, schema, requirements }: Pick<LoadedSupergraph, 'document' | 'schema' | 'requirements'>,
  policies: string,
): StaticPermissions {
  const index = createRequirementIndex(requirements.all);
  const rules = createRules({ document, schema, requirements, index });
  const checkPlan = createPlanCheck(rules, document);
  return {
    fingerprintOf: createFingerprints(index, parsePolicyTable(policies)),
    cut: (source, fingerprint) => cutOperation(source, rules, fingerprint.meets),
    checkPlan: (plan, fingerprint) => checkPlan(plan, fingerprint.meets),
  };
}
