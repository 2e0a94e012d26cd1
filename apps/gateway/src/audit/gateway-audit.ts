import { type AuditEvent, auditLog, type IsField, openAnchorFolder, openAuditWriter } from '@health-graph/audit';
import { connect } from '@health-graph/store';
import { createRefusedSignIns } from './refused-sign-ins.ts';
import { type AuditedCaller, actorOf, createRequestAudit, type RequestAudit } from './request-audit.ts';

/** Where the log is written. */
export interface AuditSettings {
  /** `mongodb://...` */
  readonly storeUrl: string;
  /** Default `audit`. */
  readonly database?: string;
  /** Where signed heads and the key that signs them are kept: outside the database, readable by the gateway only. Made on first start. */
  readonly anchorFolder: string;
  /** Name of this process's chain, the same after a restart; two processes never share one. Default `gateway-1`. */
  readonly writer?: string;
}

/** The log of one gateway process. */
export interface GatewayAudit {
  /** Begins to collect what one request sees of a graph that has these fields. */
  begin(requestId: string, signedIn: AuditedCaller | undefined, isField: IsField): RequestAudit;
  /** A request whose token was refused. @throws {AuditUnavailable} when it could not be written */
  refusedSignIn(requestId: string): Promise<void>;
  /** A change of the graph itself, done or refused. @throws {AuditUnavailable} when it could not be written */
  changed(change: GraphChange): Promise<void>;
  /** Whether the log can be written now. */
  isReady(): Promise<boolean>;
  /** Writes what waits, then lets the database go. */
  close(): Promise<void>;
}

/** What was asked of the registry, and by whom. */
export interface GraphChange extends Required<Pick<AuditEvent, 'requestId' | 'outcome' | 'operation' | 'registry'>> {
  /** Absent: the platform itself. */
  readonly signIn: AuditedCaller | undefined;
}

/**
 * @throws {StoreUnavailable} when the store does not answer
 * @throws {InvalidConfiguration} when the folder of the anchors cannot be used
 */
export async function openGatewayAudit(settings: AuditSettings, now: () => Date = () => new Date()): Promise<GatewayAudit> {
  const { storeUrl, database = 'audit', anchorFolder, writer: name = 'gateway-1' } = settings;
  const connection = await connect({ url: storeUrl, database });
  try {
    const log = auditLog(connection);
    await log.prepare();
    const anchor = await openAnchorFolder(anchorFolder, name);
    const writer = await openAuditWriter({ log, anchor, writer: name, now });
    const refusedSignIns = createRefusedSignIns({ writer, now });
    return {
      begin: (requestId, signedIn, isField) => createRequestAudit({ writer, requestId, signedIn, now, isField }),
      changed: ({ signIn, ...change }) =>
        writer.append({ at: now().toISOString(), action: 'write', ...actorOf(signIn), ...change, entries: [] }),
      refusedSignIn: (requestId) => refusedSignIns.note(requestId),
      isReady: () => connection.isReady(),
      close: () =>
        refusedSignIns
          .close()
          .finally(() => writer.close())
          .finally(() => connection.close()),
    };
  } catch (failure) {
    await connection.close();
    throw failure;
  }
}
