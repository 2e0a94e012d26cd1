import { SubgraphInvalidAnswer } from '@health-graph/errors';
import { isJsonObject, type JsonObject } from './json.ts';

/** A subgraph's answer after its shape was checked. */
export interface SubgraphAnswer {
  readonly data: JsonObject | null;
  readonly errors: readonly SubgraphError[];
}

export interface SubgraphError {
  readonly message: string;
  readonly path: readonly (string | number)[] | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

const NO_ERRORS: readonly SubgraphError[] = [];

/** Throws `SubgraphInvalidAnswer` for anything that the GraphQL specification does not call a response. */
export function parseAnswer(answer: unknown, subgraph: string): SubgraphAnswer {
  if (!isJsonObject(answer)) throw invalid(subgraph);
  const data = answer['data'];
  const errors = answer['errors'];
  if (data !== undefined && data !== null && !isJsonObject(data)) throw invalid(subgraph);
  if (errors === undefined || errors === null) {
    if (data === undefined || data === null) throw invalid(subgraph);
    return { data, errors: NO_ERRORS };
  }
  if (!Array.isArray(errors) || (errors.length === 0 && (data ?? null) === null)) throw invalid(subgraph);
  return { data: data ?? null, errors: errors.map((error) => parseError(error, subgraph)) };
}

/** The entities in the order of the representations; `undefined` when the whole answer is null, which its errors explain. */
export function parseEntities(
  answer: SubgraphAnswer,
  subgraph: string,
  member: string,
  count: number,
): readonly (JsonObject | null)[] | undefined {
  if (answer.data === null) return undefined;
  const entities = answer.data[member];
  if ((entities === null || entities === undefined) && answer.errors.length > 0) return undefined;
  if (!Array.isArray(entities) || entities.length !== count) throw invalid(subgraph);
  if (!entities.every((entity) => entity === null || isJsonObject(entity))) throw invalid(subgraph);
  return entities;
}

function parseError(error: unknown, subgraph: string): SubgraphError {
  if (!isJsonObject(error) || typeof error['message'] !== 'string') throw invalid(subgraph);
  const path = error['path'];
  const extensions = error['extensions'];
  const isPath = Array.isArray(path) && path.every((element) => typeof element === 'string' || typeof element === 'number');
  return { message: error['message'], path: isPath ? path : undefined, extensions: isJsonObject(extensions) ? extensions : undefined };
}

function invalid(subgraph: string): SubgraphInvalidAnswer {
  return new SubgraphInvalidAnswer('A subgraph answered with something that is no GraphQL answer of the right shape.', { subgraph });
}
