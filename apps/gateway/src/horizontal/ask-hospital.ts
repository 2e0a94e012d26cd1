import { DeadlineExceeded, SubgraphInvalidAnswer } from '@health-graph/errors';
import type { EndpointRequest } from '../endpoints.ts';
import type { Hospital } from './hospitals.ts';
import type { JsonObject } from './join-connection.ts';

/** Sends to one endpoint and gives back what it answered, its audit taken. */
export type Send = (request: EndpointRequest, signal: AbortSignal | undefined) => Promise<unknown>;

export interface HospitalError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What came of asking one hospital: an answer, or why there is none. */
export type HospitalAnswer =
  | { readonly data: JsonObject; readonly errors: readonly HospitalError[]; readonly failure?: undefined }
  | { readonly failure: Error };

export interface Question {
  readonly hospital: Hospital;
  readonly kind: EndpointRequest['operationKind'];
  readonly body: string;
  /** What the plan knows of the answer, of this hospital's part. */
  readonly expects: EndpointRequest['expects'];
}

/** A hospital that hangs costs its own part only, and no longer than `deadlineMs`. Never rejects. */
export async function askHospital(
  { hospital, kind, body, expects }: Question,
  { send, signal, deadlineMs }: { readonly send: Send; readonly signal: AbortSignal | undefined; readonly deadlineMs: number },
): Promise<HospitalAnswer> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(
    () => controller.abort(new DeadlineExceeded('A hospital took longer than allowed.', { limit: deadlineMs })),
    deadlineMs,
  );
  try {
    const request = {
      subgraph: hospital.subgraph,
      endpoint: hospital.name,
      operationKind: kind,
      body,
      ...(expects && { expects }),
    } as const;
    return readAnswer(await send(request, controller.signal));
  } catch (failure) {
    return { failure: failure instanceof Error ? failure : new Error('A hospital was not asked.', { cause: failure }) };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** @throws {SubgraphInvalidAnswer} for what is no GraphQL answer */
function readAnswer(answer: unknown): HospitalAnswer {
  if (!isObject(answer)) throw invalid();
  const { data, errors } = answer;
  if (!(data === undefined || data === null || isObject(data))) throw invalid();
  if (!(errors === undefined || errors === null || (Array.isArray(errors) && errors.every(isError)))) throw invalid();
  if ((data ?? null) === null && (errors ?? []).length === 0) throw invalid();
  return { data: data ?? {}, errors: errors ?? [] };
}

function isError(error: unknown): error is HospitalError {
  if (!isObject(error) || typeof error['message'] !== 'string') return false;
  const { path, extensions } = error;
  const isPath =
    path === undefined ||
    path === null ||
    (Array.isArray(path) && path.every((part) => typeof part === 'string' || typeof part === 'number'));
  return isPath && (extensions === undefined || extensions === null || isObject(extensions));
}

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const invalid = () => new SubgraphInvalidAnswer('A hospital answered with something else than it was asked for.');
