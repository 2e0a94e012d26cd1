import type { ObjectId } from 'bson';
import type { Document } from '../bson/document.ts';
import type { Elements } from '../bson/writer.ts';
import type { CursorRegistry } from '../cursors/registry.ts';
import type { Session, Sessions } from '../sessions/sessions.ts';
import type { StatementRecord } from '../sessions/statement-record.ts';
import type { Transaction } from '../sessions/transaction.ts';
import type { Store } from '../storage/store.ts';

/** What all commands of a server share. */
export interface ServerContext {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly cursors: CursorRegistry;
  readonly identity: ServerIdentity;
  /** Number of commands by name since the start. */
  readonly counters: Map<string, number>;
  /** Failed commands by name. */
  readonly failures: Map<string, number>;
  readonly limits: MemoryLimits;
  readonly startedAt: number;
  readonly connections: { current: number; total: number };
  /** Resolves when the server begins to shut down. */
  readonly stopping: AbortSignal;
}

export interface MemoryLimits {
  /** A sort or group that needs more goes to the disk if the client allows it, or is refused. */
  readonly sortBytes: number;
}

export interface ServerIdentity {
  /** `host:port` or the path of the socket: how drivers are told to call this server. */
  address: string;
  readonly setName: string;
  readonly processId: ObjectId;
}

export interface ConnectionContext {
  readonly id: number;
  clientMetadata: Document | undefined;
  /** Ends when the connection does. */
  readonly closed: AbortSignal;
}

/** One command as a handler sees it. */
export interface CommandCall {
  readonly name: string;
  readonly body: Document;
  readonly database: string;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
  readonly server: ServerContext;
  readonly connection: ConnectionContext;
  readonly session: Session | undefined;
  readonly transaction: Transaction | undefined;
  /** Set for a retryable write: what of it has been done already. */
  readonly record: StatementRecord | undefined;
  readonly exhaustAllowed: boolean;
}

/** A whole reply that is BSON already. */
export class EncodedReply {
  /** Makes the reply; `trailer` is what every reply ends with. */
  readonly bytes: (trailer: Elements) => Buffer;

  constructor(bytes: (trailer: Elements) => Buffer) {
    this.bytes = bytes;
  }
}

export type CommandResult = Document | EncodedReply;

export interface Command {
  readonly run: (call: CommandCall) => CommandResult | Promise<CommandResult>;
  /** It may be sent within a multi-document transaction. */
  readonly inTransaction?: boolean;
  /** It may carry a txnNumber without a transaction: it is done once however often it is sent. */
  readonly isRetryable?: boolean;
}
