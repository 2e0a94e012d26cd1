import { Forbidden } from '@health-graph/errors';
import type { Caller, Role } from '@health-graph/permissions';
import type { BreakGlass } from '@health-graph/records';
import { type Emergency, planBreakGlass } from '../model/break-glass.ts';
import { run } from './command.ts';
import type { Requester, Services } from './services.ts';
import { standingIn } from './standing-in.ts';

export interface BreakGlassInput extends Emergency {
  readonly idempotencyKey: string;
}

/** Those who treat in an emergency, as the graph names them. */
const treating: Readonly<Partial<Record<Role, BreakGlass['role']>>> = {
  physician: 'PHYSICIAN',
  nurse: 'NURSE',
  'head-of-unit': 'HEAD_OF_UNIT',
};

/** Opens a patient's record in an emergency. That it is done is the alert: it waits for a security officer until it is reviewed. */
export async function breakGlass(services: Services, by: Requester, input: BreakGlassInput): Promise<BreakGlass> {
  const id = services.newId('BreakGlass');
  const { role, facilityId } = permitEmergency(by.caller);
  return run(services, by, { mutation: 'breakGlass', type: 'BreakGlass', input }, async (transaction, at) => {
    const { mayAct, standing } = await standingIn(transaction, services, by, { patientId: input.patientId, at });
    if (!mayAct || standing === undefined) throw notTreating();
    const { id: actorId, practitionerId } = standing.account;
    const opening = { id, actorId, ...(practitionerId === undefined ? {} : { practitionerId }), facilityId, role, at: at.toISOString() };
    return planBreakGlass(input, opening);
  });
}

/** @throws {Forbidden} for other roles and purposes */
function permitEmergency({ role, purpose, facilityId }: Caller): Pick<BreakGlass, 'role' | 'facilityId'> {
  const named = treating[role];
  if (named === undefined || purpose !== 'ETREAT' || facilityId === undefined) throw notTreating();
  return { role: named, facilityId };
}

const notTreating = () =>
  new Forbidden('Only physicians, nurses and heads of units open a record in an emergency, for emergency treatment.');
