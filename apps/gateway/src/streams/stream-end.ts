import { GraphChanged, Unauthenticated } from '@health-graph/errors';

/** Why a connection ends, as a WebSocket close code and its reason. Clients open it again after all of them but `tokenRefused`. */
export const closeCodes = {
  /** The token of a connection was not right from the beginning: graphql-ws clients give up. */
  tokenRefused: [4401, 'The access token is not valid.'],
  /** graphql-ws clients connect again, and ask their application for a token that is good. */
  tokenEnded: [4403, 'The access token is not valid any more.'],
  graphChanged: [4410, 'The graph changed; ask again.'],
  slowReader: [4413, 'Events were not read in time.'],
  /** "Try again later", and below "service restart", of RFC 6455's registry. */
  tooManyConnections: [1013, 'Too many connections and streams are open.'],
  restart: [1012, 'The server restarts.'],
  fault: [4500, 'Internal server error.'],
} as const satisfies Record<string, readonly [number, string]>;

export type CloseReason = keyof typeof closeCodes;

/** A token that was right when a stream began, and is not any more. */
export const tokenEnded = (cause?: unknown): Unauthenticated =>
  new Unauthenticated('The access token is not valid any more.', {}, cause === undefined ? {} : { cause });

/** What a stream was opened for is not there any more, or somewhere else. */
export const graphChanged = (): GraphChanged => new GraphChanged('The graph changed; ask again.');
