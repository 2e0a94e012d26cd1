import type { EndpointRequest } from '../endpoints.ts';
import { cleanErrors } from './clean-errors.ts';
import { invalidAnswer, type Violation } from './endpoint-failure.ts';

interface SentAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: { readonly audit?: { readonly entries?: unknown } | null } | null;
}

export interface CheckOptions {
  readonly listElements: number;
  /** Whether what is shown is written down. */
  readonly needsAccount: boolean;
  /** Told of what is mended and not refused. */
  readonly tell: (violation: Violation) => void;
}

/**
 * Judges what one endpoint answered, before anybody reads it or joins it with another's.
 * @throws {SubgraphInvalidAnswer} and then nothing of it may be used
 */
export function checkAnswer(answer: unknown, request: EndpointRequest, { listElements, needsAccount, tell }: CheckOptions): void {
  const { expects, subgraph } = request;
  expects?.check(answer, listElements);
  const { data, errors, extensions } = answer as SentAnswer;
  if (Array.isArray(errors)) {
    if (errors.length > listElements) throw invalidAnswer('list', { subgraph });
    if (!cleanErrors(errors)) tell('markup');
  }
  const entries = extensions?.audit?.entries;
  if (Array.isArray(entries)) {
    if (namesOthers(entries, expects)) throw invalidAnswer('account', { subgraph });
  } else if (needsAccount && data !== undefined && data !== null) throw invalidAnswer('account', { subgraph });
}

/**
 * An endpoint that was asked about one patient and says that it showed another has mixed them up. One that says it refused another's has not: a
 * record may name one by mistake, and the refusal belongs in the log.
 */
function namesOthers(entries: readonly unknown[], expects: EndpointRequest['expects']): boolean {
  const asked = entries.length === 0 ? undefined : expects?.keysOf('Patient');
  if (asked === undefined) return false;
  return entries.some((entry) => {
    const { patientId, fieldsSeen } = (entry ?? {}) as { readonly patientId?: unknown; readonly fieldsSeen?: unknown };
    const hasShown = !Array.isArray(fieldsSeen) || fieldsSeen.length > 0;
    return typeof patientId === 'string' && !asked.has(patientId) && hasShown;
  });
}
