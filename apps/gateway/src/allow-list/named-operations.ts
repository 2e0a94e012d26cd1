import { OperationNotRegistered } from '@health-graph/errors';
import { GraphQLError } from 'graphql';
import type { CheckedDocument } from '../check-document.ts';
import type { Documents } from '../documents.ts';
import type { AllowList } from './allow-list.ts';
import { plainId } from './operation-id.ts';
import type { OperationsMode } from './settings.ts';

/** The parts of a request that say which document is meant. */
export interface DocumentNames {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** A document that a request names instead of sending it, or why there is none. */
export type NamedDocument = { readonly text: string } | { readonly errors: readonly GraphQLError[] };

/** Undefined: the request names no document, or one that may be in the store of automatic persisted queries. */
export type ReadNamed = (names: DocumentNames) => NamedDocument | undefined;

export interface NamedOperationsOptions {
  /** Absent: nothing is registered. */
  readonly allowList: Pick<AllowList, 'textOf'> | undefined;
  readonly mode: OperationsMode;
}

/** Finds what `documentId` (GraphQL over HTTP, persisted documents) or `extensions.persistedQuery` (Apollo's clients) name. */
export function createNamedOperations({ allowList, mode }: NamedOperationsOptions): ReadNamed {
  return ({ query, documentId, extensions }) => {
    // Clients over WebSocket must send a text, and send an empty one.
    const hasText = query !== undefined && query !== null && query !== '';
    if (documentId !== undefined && documentId !== null) {
      if (hasText) return { errors: [badRequest('An operation is either named or sent, not both.')] };
      return found(allowList, documentId) ?? { errors: [notRegistered()] };
    }
    const persisted = persistedHash(extensions);
    if (hasText || persisted === undefined) return undefined;
    return found(allowList, persisted) ?? (mode === 'registered' ? { errors: [notRegistered()] } : undefined);
  };
}

function found(allowList: NamedOperationsOptions['allowList'], given: unknown): NamedDocument | undefined {
  const id = typeof given === 'string' ? plainId(given) : undefined;
  const text = id === undefined ? undefined : allowList?.textOf(id);
  return text === undefined ? undefined : { text };
}

function persistedHash(extensions: unknown): unknown {
  const { persistedQuery } = (extensions ?? {}) as { readonly persistedQuery?: { readonly sha256Hash?: unknown } | null };
  return persistedQuery?.sha256Hash;
}

const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });

function notRegistered(): GraphQLError {
  const cause = new OperationNotRegistered('This operation is not registered with the gateway.');
  return new GraphQLError(cause.message, { extensions: { code: cause.code, http: { status: cause.httpStatus } }, originalError: cause });
}

/** Whatever way a document came, it is checked here; where only registered ones run, no other is even parsed. */
export function registeredOnly(documents: Documents, allowList: Pick<AllowList, 'has'>): Documents {
  return {
    check: (text, hash): CheckedDocument => (allowList.has(hash) ? documents.check(text, hash) : { errors: [notRegistered()] }),
  };
}
