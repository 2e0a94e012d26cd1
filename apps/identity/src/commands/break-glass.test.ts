import type { OpenSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factsOf } from '../facts/facts-of.ts';
import { aBreakGlass, testId } from '../model/builders.ts';
import { type AuditedChange, auditOutbox } from '../store/audit-outbox.ts';
import { listBreakGlasses } from '../store/break-glass-queries.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { standingOf } from '../store/standing-query.ts';
import { openIdentity } from '../testing/open-identity.ts';
import { breakGlass } from './break-glass.ts';
import { reviewBreakGlass } from './review-break-glass.ts';
import type { Services } from './services.ts';
import { by, callers, people, records, servicesAt } from './testing.ts';

let subgraph: OpenSubgraph<IdentityStore>;
let services: Services & { passes(minutes: number): void };

beforeAll(async () => {
  subgraph = await openIdentity();
  await subgraph.keep(...records);
  services = servicesAt(subgraph.store, '2026-06-15T09:00:00+07:00');
});
afterAll(() => subgraph.close());

let keys = 0;
const key = () => {
  keys += 1;
  return `key-${keys}`;
};
const emergency = (patientId: string = people.stranger) => ({
  patientId,
  reason: 'Hôn mê, cần biết thuốc đang dùng.',
  idempotencyKey: key(),
});
const waiting = async () => (await listBreakGlasses(subgraph.store, { unreviewed: true, first: 100 })).edges.map(({ node }) => node.id);
const openTo = async (caller: Parameters<typeof factsOf>[0], patientId: string): Promise<boolean> => {
  const { accountId, facilityId } = caller;
  const at = services.now();
  const standing = await standingOf(subgraph.store, { accountId, facilityId, patientIds: [patientId], at });
  return factsOf(caller, standing, [patientId], at).ofPatient.get(patientId)?.breakGlass === true;
};

describe('breakGlass', () => {
  it('opens the record to who broke the glass for an hour, and waits for a review from then on', async () => {
    const access = await breakGlass(services, by(callers.doctor, 'request-9'), emergency());

    expect(access).toMatchObject({
      patientId: people.stranger,
      actorId: callers.doctor.accountId,
      practitionerId: testId('Practitioner', 3),
      facilityId: people.hospital,
      role: 'PHYSICIAN',
      reason: 'Hôn mê, cần biết thuốc đang dùng.',
      period: { start: '2026-06-15T02:00:00.000Z', end: '2026-06-15T03:00:00.000Z' },
    });
    expect(await openTo(callers.doctor, people.stranger)).toBe(true);
    expect(await openTo(callers.nurse, people.stranger)).toBe(false);
    expect(await openTo(callers.doctor, people.hoa)).toBe(false);
    expect(await waiting()).toContain(access.id);
    services.passes(61);
    expect(await openTo(callers.doctor, people.stranger)).toBe(false);
    expect(await waiting()).toContain(access.id);
  });

  it('is audited in its own transaction, by ids and codes, without the words of the reason', async () => {
    const { id } = await breakGlass(services, by(callers.nurse, 'request-10'), emergency());

    const changes = await subgraph.store.connection.mongoose.collection<AuditedChange>(auditOutbox.name).find({ recordId: id }).toArray();

    expect(changes).toMatchObject([
      {
        mutation: 'breakGlass',
        event: {
          requestId: 'request-10',
          purpose: 'ETREAT',
          actor: {
            accountId: callers.nurse.accountId,
            practitionerId: testId('Practitioner', 4),
            role: 'nurse',
            facilityId: people.hospital,
          },
          entries: [{ patientId: people.stranger, fieldsSeen: ['Mutation.breakGlass'] }],
        },
      },
    ]);
    expect(JSON.stringify(changes)).not.toContain('mê');
  });

  it.each([
    ['another role', callers.pharmacist],
    ['a citizen', callers.hoa],
    ['another purpose', { ...callers.doctor, purpose: 'TREAT' } as const],
    ['a role that is not held', { ...callers.pharmacist, role: 'physician' } as const],
    ['a facility at which the role is not held', { ...callers.doctor, facilityId: people.otherHospital }],
    ['no facility', { accountId: callers.doctor.accountId, role: 'physician', purpose: 'ETREAT', scopes: [] } as const],
  ])('is refused for %s', async (_who, caller) => {
    await expect(breakGlass(services, by(caller), emergency())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused without a reason', async () => {
    await expect(breakGlass(services, by(callers.doctor), { ...emergency(), reason: 'cấp cứu' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'reason' },
    });
  });
});

describe('reviewBreakGlass', () => {
  const review = (breakGlassId: string, caller: Parameters<typeof by>[0] = callers.officer) =>
    reviewBreakGlass(services, by(caller), { breakGlassId, outcome: 'UNJUSTIFIED', note: ' Không có lượt khám. ', idempotencyKey: key() });

  it('writes down what was found, and the access waits no more', async () => {
    const { id } = await breakGlass(services, by(callers.doctor), emergency());

    const access = await review(id);

    expect(access.review).toEqual({
      outcome: 'UNJUSTIFIED',
      note: 'Không có lượt khám.',
      reviewerId: callers.officer.accountId,
      reviewedAt: services.now().toISOString(),
    });
    expect(await waiting()).not.toContain(id);
    await expect(review(id)).rejects.toMatchObject({ code: 'ALREADY_REVIEWED' });
  });

  it('is refused to everybody but security officers at work', async () => {
    const { id } = await breakGlass(services, by(callers.doctor), emergency());

    for (const caller of [callers.doctor, callers.hoa, { ...callers.officer, purpose: 'TREAT' } as const]) {
      await expect(review(id, caller)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(review(id, { ...callers.doctor, role: 'security-officer', purpose: 'HOPERAT' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await waiting()).toContain(id);
  });

  it('is refused for an access there is not', async () => {
    await expect(review(testId('BreakGlass', 99))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused to who broke the glass', async () => {
    const own = aBreakGlass({ id: testId('BreakGlass', 50), actorId: callers.officer.accountId });
    await subgraph.keep({ type: 'BreakGlass', record: own });

    await expect(review(own.id)).rejects.toMatchObject({ code: 'FORBIDDEN', message: 'Nobody reviews an own access.' });
  });
});
