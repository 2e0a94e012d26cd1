import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callers, people, records } from './commands/testing.ts';
import { type OwnFacts, openWithOwnFacts } from './testing/own-facts.ts';

let identity: OwnFacts;
beforeAll(async () => {
  identity = await openWithOwnFacts('2026-06-15T09:00:00+07:00');
  await identity.subgraph.keep(...records);
});
afterAll(() => identity.subgraph.close());

const grant = `mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { consent {
  id status dataClasses purposes grantedBy period { start end } patient { id } grantee { id code } performer { id } } } }`;
const revoke = 'mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status revokedAt } } }';
const open = 'mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { breakGlass { id reason } expiresAt } }';
const review = `mutation ($input: ReviewBreakGlassInput!) { reviewBreakGlass(input: $input) { breakGlass {
  review { outcome note reviewer { id } reviewedAt } } } }`;
const waiting = '{ breakGlasses(unreviewed: true) { edges { node { id reason role patient { id } actor { id } period { start end } } } } }';
const ofPatient = (fields: string) =>
  `query ($id: ID!) { _entities(representations: [{ __typename: "Patient", id: $id }]) { ... on Patient { ${fields} } } }`;
const codesOf = ({ errors = [] }: Awaited<ReturnType<OwnFacts['ask']>>) => errors.map(({ extensions }) => extensions['code']);

const wish = (idempotencyKey: string) => ({
  patientId: people.hoa,
  granteeId: people.otherHospital,
  dataClasses: ['IDENTITY', 'CLINICAL', 'ADMIN'],
  purposes: ['TREAT'],
  end: '2026-12-31',
  idempotencyKey,
});
const emergency = (idempotencyKey: string) => ({ patientId: people.stranger, reason: 'Hôn mê, cần biết thuốc đang dùng.', idempotencyKey });

describe('a consent', () => {
  it('is given, seen and taken back by the patient, and seen by the facility until then', async () => {
    const given = await identity.ask(callers.hoa, grant, { input: wish('k1') });
    const { consent } = (given.data?.['grantConsent'] ?? {}) as { readonly consent: { readonly id: string } };
    const asked = ofPatient('consents { edges { node { id status } } }');

    expect(given.errors).toBeUndefined();
    expect(consent).toMatchObject({
      status: 'ACTIVE',
      dataClasses: ['IDENTITY', 'CLINICAL', 'ADMIN'],
      grantedBy: 'SELF',
      patient: { id: people.hoa },
      grantee: { id: people.otherHospital, code: '44002' },
      performer: { id: people.hoa },
      period: { start: '2026-06-15T02:00:00.000Z', end: '2026-12-31' },
    });
    const seenBy = async (caller: Parameters<OwnFacts['ask']>[0]) => (await identity.ask(caller, asked, { id: people.hoa })).data;
    const list = { _entities: [{ consents: { edges: [{ node: { id: consent.id, status: 'ACTIVE' } }] } }] };
    expect(await seenBy(callers.hoa)).toEqual(list);
    expect(await seenBy(callers.otherDoctor)).toEqual(list);

    const ended = await identity.ask(callers.hoa, revoke, { input: { consentId: consent.id, idempotencyKey: 'k2' } });
    expect(ended.data).toMatchObject({ revokeConsent: { consent: { status: 'INACTIVE' } } });
    expect(JSON.stringify(await seenBy(callers.otherDoctor))).not.toContain(consent.id);
  });

  it.each([
    ['a doctor', callers.doctor, 'FORBIDDEN'],
    ['a citizen who is not proven', callers.unproven, 'ASSURANCE_LEVEL_TOO_LOW'],
    ['nobody', undefined, 'UNAUTHENTICATED'],
  ])('cannot be given by %s', async (_who, caller, code) => {
    const answer = await identity.ask(caller, grant, { input: wish('k3') });

    expect([answer.data, codesOf(answer)]).toEqual([{ grantConsent: null }, [code]]);
  });

  it('is refused naming the argument, before anything runs', async () => {
    const answer = await identity.ask(callers.hoa, grant, { input: { ...wish('k4'), dataClasses: ['HIV'] } });

    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input' } }]);
  });
});

