import { type Caller, callerFromJson, callerToJson } from '@health-graph/permissions';

/** What an endpoint is told of one request. */
export interface CallerClaims {
  /** The same for every fetch of a request; ties the audit entries of the endpoints together. */
  readonly requestId: string;
  /** Absent: nobody signed in. */
  readonly caller?: Caller;
}

/** Claims as JSON, always in one order. */
export const claimsToJson = ({ requestId, caller }: CallerClaims): Readonly<Record<string, unknown>> =>
  caller === undefined ? { rid: requestId } : { rid: requestId, ...callerToJson(caller) };

/** The claims, whole; undefined when anything of them is missing or wrong. A caller that cannot be read is never nobody. */
export function claimsFromJson(value: Readonly<Record<string, unknown>> | undefined): CallerClaims | undefined {
  const requestId = value?.['rid'];
  if (value === undefined || typeof requestId !== 'string' || !/^[\w-]{1,64}$/.test(requestId)) return undefined;
  if (Object.keys(value).length === 1) return { requestId };
  const caller = callerFromJson(value);
  return caller === undefined ? undefined : { requestId, caller };
}
