import { Forbidden, NotFound } from '@health-graph/errors';
import type { Caller } from '@health-graph/permissions';
import type { BreakGlass } from '@health-graph/records';
import { reviewed } from '../model/break-glass.ts';
import { run } from './command.ts';
import type { Requester, Services } from './services.ts';
import { standingIn } from './standing-in.ts';

export interface ReviewBreakGlassInput {
  readonly breakGlassId: string;
  readonly outcome: NonNullable<BreakGlass['review']>['outcome'];
  readonly note?: string;
  readonly idempotencyKey: string;
}

/** A security officer writes down what was found about an emergency access. */
export async function reviewBreakGlass(services: Services, by: Requester, input: ReviewBreakGlassInput): Promise<BreakGlass> {
  permitReview(by.caller);
  return run(services, by, { mutation: 'reviewBreakGlass', type: 'BreakGlass', input }, async (transaction, at) => {
    const access = await transaction.get('BreakGlass', input.breakGlassId);
    const { mayAct } = await standingIn(transaction, services, by, { patientId: access?.patientId ?? input.breakGlassId, at });
    if (!mayAct) throw notAnOfficer();
    if (access === undefined) throw new NotFound('There is no such emergency access.');
    if (access.actorId === by.caller.accountId) throw new Forbidden('Nobody reviews an own access.');
    const note = input.note?.trim();
    return reviewed(access, {
      outcome: input.outcome,
      ...(note === undefined || note === '' ? {} : { note }),
      reviewerId: by.caller.accountId,
      reviewedAt: at.toISOString(),
    });
  });
}

/** @throws {Forbidden} for everybody but security officers at work */
function permitReview({ role, purpose }: Caller): void {
  if (role !== 'security-officer' || purpose !== 'HOPERAT') throw notAnOfficer();
}

const notAnOfficer = () => new Forbidden('Only security officers review emergency accesses.');
