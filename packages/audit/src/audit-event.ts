import type { Condition, DataClass, Purpose, Role } from '@health-graph/permissions';

/** Who asked. Ids only: an audit log that names people would be one more record to protect. */
export interface AuditActor {
  readonly accountId: string;
  readonly role: Role;
  readonly facilityId?: string;
  /** The account in whose name `accountId` acted (RFC 8693 `act`). */
  readonly onBehalfOfAccountId?: string;
  /** The application that the person used, and the token that it showed. */
  readonly clientId?: string;
  readonly tokenId?: string;
}

/** What one request saw of one patient, or was refused. IHE BALP asks for one AuditEvent per patient: this is its content. */
export interface AuditEntry {
  /** Absent for a request that touched no patient, or was refused before one was known. */
  readonly patientId?: string;
  readonly classesSeen: readonly DataClass[];
  readonly classesRefused: readonly DataClass[];
  /** `Condition.code`; never a value. */
  readonly fieldsSeen: readonly string[];
  readonly fieldsRefused: readonly string[];
  /** The rules that permitted, with the condition that held: `clinical.1 careTeam`. */
  readonly rules: readonly { readonly rule: string; readonly condition: Condition }[];
  readonly facilityIds: readonly string[];
}

/** What an endpoint did, in one word of the gateway's list; nothing of what it sent. */
export interface AuditViolation {
  /** `encounters.h01` */
  readonly endpoint: string;
  /** `key`: it answered about another record than it was asked about. */
  readonly violation: string;
}

/** One envelope: everything a request did, written before its answer leaves. */
export interface AuditEvent {
  /** When, UTC, to the millisecond. */
  readonly at: string;
  readonly requestId: string;
  readonly action: 'read' | 'write' | 'event' | 'sign-in';
  readonly outcome: AuditOutcome;
  /** Absent where nobody was signed in; so is `actor`. */
  readonly purpose?: Purpose;
  readonly actor?: AuditActor;
  /** Name and SHA-256 of the operation's text; its variables stay out. Absent for a refused sign-in. */
  readonly operation?: { readonly name?: string; readonly hash: string };
  /** What was asked of the registry, where it was; absent for an operation on the graph. */
  readonly registry?: RegistryChange;
  /** How many refused sign-ins this event stands for, where there were too many to write down each. */
  readonly count?: number;
  /** Endpoints that answered the request with what nobody may be shown: it was refused. Absent where there were none. */
  readonly violations?: readonly AuditViolation[];
  /** At most one for each patient. */
  readonly entries: readonly AuditEntry[];
}

/** A change of the graph itself, or of who may change it; `operation.hash` is that of what was published. */
export interface RegistryChange {
  readonly change: 'publish' | 'rollback' | 'grant' | 'revoke';
  /** The name of a subgraph, or the account that something is granted to. */
  readonly subject?: string;
  /** Of the supergraph that is served afterwards. */
  readonly supergraph?: number;
  /** Why it was refused: codes and coordinates of the schema. */
  readonly findings?: readonly string[];
}

/** `partial`: some of it was refused or failed; `refused`: all of it was refused; `failed`: there was no answer for another reason. */
export type AuditOutcome = 'success' | 'partial' | 'refused' | 'failed';
