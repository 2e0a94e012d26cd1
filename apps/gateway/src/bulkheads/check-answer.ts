import type { EndpointRequest } from '../endpoints.ts';
import { cleanErrors } from './clean-errors.ts';
import { invalidAnswer, type Violation } from './endpoint-failure.ts';

interface SentAnswer {
  readonly errors?: unknown;
  readonly extensions?: { readonly audit?: { readonly entries?: unknown } | null } | null;
}

/**
 * Judges what one endpoint answered, before anybody reads it or joins it with another's.
 * @param tell told of what is mended and not refused
 * @throws {SubgraphInvalidAnswer} and then nothing of it may be used
 */
export function checkAnswer(
  answer: unknown,
  { expects, subgraph }: EndpointRequest,
  listElements: number,
  tell: (violation: Violation) => void,
): void {
  expects?.check(answer, listElements);
  const { errors, extensions } = answer as SentAnswer;
  if (Array.isArray(errors)) {
    if (errors.length > listElements) throw invalidAnswer('list', { subgraph });
    if (!cleanErrors(errors)) tell('markup');
  }
  const entries = extensions?.audit?.entries;
  if (expects !== undefined && Array.isArray(entries) && namesOthers(entries, expects)) throw invalidAnswer('account', { subgraph });
}

/** An endpoint that was asked about one patient and says that it showed another has mixed them up. */
function namesOthers(entries: readonly unknown[], expects: NonNullable<EndpointRequest['expects']>): boolean {
  const asked = entries.length === 0 ? undefined : expects.keysOf('Patient');
  if (asked === undefined) return false;
  return entries.some((entry) => {
    const { patientId } = (entry ?? {}) as { readonly patientId?: unknown };
    return typeof patientId === 'string' && !asked.has(patientId);
  });
}
