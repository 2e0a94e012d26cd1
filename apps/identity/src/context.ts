import type { AuditReader } from '@health-graph/audit';
import type { RequestPermissions } from '@health-graph/permissions';
import { provinceDay } from '@health-graph/records';
import { newId } from './commands/new-id.ts';
import { type Requester, requesterOf, type Services } from './commands/services.ts';
import type { BreakGlassChannel } from './live/break-glass-opened.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { IdentityStore, PermittedIdentity } from './store/identity-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  readonly store: PermittedIdentity;
  /** The log that the gateways write; read only. */
  readonly audit: AuditReader;
  /** The day it is in the province. */
  readonly today: string;
  /** What commands work with. */
  readonly services: Services;
  /** Who asks for a change. @throws {Unauthenticated} when nobody signed in */
  readonly requester: () => Requester;
  readonly breakGlassOpened: BreakGlassChannel;
}

/** Who asks, in which request. */
export interface Asking {
  readonly permissions: RequestPermissions;
  readonly requestId: string;
  /** All records, for commands: each permits for itself. */
  readonly whole: IdentityStore;
  readonly breakGlassOpened: BreakGlassChannel;
}

/** A context for one request. */
export function createContext(
  store: PermittedIdentity,
  audit: AuditReader,
  now: () => Date,
  { permissions, requestId, whole, breakGlassOpened }: Asking,
): Context {
  const today = provinceDay(now());
  const services = { store: whole, now, newId };
  const loaders = createLoaders(store, { store: whole, audit, permissions }, today);
  return { loaders, store, audit, today, services, requester: () => requesterOf(permissions.caller, requestId), breakGlassOpened };
}
