import { type Purpose, purposes, type Role, roles } from './role.ts';

/** Who asks, as the gateway found it in an access token and as every subgraph is told. */
export interface Caller {
  /** The account; `sub` in a token. */
  readonly accountId: string;
  /** The one role acted in. */
  readonly role: Role;
  readonly purpose: Purpose;
  /** Scopes of the client app, sorted, each once. */
  readonly scopes: readonly string[];
  /** Where the role is held; absent for citizens. */
  readonly facilityId?: string;
  /** Decree 69/2024: 2 is a proven identity. */
  readonly assuranceLevel?: number;
  /** The account behind this one, where somebody acts for another; `act.sub` of RFC 8693. */
  readonly act?: string;
}

/** Ids of accounts, facilities and systems: printable, without spaces, short. */
const idPattern = /^[\x21-\x7e]{1,128}$/;
const maxScopes = 500;

/** A caller as JSON, with its members in one order and its scopes sorted: the same caller always gives the same text. */
export function callerToJson({
  accountId,
  role,
  purpose,
  scopes,
  facilityId,
  assuranceLevel,
  act,
}: Caller): Readonly<Record<string, unknown>> {
  return {
    sub: accountId,
    role,
    purpose,
    scope: sortedScopes(scopes).join(' '),
    ...(facilityId === undefined ? {} : { facility: facilityId }),
    ...(assuranceLevel === undefined ? {} : { assurance_level: assuranceLevel }),
    ...(act === undefined ? {} : { act: { sub: act } }),
  };
}

/**
 * The caller that claims describe; undefined when any of them is missing, wrong, or can be read in two ways. `scopes` and `scp` are refused:
 * gateways that read one name and issuers that write another have let callers in with the wrong rights.
 */
export function callerFromJson(claims: Readonly<Record<string, unknown>>): Caller | undefined {
  const { sub, role, purpose, scope, facility, assurance_level: assuranceLevel } = claims;
  if ('scopes' in claims || 'scp' in claims || 'roles' in claims) return undefined;
  const act = actorBehind(claims['act']);
  const scopes = scopesOf(scope);
  if (!isId(sub) || !isOneOf(roles, role) || !isOneOf(purposes, purpose) || scopes === undefined || act === null) return undefined;
  if (facility !== undefined && !isId(facility)) return undefined;
  if (assuranceLevel !== undefined && !isLevel(assuranceLevel)) return undefined;
  return {
    accountId: sub,
    role,
    purpose,
    scopes,
    ...(facility === undefined ? {} : { facilityId: facility }),
    ...(assuranceLevel === undefined ? {} : { assuranceLevel }),
    ...(act === undefined ? {} : { act }),
  };
}

/** undefined: nobody; null: somebody who cannot be read. */
function actorBehind(act: unknown): string | undefined | null {
  if (act === undefined) return undefined;
  if (typeof act !== 'object' || act === null || !('sub' in act) || 'act' in act) return null; // A chain of actors is nothing we issue.
  return isId(act.sub) ? act.sub : null;
}

/** RFC 6749, section 3.3: words of printable characters, one space between; no claim is no scope. */
function scopesOf(scope: unknown): readonly string[] | undefined {
  if (scope === undefined || scope === '') return [];
  if (typeof scope !== 'string' || !/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(scope)) return undefined;
  const scopes = sortedScopes(scope.split(' '));
  return scopes.length <= maxScopes ? scopes : undefined;
}

const sortedScopes = (scopes: readonly string[]): readonly string[] => [...new Set(scopes)].sort();
const isId = (value: unknown): value is string => typeof value === 'string' && idPattern.test(value);
const isLevel = (value: unknown): value is number => value === 1 || value === 2;
const isOneOf = <Name extends string>(known: readonly Name[], value: unknown): value is Name =>
  typeof value === 'string' && (known as readonly string[]).includes(value);
