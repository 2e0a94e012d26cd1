import type { HorizontalShare } from '@health-graph/composition';
import type { SubgraphFetch } from '@health-graph/plan-executor';
import type { GraphQLSchema } from 'graphql';
import { createBoundedCache } from '../bounded-cache.ts';
import type { RequestContext } from '../request-context.ts';
import type { Send } from './ask-hospital.ts';
import { compileFetch } from './compile-fetch.ts';
import type { CompiledFetch } from './compiled-fetch.ts';
import { fetchHorizontally } from './horizontal-fetch.ts';
import type { Hospitals } from './hospitals.ts';
import { createJoinedCursors } from './joined-cursors.ts';
import { type ComingOperation, createLookAhead } from './look-ahead.ts';
import { type Locate, type RequestLocator, requestLocator } from './record-locator.ts';
import { type Completeness, createSources, type Sources } from './sources.ts';

/** A subgraph that several hospitals serve. */
export interface HorizontalSubgraph {
  readonly share: HorizontalShare;
  readonly hospitals: Hospitals;
}

export interface HorizontalOptions {
  readonly subgraphs: readonly HorizontalSubgraph[];
  readonly schema: GraphQLSchema;
  /** Who holds records of patients in a subgraph, on behalf of a request's caller. */
  readonly locate: (subgraph: string, context: RequestContext) => Locate;
  /** Shared by replicas, so that each can go on where another left a list. */
  readonly secret: string | undefined;
  /** How long one hospital may take. */
  readonly deadlineMs: number;
}

/** Fetches of horizontal subgraphs, and what is said of where their answers come from. */
export interface Horizontal {
  /** `send` reaches one endpoint; what comes back sends to all that hold something. */
  wrap(context: RequestContext, send: Send, coming?: ComingOperation): SubgraphFetch;
  /** What there is to say about this request's answer; undefined when no such subgraph was asked. */
  report(context: RequestContext): Completeness | undefined;
}

/** Texts of fetches that are kept compiled; there are few more than operations. */
const keptTexts = 2_000;

interface Served extends HorizontalSubgraph {
  readonly compile: (query: string) => CompiledFetch;
}

export function createHorizontal({ subgraphs, schema, locate, secret, deadlineMs }: HorizontalOptions): Horizontal {
  const cursors = createJoinedCursors(secret);
  const served = new Map(subgraphs.map((one) => [one.share.subgraph, { ...one, compile: compilerOf(one, schema) } satisfies Served]));
  const lookAhead = createLookAhead(new Set(served.keys()), schema);
  const told = new WeakMap<RequestContext, Sources>();
  const sourcesOf = (context: RequestContext): Sources => {
    const sources = told.get(context) ?? createSources();
    told.set(context, sources);
    return sources;
  };
  return {
    report: (context) => told.get(context)?.report(),
    wrap: (context, send, coming) => {
      const locators = new Map<string, RequestLocator>();
      const locatorOf = (subgraph: string): RequestLocator => {
        const locator = locators.get(subgraph) ?? requestLocator(locate(subgraph, context));
        locators.set(subgraph, locator);
        return locator;
      };
      // What fails here fails again where it is needed, and is told there.
      for (const { subgraph, patientId } of coming === undefined ? [] : lookAhead(coming))
        locatorOf(subgraph)
          .of(patientId)
          .catch(() => undefined);
      return (request, signal) => {
        const subgraph = served.get(request.subgraph);
        if (subgraph === undefined) return send(request, signal);
        return fetchHorizontally(request, {
          ...subgraph,
          locator: locatorOf(request.subgraph),
          facilityId: context.signIn?.caller.facilityId,
          sources: sourcesOf(context),
          cursors,
          send,
          signal,
          deadlineMs,
          violated: (endpoint, violation) => context.audit?.violated(endpoint, violation),
        });
      };
    },
  };
}

function compilerOf({ share }: HorizontalSubgraph, schema: GraphQLSchema): (query: string) => CompiledFetch {
  const cache = createBoundedCache<CompiledFetch>(keptTexts);
  return (query) => {
    const compiled = cache.get(query) ?? compileFetch(query, share, schema);
    cache.set(query, compiled);
    return compiled;
  };
}
