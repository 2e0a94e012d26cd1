import type { AuditReader } from '@health-graph/audit';
import { provinceDay } from '@health-graph/records';
import { createLoaders, type Loaders } from './loaders.ts';
import type { IdentityStore } from './store/identity-store.ts';

/** What a resolver is given beside its parent and its arguments. */
export interface Context {
  readonly loaders: Loaders;
  readonly store: IdentityStore;
  /** The log that the gateways write; read only. */
  readonly audit: AuditReader;
  /** The day it is in the province. */
  readonly today: string;
}

/** A context for one request. */
export function createContext(store: IdentityStore, audit: AuditReader, now: Date): Context {
  const today = provinceDay(now);
  return { loaders: createLoaders(store, audit, today), store, audit, today };
}
