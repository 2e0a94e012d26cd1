import type { AuditedContext } from './audit/audit-plugin.ts';
import type { Admission } from './door.ts';
import type { ObservedContext } from './observability/request-record.ts';

/** What the gateway knows of one request beside the operation. */
export interface RequestContext extends Admission, AuditedContext, ObservedContext {
  /** Headers that every fetch of this request carries. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the fetches when the client leaves or the deadline passes. */
  readonly signal: AbortSignal;
}
