import { type ActorFacts, type Caller, callerToJson, type FactsSource } from '@health-graph/permissions';
import type { FactsOf } from './facts-source.ts';

/** Where the facts of one client's request come from, whichever fetch of it asks. */
export type FactsOfRequest = (caller: Caller, requestId: string, gatewayHeader?: string) => FactsSource;

/** A request is over by then, whatever happened to it. */
const lifetimeMs = 10_000;
const maxRequests = 2_000;

interface Kept {
  readonly source: FactsSource;
  readonly until: number;
}

/**
 * A client's request reaches a subgraph in several fetches, and several subgraphs of one process: they are told the same facts, asked for once. The
 * next request asks anew, so that a revocation works at once. Only the gateway, which signs it, can say which request a fetch belongs to.
 */
export function factsOfRequest(of: FactsOf, now: () => number): FactsOfRequest {
  const kept = new Map<string, Kept>();
  const forgetOld = (): void => {
    for (const [key, { until }] of kept) {
      if (until > now() && kept.size < maxRequests) return;
      kept.delete(key);
    }
  };
  return (caller, requestId, gatewayHeader) => {
    const key = `${requestId}\n${JSON.stringify(callerToJson(caller))}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) return known.source;
    forgetOld();
    const source = remembering(of(caller, gatewayHeader));
    kept.set(key, { source, until: now() + lifetimeMs });
    return source;
  };
}

/** Asks `source` for each patient once. A question that failed fails again. */
function remembering(source: FactsSource): FactsSource {
  const asked = new Map<string, Promise<ActorFacts>>();
  let any: Promise<ActorFacts> | undefined;
  let related: Promise<ActorFacts> | undefined;
  const ask = (patientIds: readonly string[]): Promise<ActorFacts> => {
    const answer = source.of(patientIds);
    any ??= answer;
    for (const id of patientIds) asked.set(id, answer);
    return answer;
  };
  return {
    of: async (patientIds) => {
      if (patientIds.length === 0) return any ?? ask([]);
      const unknown = patientIds.filter((id) => !asked.has(id));
      if (unknown.length > 0) ask(unknown).catch(() => undefined); // Told below.
      const answers = await Promise.all([...new Set(patientIds.flatMap((id) => asked.get(id) ?? []))]);
      return joined(answers);
    },
    ofRelated: () => {
      related ??= source.ofRelated();
      any ??= related;
      return related;
    },
  };
}

/** Who may not act by one of the answers, may not act. */
function joined(answers: readonly ActorFacts[]): ActorFacts {
  const [first, ...others] = answers;
  if (first === undefined || others.length === 0) return first ?? { mayAct: false, leads: new Set(), ofPatient: new Map() };
  return {
    mayAct: answers.every(({ mayAct }) => mayAct),
    leads: first.leads,
    ofPatient: new Map(answers.flatMap(({ ofPatient }) => [...ofPatient])),
  };
}
