import {
  DeadlineExceeded,
  HealthGraphError,
  SubgraphInvalidAnswer,
  SubgraphUnavailable,
  UnauthorizedFieldOrType,
} from '@health-graph/errors';
import { GraphQLError } from 'graphql';
import type { SubgraphError } from './answer.ts';
import type { ClientView } from './client-view.ts';
import type { ResponsePath } from './path-walker.ts';

/** Collects the errors of one request, each once, as the client may see them. */
export interface ErrorSink {
  readonly errors: readonly GraphQLError[];
  /** A subgraph's own error, at a place of the client's answer. */
  addSubgraphError(error: SubgraphError, path: ResponsePath | undefined): void;
  /** A fetch that failed as a whole; everything under `path` stays empty because of it. */
  addFailure(failure: unknown, subgraph: string, path: ResponsePath): void;
  /** A value that broke its type's promise; a null that spread from it is not told again. */
  addFault(message: string, path: ResponsePath): void;
  /** A place that this caller may not ask for, without the indexes of lists. */
  addRefusal(path: ResponsePath): void;
  /** True when an error that was already collected tells why the place at `path` is null. */
  explains(path: ResponsePath): boolean;
}

export function createErrorSink(view: ClientView): ErrorSink {
  const errors: GraphQLError[] = [];
  const explained: ResponsePath[] = [];
  const seen = new Set<string>();
  const add = (error: GraphQLError): void => {
    const key = JSON.stringify([error.message, error.path, error.extensions]);
    if (seen.has(key)) return;
    seen.add(key);
    errors.push(error);
  };
  return {
    errors,
    addFault: (message, path) => {
      explained.push(path);
      const cause = new SubgraphInvalidAnswer(message);
      add(new GraphQLError(message, { path, extensions: { code: cause.code }, originalError: cause }));
    },
    addRefusal: (path) => {
      const cause = new UnauthorizedFieldOrType('This caller may not ask for this field or type.');
      add(new GraphQLError(cause.message, { path, extensions: { code: cause.code }, originalError: cause }));
    },
    addSubgraphError: (error, path) => {
      explained.push(path ?? []);
      const visible = path === undefined ? [] : view.visiblePath(path);
      add(new GraphQLError(view.visibleMessage(error.message), { ...pathOption(visible), extensions: { ...error.extensions } }));
    },
    addFailure: (failure, subgraph, path) => {
      explained.push(path);
      add(failureError(failure, subgraph, view.visiblePath(path)));
    },
    explains: (path) => explained.some((other) => isPrefix(other, path) || isPrefix(path, other)),
  };
}

function failureError(failure: unknown, subgraph: string, path: ResponsePath): GraphQLError {
  const cause =
    failure instanceof HealthGraphError
      ? failure
      : new SubgraphUnavailable('A subgraph did not answer; what it owns is null.', { subgraph }, { cause: failure });
  const details = cause instanceof DeadlineExceeded ? { subgraph, ...cause.details } : cause.details;
  return new GraphQLError(cause.message, { ...pathOption(path), extensions: { ...details, code: cause.code }, originalError: cause });
}

function pathOption(path: ResponsePath): { readonly path?: ResponsePath } {
  return path.length === 0 ? {} : { path };
}

/** True when `longer` leads through `shorter`. */
export function isPrefix(shorter: ResponsePath, longer: ResponsePath): boolean {
  return shorter.length <= longer.length && shorter.every((element, index) => element === longer[index]);
}

/** The longest path that leads to all `paths`. */
export function commonPrefix(paths: readonly ResponsePath[]): ResponsePath {
  const [first = [], ...rest] = paths;
  let length = first.length;
  for (const path of rest) {
    let same = 0;
    while (same < length && path[same] === first[same]) same++;
    length = same;
  }
  return first.slice(0, length);
}
