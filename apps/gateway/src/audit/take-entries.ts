import { type AuditEntry, auditEntriesFromJson, type IsField } from '@health-graph/audit';
import { SubgraphInvalidAnswer } from '@health-graph/errors';

/** A subgraph's answer without what is for the log only, and that. */
export interface TakenAnswer {
  readonly answer: unknown;
  readonly entries: readonly AuditEntry[];
}

/**
 * Takes `extensions.audit` out of a subgraph's answer. An answer may do without it only where it brings no data: a refusal before anything was executed.
 * @throws {SubgraphInvalidAnswer} when it is missing or not what it ought to be; then nothing of the answer may be used
 */
export function takeEntries(subgraph: string, answer: unknown, isField: IsField): TakenAnswer {
  const { data, extensions, ...rest } = answer as {
    readonly data?: unknown;
    readonly extensions?: Readonly<Record<string, unknown>> | null;
  };
  const { audit, ...others } = extensions ?? {};
  const hasData = data !== undefined && data !== null;
  const entries =
    audit === undefined && !hasData
      ? []
      : auditEntriesFromJson((audit as { readonly entries?: unknown } | null | undefined)?.entries, isField);
  if (entries === undefined) throw new SubgraphInvalidAnswer('A subgraph did not say what it showed; its answer is dropped.', { subgraph });
  const left = Object.keys(others).length === 0 ? {} : { extensions: others };
  return { answer: { ...rest, ...(data === undefined ? {} : { data }), ...left }, entries };
}
