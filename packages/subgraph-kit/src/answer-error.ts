import { BadUserInput, HealthGraphError, OperationTooComplex } from '@health-graph/errors';
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import { argumentOf } from './argument-of.ts';

/** What a caller is told of a fault of ours. */
const internal = { message: 'An internal error occurred.', extensions: { code: 'INTERNAL_SERVER_ERROR' } } as const;

/** Codes of Apollo Server for a request that is not what the schema asks for. */
const inputCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);
/** Steps of the persisted query protocol, which clients know by these codes. */
const protocolCodes = new Set(['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED']);

/**
 * The one place where failures become GraphQL errors. A `HealthGraphError` gives its code and details, what the schema refuses is
 * `BAD_USER_INPUT` naming the argument, and everything else is masked and handed to `onInternal`.
 */
export function answerError(error: unknown, onInternal: (error: unknown) => void = () => undefined): GraphQLFormattedError {
  const place = error instanceof GraphQLError ? placeOf(error) : {};
  const failure = knownFailure(error);
  if (failure !== undefined) return { message: failure.message, ...place, extensions: extensionsOf(failure, error) };
  if (error instanceof GraphQLError) {
    const code = String(error.extensions['code'] ?? '');
    if (protocolCodes.has(code)) return { message: error.message, extensions: { code } };
    const maxTokens = code === 'GRAPHQL_PARSE_FAILED' ? exceededTokens(error) : undefined;
    if (maxTokens !== undefined) return answerError(new OperationTooComplex('The operation is too long.', { limit: maxTokens }));
    if (inputCodes.has(code) || isAboutArgument(error)) {
      return { message: error.message, ...place, extensions: extensionsOf(new BadUserInput(error.message), error) };
    }
  }
  onInternal(originalOf(error));
  return { message: internal.message, ...place, extensions: { ...internal.extensions } };
}

function extensionsOf(failure: HealthGraphError, error: unknown): Record<string, unknown> {
  const argument = failure.code === 'BAD_USER_INPUT' && error instanceof GraphQLError ? argumentOf(error) : undefined;
  return { code: failure.code, ...(argument === undefined ? {} : { argument }), ...failure.details };
}

/** The `HealthGraphError` that this error is, or wraps. */
function knownFailure(error: unknown): HealthGraphError | undefined {
  const original = originalOf(error);
  return original instanceof HealthGraphError ? original : undefined;
}

function originalOf(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError !== undefined) current = current.originalError;
  return current;
}

/** The limit of a text with more tokens than allowed; graphql-js tells it in words only. */
function exceededTokens({ message }: GraphQLError): number | undefined {
  const limit = /more tha[nt] (\d+) tokens/.exec(message)?.[1];
  return limit === undefined ? undefined : Number(limit);
}

/** graphql-js names the value for an argument it could not coerce; for a broken answer it names the field. */
const isAboutArgument = (error: GraphQLError): boolean => {
  const kind = error.nodes?.[0]?.kind;
  return (
    error.originalError === undefined && kind !== undefined && (kind === Kind.ARGUMENT || kind === Kind.VARIABLE || kind.endsWith('Value'))
  );
};

const placeOf = ({ locations, path }: GraphQLError): Pick<GraphQLFormattedError, 'locations' | 'path'> => ({
  ...(locations === undefined ? {} : { locations }),
  ...(path === undefined ? {} : { path }),
});

/** One wrong argument of a list's field fails for every record of the list: all but the first of such errors go. */
export function withoutRepetition(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const seen = new Set<string>();
  return errors.filter(({ extensions, path = [] }) => {
    if (extensions?.['code'] !== 'BAD_USER_INPUT') return true;
    const key = JSON.stringify([extensions['argument'], path.filter((step) => typeof step === 'string')]);
    return !seen.has(key) && seen.add(key);
  });
}
