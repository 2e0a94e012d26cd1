import type { AuditOutcome, RegistryChange } from '@health-graph/audit';
import { AuditUnavailable } from '@health-graph/errors';
import type { GatewayAudit } from '../audit/gateway-audit.ts';
import type { AuditedCaller } from '../audit/request-audit.ts';
import { newRequestId } from '../door.ts';
import type { BaseOutcome } from './base.ts';
import type { Finding } from './rules/finding.ts';

/** What became of a request to change something. */
export interface RegistryEvent extends RegistryChange {
  readonly requestId: string;
  /** Absent: the platform itself, at start. */
  readonly signIn?: AuditedCaller;
  readonly outcome: AuditOutcome;
  /** SHA-256 of what was published, hex; empty where nothing was. */
  readonly hash?: string;
}

export interface RegistryAudit {
  /** A log that cannot be written lets nothing change. @throws {AuditUnavailable} */
  ensure(): Promise<void>;
  /** @throws {AuditUnavailable} */
  write(event: RegistryEvent): Promise<void>;
}

/** @param audit absent where it was said that nothing is written down */
export function registryAudit(audit: GatewayAudit | undefined): RegistryAudit {
  return {
    ensure: async () => {
      if ((await audit?.isReady()) === false) throw new AuditUnavailable('The audit log cannot be reached.');
    },
    write: async ({ requestId, signIn, outcome, hash = '', ...registry }) =>
      audit?.changed({ requestId, signIn, outcome, operation: { name: `registry_${registry.change}`, hash }, registry }),
  };
}

/** Enough to see what was tried; the names are words of whoever published. */
const logged = { findings: 20, letters: 120 };

export const loggedFindingsOf = (findings: readonly Finding[]): readonly string[] =>
  findings.slice(0, logged.findings).map(({ code, coordinate }) => `${code} ${coordinate}`.slice(0, logged.letters));

/** What the platform itself published at start. */
export async function auditBase(base: BaseOutcome | undefined, audit: GatewayAudit | undefined): Promise<void> {
  if (base === undefined || base.kind === 'unchanged') return;
  const change = { requestId: newRequestId(), change: 'publish', subject: base.names.join(',') } as const;
  const { write } = registryAudit(audit);
  if (base.kind === 'published') await write({ ...change, outcome: 'success', supergraph: base.supergraph, hash: base.hash });
  else await write({ ...change, outcome: 'refused', findings: loggedFindingsOf(base.findings) });
}
