import type { ReplacedVersion } from '@health-graph/store';
import type { OpenSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factsOf } from '../facts/facts-of.ts';
import { testId } from '../model/builders.ts';
import { type AuditedChange, auditOutbox } from '../store/audit-outbox.ts';
import type { IdentityStore } from '../store/identity-store.ts';
import { standingOf } from '../store/standing-query.ts';
import { openIdentity } from '../testing/open-identity.ts';
import { grantConsent } from './grant-consent.ts';
import { revokeConsent } from './revoke-consent.ts';
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
const wish = (patientId: string = people.hoa) => ({
  patientId,
  granteeId: people.otherHospital,
  dataClasses: ['IDENTITY', 'CLINICAL'] as const,
  purposes: ['TREAT'] as const,
  idempotencyKey: key(),
});
const changesOf = (recordId: string) =>
  subgraph.store.connection.mongoose.collection<AuditedChange>(auditOutbox.name).find({ recordId }).sort({ 'event.at': 1 }).toArray();

/** What the other hospital's doctor is told of a patient now. */
async function openedTo(patientId: string): Promise<readonly string[]> {
  const { accountId, facilityId } = callers.otherDoctor;
  const at = services.now();
  const standing = await standingOf(subgraph.store, { accountId, facilityId, patientIds: [patientId], at });
  return [...(factsOf(callers.otherDoctor, standing, [patientId], at).ofPatient.get(patientId)?.consent ?? [])];
}

describe('grantConsent', () => {
  it('by the patient opens what is named, with its audit record in the same transaction', async () => {
    const consent = await grantConsent(services, by(callers.hoa, 'request-7'), wish());

    expect(consent).toMatchObject({ patientId: people.hoa, status: 'ACTIVE', grantedBy: 'SELF', performerId: people.hoa });
    expect(await openedTo(people.hoa)).toEqual(['identity', 'clinical']);
    expect(await changesOf(consent.id)).toMatchObject([
      {
        mutation: 'grantConsent',
        event: {
          requestId: 'request-7',
          action: 'write',
          purpose: 'PATRQT',
          actor: { accountId: callers.hoa.accountId, role: 'citizen' },
          entries: [{ patientId: people.hoa, fieldsSeen: ['Mutation.grantConsent'], facilityIds: [people.otherHospital] }],
        },
      },
    ]);
    await revokeConsent(services, by(callers.hoa), { consentId: consent.id, idempotencyKey: key() });
  });

  it('by the guardian is given for the ward', async () => {
    const consent = await grantConsent(services, by(callers.hoa), wish(people.child));

    expect(consent).toMatchObject({ patientId: people.child, grantedBy: 'GUARDIAN', performerId: people.hoa });
    expect(await openedTo(people.child)).toEqual(['identity', 'clinical']);
  });

  it.each([
    ['a stranger', people.stranger],
    ['a child who is of age today', people.adult],
    ['a patient there is not', testId('Patient', 99)],
  ])('is refused for %s, always in the same words', async (_who, patientId) => {
    await expect(grantConsent(services, by(callers.hoa), wish(patientId))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'Only the patient or the guardian decides about a consent.',
      details: {},
    });
  });

  it('is refused to an identity that is not proven, and to who claims one that the account has not', async () => {
    const own = wish(testId('Patient', 5));

    await expect(grantConsent(services, by(callers.unproven), own)).rejects.toMatchObject({ code: 'ASSURANCE_LEVEL_TOO_LOW' });
    await expect(grantConsent(services, by({ ...callers.unproven, assuranceLevel: 2 }), own)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused to staff, whatever they treat', async () => {
    await expect(grantConsent(services, by(callers.doctor), wish())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it.each([people.closedHospital, testId('Facility', 99)])('is refused to a facility that is not in use', async (granteeId) => {
    await expect(grantConsent(services, by(callers.hoa), { ...wish(), granteeId })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'granteeId' },
    });
  });

  it('is done once for one key, however often it is sent, and audited once', async () => {
    const input = wish();

    const [one, other] = await Promise.all([
      grantConsent(services, by(callers.hoa), input),
      grantConsent(services, by(callers.hoa), input),
    ]);
    const third = await grantConsent(services, by(callers.hoa, 'request-2'), input);

    expect([other.id, third.id]).toEqual([one.id, one.id]);
    expect(await changesOf(one.id)).toHaveLength(1);
  });

  it('is refused when the key was used for something else', async () => {
    const input = wish();
    await grantConsent(services, by(callers.hoa), input);

    await expect(grantConsent(services, by(callers.hoa), { ...input, dataClasses: ['IDENTITY'] })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it.each(['', 'two words', 'x'.repeat(129)])('is refused with the key %j', async (idempotencyKey) => {
    await expect(grantConsent(services, by(callers.hoa), { ...wish(), idempotencyKey })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { argument: 'idempotencyKey' },
    });
  });

  it('leaves nothing behind when it is refused', async () => {
    const count = async (collection: string) => subgraph.store.connection.mongoose.collection(collection).countDocuments();
    const all = () => Promise.all(['consents', 'audit_outbox', 'mutation_keys', 'sources'].map(count));
    const before = await all();

    await expect(grantConsent(services, by(callers.hoa), { ...wish(), end: '2026-01-01' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });

    expect(await all()).toEqual(before);
  });
});

describe('revokeConsent', () => {
  it('ends it with the next question, and keeps the version before', async () => {
    const consent = await grantConsent(services, by(callers.hoa), { ...wish(), dataClasses: ['IDENTITY', 'ADMIN'] });
    expect(await openedTo(people.hoa)).toContain('admin');

    services.passes(1);
    const ended = await revokeConsent(services, by(callers.hoa), { consentId: consent.id, idempotencyKey: key() });

    expect(ended).toMatchObject({ status: 'INACTIVE', revokedAt: '2026-06-15T02:01:00.000Z' });
    expect(await openedTo(people.hoa)).not.toContain('admin');
    const versions = await subgraph.store.connection.mongoose
      .collection<ReplacedVersion>('consents_versions')
      .find({ recordId: consent.id })
      .toArray();
    expect(versions).toMatchObject([
      { version: 1, replacedBy: callers.hoa.accountId, reason: 'revokeConsent', record: { status: 'ACTIVE' } },
    ]);
    expect((await changesOf(consent.id)).map(({ mutation }) => mutation)).toEqual(['grantConsent', 'revokeConsent']);
  });

  it('is refused to everybody else as if there were no such consent', async () => {
    const consent = await grantConsent(services, by(callers.hoa), wish());
    const refusal = { code: 'NOT_FOUND', message: 'There is no such consent.', details: {} };
    const revoke = (consentId: string, caller: Parameters<typeof by>[0]) =>
      revokeConsent(services, by(caller), { consentId, idempotencyKey: key() });

    await expect(revoke(consent.id, { ...callers.otherDoctor, assuranceLevel: 2 })).rejects.toMatchObject(refusal);
    await expect(revoke(testId('Consent', 99), callers.hoa)).rejects.toMatchObject(refusal);
    await expect(revoke(consent.id, callers.unproven)).rejects.toMatchObject({ code: 'ASSURANCE_LEVEL_TOO_LOW' });
    expect(await openedTo(people.hoa)).toContain('clinical');
  });
});
