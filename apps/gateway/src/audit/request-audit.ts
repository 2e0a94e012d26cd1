import {
  type AuditActor,
  type AuditEntry,
  type AuditEvent,
  type AuditOutcome,
  type AuditViolation,
  type AuditWriter,
  type IsField,
  mergeEntries,
} from '@health-graph/audit';
import type { Caller, DataClass } from '@health-graph/permissions';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { asksForData } from './asks-for-data.ts';
import { loggedId } from './logged-id.ts';
import { takeEntries } from './take-entries.ts';

/** Who asks, and through what. */
export interface AuditedCaller {
  readonly caller: Caller;
  readonly clientId?: string;
  readonly tokenId?: string;
}

/** A field that was cut before planning. */
export interface CutField {
  /** `Condition.code` */
  readonly coordinate: string;
  readonly classes: readonly DataClass[];
}

export interface AuditedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** SHA-256 of the document's text, hex. */
  readonly hash: string;
}

/** The result as the client would get it. */
export interface AuditedResult {
  readonly data?: unknown;
  readonly errors?: readonly unknown[] | undefined;
}

/** Collects what one request sees and is refused, and writes it down once. */
export interface RequestAudit {
  /** A subgraph's answer without its audit, which is kept. @throws {SubgraphInvalidAnswer} when it has none */
  take(subgraph: string, answer: unknown): unknown;
  /** An endpoint that answered with what nobody may be shown. */
  violated(endpoint: string, violation: string): void;
  /** Whether there is nothing to write about anybody: no subgraph said that it showed or refused anything, and nothing was cut. */
  isSilent(): boolean;
  /** Fields that static permissions cut. */
  cut(fields: Iterable<CutField>): void;
  /**
   * Writes the envelope; nothing for an operation that asked for the schema only. Called again for a part of the answer that follows, it writes what was
   * seen since.
   * @throws {AuditUnavailable} and then the answer must not leave
   */
  finish(operation: AuditedOperation, result: AuditedResult): Promise<void>;
}

export interface RequestAuditOptions {
  readonly writer: Pick<AuditWriter, 'append'>;
  readonly requestId: string;
  /** Absent: nobody signed in. */
  readonly signedIn: AuditedCaller | undefined;
  readonly now: () => Date;
  readonly isField: IsField;
}

export function createRequestAudit({ writer, requestId, signedIn, now, isField }: RequestAuditOptions): RequestAudit {
  const entries: AuditEntry[] = [];
  const violations: AuditViolation[] = [];
  return {
    take: (subgraph, given) => {
      const { answer, entries: taken } = takeEntries(subgraph, given, isField);
      for (const entry of taken) entries.push(entry);
      return answer;
    },
    violated: (endpoint, violation) => {
      const isKnown = violations.some((known) => known.endpoint === endpoint && known.violation === violation);
      if (!isKnown) violations.push({ endpoint, violation });
    },
    isSilent: () => entries.length === 0 && violations.length === 0,
    cut: (fields) => {
      const cut = [...fields];
      if (cut.length > 0) entries.push(entryOfCut(cut));
    },
    finish: async (asked, result) => {
      if (entries.length === 0 && violations.length === 0 && !asksForData(asked.document, asked.operation)) return;
      const merged = mergeEntries(entries.splice(0));
      await writer.append({
        at: now().toISOString(),
        requestId,
        action: asked.operation.operation === 'mutation' ? 'write' : asked.operation.operation === 'subscription' ? 'event' : 'read',
        outcome: outcomeOf(result, merged),
        ...actorOf(signedIn),
        operation: nameOf(asked),
        ...(violations.length === 0 ? {} : { violations: violations.splice(0) }),
        entries: merged,
      });
    },
  };
}

function entryOfCut(fields: readonly CutField[]): AuditEntry {
  return {
    classesSeen: [],
    classesRefused: fields.flatMap(({ classes }) => classes),
    fieldsSeen: [],
    fieldsRefused: fields.map(({ coordinate }) => coordinate),
    rules: [],
    facilityIds: [],
  };
}

/** Who asked, as the log names them. */
export function actorOf(signedIn: AuditedCaller | undefined): Pick<AuditEvent, 'actor' | 'purpose'> {
  if (signedIn === undefined) return {};
  const { caller, clientId, tokenId } = signedIn;
  const { accountId, role, purpose, facilityId, act } = caller;
  const actor: AuditActor = {
    accountId: loggedId(accountId),
    role,
    ...(facilityId === undefined ? {} : { facilityId: loggedId(facilityId) }),
    ...(act === undefined ? {} : { onBehalfOfAccountId: loggedId(act) }),
    ...(clientId === undefined ? {} : { clientId: loggedId(clientId) }),
    ...(tokenId === undefined ? {} : { tokenId: loggedId(tokenId) }),
  };
  return { actor, purpose };
}

/** A name of an operation is a word of GraphQL: a letter or `_`, then letters and digits, which may be a number all the same. */
function nameOf({ operation, hash }: AuditedOperation): NonNullable<AuditEvent['operation']> {
  const name = operation.name?.value;
  return name === undefined || /\d{8}/.test(name) || name.length > 100 ? { hash } : { name, hash };
}

/** Of what the client gets: all of it, some of it, or nothing, because it was refused or because something failed. */
function outcomeOf({ data, errors = [] }: AuditedResult, entries: readonly AuditEntry[]): AuditOutcome {
  const hasData = typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
  const isRefused = entries.some(({ classesRefused, fieldsRefused }) => classesRefused.length > 0 || fieldsRefused.length > 0);
  if (hasData) return errors.length > 0 || isRefused ? 'partial' : 'success';
  if (isRefused) return 'refused';
  return errors.length > 0 ? 'failed' : 'success';
}
