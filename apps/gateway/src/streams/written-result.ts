import type { OperationResult } from '@health-graph/plan-executor';
import type { FormattedExecutionResult } from 'graphql';
import { formatted, releaseToClient } from '../answers.ts';
import type { AskedOperation } from '../graph.ts';
import type { RequestContext } from '../request-context.ts';

/** A result as it leaves, once it is in the log. */
export async function written(
  result: OperationResult,
  asked: AskedOperation,
  { audit }: RequestContext,
): Promise<FormattedExecutionResult> {
  const released = releaseToClient(result);
  await audit?.finish(asked, released);
  return formatted(released) as FormattedExecutionResult;
}
