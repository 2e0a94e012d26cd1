import type { SubgraphSchema } from '@health-graph/composition';
import type { Callers } from './callers.ts';
import type { Endpoint } from './endpoint.ts';
import type { Sample } from './samples.ts';
import type { SubgraphShape } from './subgraph-shape.ts';

/** What a check looks at. */
export interface Subject {
  readonly endpoint: Endpoint;
  /** What the endpoint says that it serves; undefined when that cannot be read. */
  readonly served: string | undefined;
  readonly shape: SubgraphShape | undefined;
  /** Records that the endpoint keeps; empty when nobody named any. */
  readonly samples: readonly Sample[];
  /** The SDL that its team says it serves. */
  readonly declared: string | undefined;
  /** The graph without this subgraph. */
  readonly others: readonly SubgraphSchema[];
  readonly callers: Callers;
  /** Of each question for facts about this account: the account in the gateway's header that came with it, if any did. */
  readonly askedFor: (accountId: string) => readonly (string | undefined)[];
}

/** `skipped`: there was nothing to look at, which is no proof of anything. */
export interface Finding {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly seen: string;
}

/** One duty of an endpoint. */
export interface Check {
  /** `refuses-replay`; never renamed, because pipelines of partners name it. */
  readonly name: string;
  readonly expected: string;
  /** What goes wrong for somebody when it is not so. */
  readonly why: string;
  readonly look: (at: Subject) => Promise<Finding> | Finding;
}

export interface Verdict extends Finding {
  readonly name: string;
  readonly expected: string;
  readonly why: string;
}

export const passed = (seen: string): Finding => ({ outcome: 'passed', seen });
export const failed = (seen: string): Finding => ({ outcome: 'failed', seen });
export const skipped = (seen: string): Finding => ({ outcome: 'skipped', seen });

/** Failed with the first few faults, passed without any. */
export const noneOf = (faults: readonly string[], otherwise: string): Finding =>
  faults.length === 0
    ? passed(otherwise)
    : failed(
        [...faults.slice(0, shownFaults), ...(faults.length > shownFaults ? [`and ${faults.length - shownFaults} more`] : [])].join('; '),
      );

const shownFaults = 5;

/** Carries a check out; an endpoint that does not answer has failed it. */
export async function verdictOf({ name, expected, why, look }: Check, at: Subject): Promise<Verdict> {
  try {
    return { name, expected, why, ...(await look(at)) };
  } catch (failure) {
    return { name, expected, why, ...failed(`no answer: ${failure instanceof Error ? reasonOf(failure) : 'unknown'}`) };
  }
}

const reasonOf = ({ message, cause }: Error): string => (cause instanceof Error ? `${message} (${cause.message})` : message);
