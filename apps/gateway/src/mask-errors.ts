import { unwrapResolverError } from '@apollo/server/errors';
import { HealthGraphError } from '@health-graph/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

const INTERNAL = 'INTERNAL_SERVER_ERROR';

/** Extensions that a subgraph may send and no client may see, or that would steer the HTTP answer. */
const PRIVATE_EXTENSIONS = new Set(['stacktrace', 'exception', 'originalError', 'serviceName', 'http', 'service']);

/** What a caller may see: errors with a code of their own. The text of anything else stays inside. */
export function maskError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const { path, locations } = formatted;
  const place = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
  if (cause instanceof HealthGraphError)
    return { message: cause.message, ...place, extensions: { ...publicExtensions(formatted), ...cause.details, code: cause.code } };
  const code = formatted.extensions?.['code'];
  if (typeof code !== 'string' || code === INTERNAL) return { message: 'Internal server error.', ...place, extensions: { code: INTERNAL } };
  return { message: formatted.message, ...place, extensions: publicExtensions(formatted) };
}

/** The same for a failure that is no error of an answer. */
export function maskFailure(failure: unknown): GraphQLFormattedError {
  const cause = failure instanceof GraphQLError && failure.originalError !== undefined ? failure.originalError : failure;
  if (cause instanceof HealthGraphError) return { message: cause.message, extensions: { ...cause.details, code: cause.code } };
  if (failure instanceof GraphQLError) return maskError(failure.toJSON(), failure);
  return { message: 'Internal server error.', extensions: { code: INTERNAL } };
}

function publicExtensions({ extensions = {} }: GraphQLFormattedError): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => !PRIVATE_EXTENSIONS.has(name)));
}