describe('an emergency', () => {
  it('opens the record, is told to the security officer and the patient, reviewed, and over after its time', async () => {
    const opened = await identity.ask(callers.doctor, open, { input: emergency('e1') });
    expect(opened.data).toMatchObject({ breakGlass: { expiresAt: '2026-06-15T03:00:00.000Z' } });

    const { data } = await identity.ask(callers.officer, waiting);
    const { breakGlasses } = data as { readonly breakGlasses: { readonly edges: readonly { readonly node: { readonly id: string } }[] } };
    expect(breakGlasses.edges).toMatchObject([
      { node: { reason: 'Hôn mê, cần biết thuốc đang dùng.', role: 'PHYSICIAN', actor: { id: callers.doctor.accountId } } },
    ]);
    const breakGlassId = breakGlasses.edges[0]?.node.id;

    const found = await identity.ask(callers.officer, review, {
      input: { breakGlassId, outcome: 'JUSTIFIED', note: 'Khớp với lượt cấp cứu.', idempotencyKey: 'r1' },
    });
    expect(found.data).toMatchObject({
      reviewBreakGlass: { breakGlass: { review: { outcome: 'JUSTIFIED', reviewer: { id: callers.officer.accountId } } } },
    });
    expect((await identity.ask(callers.officer, waiting)).data).toEqual({ breakGlasses: { edges: [] } });
  });

  it("is a line in the patient's own view, and in nobody else's", async () => {
    await identity.ask(callers.doctor, open, { input: { ...emergency('e2'), patientId: people.hoa } });
    const asked = ofPatient('breakGlasses { edges { node { reason actor { id } facility { id } } } }');

    const own = await identity.ask(callers.hoa, asked, { id: people.hoa });
    const doctors = await identity.ask(callers.doctor, asked, { id: people.hoa });

    expect(own.data).toMatchObject({
      _entities: [{ breakGlasses: { edges: [{ node: { actor: { id: callers.doctor.accountId }, facility: { id: people.hospital } } }] } }],
    });
    expect(JSON.stringify(doctors.data)).not.toContain('Hôn mê');
  });

  it('keeps from a guardian what the words of the reason tell of the child, and not from the security officer', async () => {
    const reason = 'Băng huyết sau khám thai kỳ, cần biết tiền sử.';
    await identity.ask(callers.doctor, open, { input: { ...emergency('e5'), patientId: people.child, reason } });
    await identity.ask(callers.doctor, open, { input: { ...emergency('e6'), patientId: people.child } });

    const asked = ofPatient('breakGlasses { edges { node { reason role } } }');
    const guardians = await identity.ask(callers.hoa, asked, { id: people.child });
    const officers = await identity.ask(callers.officer, '{ breakGlasses(first: 100) { edges { node { reason } } } }');

    expect(JSON.stringify(guardians)).not.toContain('thai kỳ');
    expect(codesOf(guardians)).toEqual(['FORBIDDEN']);
    expect(JSON.stringify(guardians.data)).toContain('Hôn mê');
    expect(JSON.stringify(officers.data)).toContain(reason);
  });

  it.each([
    ['a pharmacist', callers.pharmacist],
    ['a citizen', callers.hoa],
    ['a doctor who treats', { ...callers.doctor, purpose: 'TREAT' } as const],
    ['a security officer', callers.officer],
  ])('cannot be claimed by %s', async (_who, caller) => {
    const answer = await identity.ask(caller, open, { input: emergency('e3') });

    expect([answer.data, codesOf(answer)]).toEqual([{ breakGlass: null }, ['FORBIDDEN']]);
  });

  it('is listed for nobody but security officers', async () => {
    for (const caller of [callers.doctor, callers.nurse, callers.unproven]) {
      const answer = await identity.ask(caller, waiting);

      expect([answer.data, codesOf(answer)]).toEqual([{ breakGlasses: null }, ['FORBIDDEN']]);
    }
  });

  it('needs a reason and an end', async () => {
    const refusal = async (changes: object) =>
      (await identity.ask(callers.doctor, open, { input: { ...emergency('e4'), ...changes } })).errors;

    expect(await refusal({ reason: 'cấp cứu' })).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'reason' } }]);
    expect(await refusal({ minutes: 241 })).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'minutes' } }]);
    expect(await refusal({ patientId: 'x' })).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input' } }]);
  });
});
