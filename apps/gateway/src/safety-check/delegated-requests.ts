import type { ApolloServer } from '@apollo/server';
import type { BeginAudit } from '../door.ts';
import type { RequestContext } from '../request-context.ts';
import type { StaticPermissions } from '../static-permissions/static-permissions.ts';
import type { LoadedSupergraph } from '../supergraph.ts';
import type { EndpointTrust } from '../trust/gateway-trust.ts';
import type { DelegatedRequest, SafetyProfile } from './safety-profile-route.ts';

export interface DelegatedRequestsOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly supergraph: Pick<LoadedSupergraph, 'apiSchema' | 'endpoints'>;
  /** Absent: nothing is enforced, and nobody is told apart. */
  readonly permissions: StaticPermissions | undefined;
  readonly trust: EndpointTrust | undefined;
  readonly beginAudit: BeginAudit;
}

/** The subgraph that may ask, by its name in the supergraph. */
const asking = 'pharmacy';

/** How the gateway answers pharmacy's question for a safety profile; undefined where there is none to ask for, or nobody to prove anything to. */
export function delegatedRequests(options: DelegatedRequestsOptions): SafetyProfile | undefined {
  const { supergraph, permissions, trust } = options;
  const hasProfile = supergraph.apiSchema.getQueryType()?.getFields()['patientOfSafetyCheck'] !== undefined;
  const isServed = supergraph.endpoints.some(({ name }) => name === asking);
  if (permissions === undefined || trust === undefined || !hasProfile || !isServed) return undefined;
  return { verify: trust.verifierOf(asking), execute: (request) => execute(request, { ...options, permissions, trust }) };
}

type Enforced = DelegatedRequestsOptions & { readonly permissions: StaticPermissions; readonly trust: EndpointTrust };

/** As any other request: limits, permissions, plan, signed fetches, audit. Only where it came from differs. */
async function execute({ caller, requestId, query, variables, signal }: DelegatedRequest, by: Enforced): Promise<unknown> {
  const signIn = { caller, clientId: asking };
  const contextValue: RequestContext = {
    requestId,
    signIn,
    fingerprint: by.permissions.fingerprintOf(caller),
    signer: by.trust.signerFor({ requestId, caller }),
    audit: by.beginAudit(requestId, signIn),
    headers: {},
    signal,
  };
  const { body } = await by.apollo.executeOperation({ query, variables: { ...variables } }, { contextValue });
  return body.kind === 'single' ? body.singleResult.data : undefined;
}
