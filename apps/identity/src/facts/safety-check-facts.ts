import type { ActorFacts, Caller } from '@health-graph/permissions';
import { safetyCheckCaller } from '@health-graph/subgraph-kit';
import type { Standing } from './standing.ts';

const { accountId, role } = safetyCheckCaller('');

/** Whether it is the system that checks prescriptions that asks; it has no account, only one behind it. */
export const isSafetyCheck = (caller: Caller): boolean => caller.accountId === accountId && caller.role === role;

/** It may act while the account behind it is in use, and stands to nobody in any way. */
export const factsOfSafetyCheck = (behind: Standing | undefined): ActorFacts => ({
  mayAct: behind?.account.status === 'ACTIVE',
  leads: new Set(),
  ofPatient: new Map(),
});
