import { hash } from 'node:crypto';
import type { OperationResult } from '@health-graph/plan-executor';
import type { AskedOperation } from '../graph.ts';
import type { Operation } from '../operations.ts';
import type { RequestContext } from '../request-context.ts';
import type { PublicData } from './public-data.ts';
import type { CacheObserver, SharedCache } from './shared-cache.ts';
import { shareFor } from './shared-seconds.ts';

/** Whole answers that hold public data only. Whoever gets one was permitted, counted and limited before, and is written down after. */
export interface AnswerCache {
  answered(asked: PermittedQuestion, execute: () => Promise<OperationResult>): Promise<OperationResult>;
}

export interface PermittedQuestion {
  readonly asked: AskedOperation;
  readonly operation: Operation;
  readonly context: RequestContext;
  /** Whether the answer is all that there is to tell. */
  readonly isWhole: () => boolean;
}

export interface AnswerCacheOptions {
  readonly version: string;
  readonly publicData: PublicData;
  readonly cache: SharedCache;
  readonly observe: CacheObserver;
}

export function createAnswerCache({ version, publicData, cache, observe }: AnswerCacheOptions): AnswerCache {
  const known = new WeakMap<Operation, number>();
  const secondsOf = (operation: Operation, { document, operation: node }: AskedOperation): number => {
    let seconds = known.get(operation);
    if (seconds === undefined) {
      // What was cut out is told as an error, which is nobody else's.
      seconds = operation.cut === undefined ? (publicData.ofOperation(document, node) ?? 0) : 0;
      known.set(operation, seconds);
    }
    return seconds;
  };
  return {
    answered: async ({ asked, operation, context, isWhole }, execute) => {
      const seconds = secondsOf(operation, asked);
      if (seconds === 0) return execute();
      const key = keyOf(version, asked, context);
      const [found] = await cache.get([key]);
      observe('answer', found !== undefined);
      if (found !== undefined) {
        shareFor(context, Math.floor((found.expiresAt - Date.now()) / 1_000));
        return { data: found.value as NonNullable<OperationResult['data']> };
      }
      const result = await execute();
      const isShared = result.data !== null && result.data !== undefined && (result.errors ?? []).length === 0 && isWhole();
      // What a subgraph writes down is about somebody, and then it is not public, whatever the SDL says.
      if (!isShared || context.audit?.isSilent() === false) return result;
      cache.set([[key, JSON.stringify(result.data)]], seconds);
      shareFor(context, seconds);
      return result;
    },
  };
}

function keyOf(
  version: string,
  { hash: document, operation, variables }: AskedOperation,
  { fingerprint, headers }: RequestContext,
): string {
  const parts = ['answer', version, document, operation.name?.value ?? '', fingerprint?.key ?? '', headers, variables];
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
