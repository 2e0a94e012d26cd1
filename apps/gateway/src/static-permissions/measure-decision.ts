import { randomUUID } from 'node:crypto';
import type { Caller } from '@health-graph/permissions';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createOperations } from '../operations.ts';
import { loadSupergraph } from '../supergraph.ts';
import { createStaticPermissions } from './static-permissions.ts';

export interface MeasuredDecision {
  readonly supergraphSdl: string;
  readonly policies: string;
  readonly operation: string;
  readonly caller: Caller;
}

/** CPU microseconds of one decision: warm, where operation and fingerprint were met before, and cold, which walks the operation and cuts it. */
export function measureDecision({ supergraphSdl, policies, operation: text, caller }: MeasuredDecision): {
  readonly warmUs: number;
  readonly coldUs: number;
} {
  const supergraph = loadSupergraph(supergraphSdl, {});
  const permissions = createStaticPermissions(supergraph, policies);
  const document = parse(text, { noLocation: true });
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const operations = createOperations({ supergraph, permissions, maximum: 1_000 });
  // Another person with the same rights each time, as requests come.
  const decide = (hash: string) => operations.get({ hash, document, operation }, permissions.fingerprintOf({ ...caller, accountId: hash }));
  return { warmUs: cpuUs(100_000, () => decide('known')), coldUs: cpuUs(2_000, () => decide(randomUUID())) };
}

function cpuUs(rounds: number, act: () => unknown): number {
  for (let round = 0; round < rounds / 10; round++) act();
  const began = process.cpuUsage();
  for (let round = 0; round < rounds; round++) act();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / rounds;
}
