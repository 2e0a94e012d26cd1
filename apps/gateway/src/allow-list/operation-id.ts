import { hash } from 'node:crypto';

/** The id of a persisted document, as Apollo's clients and the GraphQL over HTTP draft compute it: SHA-256 of its text, hex. */
export const operationId = (text: string): string => hash('sha256', text, 'hex');

/** The hexadecimal part of `sha256:7dba4b...` or `7dba4b...`; undefined for what is no id. */
export const plainId = (given: string): string | undefined => /^(?:sha256:)?([0-9a-f]{64})$/.exec(given)?.[1];
