import type { SubgraphSchema } from '@health-graph/composition';
import type { Callers } from './callers.ts';
import { type Check, type Subject, type Verdict, verdictOf } from './check.ts';
import { auditChecks } from './checks/audit.ts';
import { entityChecks } from './checks/entities.ts';
import { limitChecks } from './checks/limits.ts';
import { openRoutes } from './checks/open-routes.ts';
import { permissionChecks } from './checks/permissions.ts';
import { refusals } from './checks/refusals.ts';
import { sdlChecks } from './checks/sdl.ts';
import { endpointAt } from './endpoint.ts';
import type { KitGateway } from './kit-gateway.ts';
import type { Sample } from './samples.ts';
import { type SubgraphShape, shapeOf } from './subgraph-shape.ts';

export interface ConformOptions {
  readonly url: string;
  /** The name under which the gateway knows the endpoint. */
  readonly name: string;
  readonly gateway: KitGateway;
  readonly samples: readonly Sample[];
  readonly declared: string | undefined;
  /** The graph's own subgraphs. */
  readonly graph: readonly SubgraphSchema[];
  /** Whom the kit signs in. */
  readonly callers: Callers;
  /** How long an endpoint may take until it knows the kit's keys. */
  readonly patienceMs: number;
}

/** In the order of the report; limits come last, because a crash would be told of the checks behind it. */
const checks: readonly Check[] = [
  ...openRoutes,
  ...sdlChecks,
  ...refusals,
  ...entityChecks,
  ...permissionChecks,
  ...auditChecks,
  ...limitChecks,
];

/** Tests an endpoint over HTTP against the contract for partners; `onVerdict` hears of each check when it is done. */
export async function conform(
  options: ConformOptions,
  onVerdict: (verdict: Verdict) => void = () => undefined,
): Promise<readonly Verdict[]> {
  const { url, name, gateway, samples, declared, graph, callers, patienceMs } = options;
  const endpoint = endpointAt(url, name, gateway);
  await endpoint.untilTrusted(patienceMs);
  const others = graph.filter((subgraph) => subgraph.name !== name);
  const answer = await endpoint.ask('{ _service { sdl } }').catch(() => undefined);
  const sdl = (answer?.data?.['_service'] as { readonly sdl?: unknown } | null | undefined)?.sdl;
  const served = typeof sdl === 'string' ? sdl : undefined;
  const subject: Subject = {
    endpoint,
    served,
    shape: served === undefined ? undefined : shapeIn(served, others),
    samples,
    declared,
    others,
    callers,
    askedFor: gateway.askedFor,
  };
  const verdicts: Verdict[] = [];
  for (const check of checks) {
    const verdict = await verdictOf(check, subject);
    onVerdict(verdict);
    verdicts.push(verdict);
  }
  return verdicts;
}

function shapeIn(sdl: string, others: readonly SubgraphSchema[]): SubgraphShape | undefined {
  try {
    return shapeOf(sdl, others);
  } catch {
    return undefined;
  }
}
