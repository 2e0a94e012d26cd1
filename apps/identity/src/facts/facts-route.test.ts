import { now, patients, province, staff } from '@health-graph/fixtures';
import type { Caller, Purpose, Role } from '@health-graph/permissions';
import { countCommands } from '@health-graph/store';
import { type FactsClient, factsClient, internalAuthorization, safetyCheckCaller } from '@health-graph/subgraph-kit';
import { internalSecret, type OpenSubgraph, openSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aBreakGlass, aConsent, testId } from '../model/builders.ts';
import { serve } from '../serve.ts';
import { type IdentityStore, openStore } from '../store/identity-store.ts';

let subgraph: OpenSubgraph<IdentityStore>;
let client: FactsClient;

beforeAll(async () => {
  subgraph = await openSubgraph({
    name: 'identity_facts',
    openStore,
    serve: (store, config) => serve(store, config, { now: () => Date.parse(now) }),
  });
  client = factsClient({ url: subgraph.url, secret: internalSecret });
  const lines = [...province({ people: 1 })].flatMap(({ subgraph: name, line }) => (name === 'identity' ? [line] : []));
  const outcomes = await subgraph.store.upsert(lines);
  expect(outcomes.filter(({ outcome }) => outcome !== 'created')).toEqual([]);
}, 180_000); // A province is taken in, on a machine that may be busy.

afterAll(async () => {
  await client.close();
  await subgraph.close();
});

const facilityOf = async (accountId: string): Promise<string | undefined> =>
  (await subgraph.store.collections.RoleAssignment.allBy('accountId', [accountId]))[0]?.facilityId;

async function callerOf({ accountId }: { readonly accountId?: string }, role: Role): Promise<Caller> {
  const facilityId = await facilityOf(accountId ?? '');
  return { accountId: accountId ?? '', role, purpose: 'TREAT', scopes: [], ...(facilityId !== undefined && { facilityId }) };
}

const everybody = Object.values(patients).map(({ patientId }) => patientId);
const namesOf = (ids: Iterable<string>): readonly string[] => {
  const named = new Set(ids);
  return Object.entries(patients).flatMap(([name, { patientId }]) => (named.has(patientId) ? [name] : []));
};
const ask = async (member: { readonly accountId?: string }, role: Role, patientIds = everybody) =>
  client.ask({ caller: await callerOf(member, role), patientIds });

describe('the facts of the cast', () => {
  it('let a citizen be herself and nobody else', async () => {
    const { mayAct, ofPatient } = await ask(patients.hoa, 'citizen');

    expect(mayAct).toBe(true);
    expect(namesOf(ofPatient.keys())).toEqual(['hoa']);
    expect(ofPatient.get(patients.hoa.patientId)).toMatchObject({ self: true, guardian: false, careTeam: false });
  });

  it('let a father be the guardian of a minor who is protected from him', async () => {
    const { ofPatient } = await ask(patients.hung, 'citizen');

    expect(namesOf(ofPatient.keys())).toEqual(['hung', 'thu']);
    expect(ofPatient.get(patients.thu.patientId)).toMatchObject({ guardian: true, minorProtected: new Set(['reproductive']) });
  });

  it('let a son stand in the place of his mother who lost her capacity', async () => {
    const { ofPatient } = await ask(patients.duong, 'citizen');

    expect(ofPatient.get(patients.lai.patientId)).toMatchObject({ guardian: true, minorProtected: new Set() });
  });

  it('know nobody whose account is below assurance level 2', async () => {
    expect((await ask(patients.lam, 'citizen')).ofPatient.size).toBe(0);
  });

  it('let a social worker be assigned to her case only', async () => {
    const { ofPatient } = await ask(staff.ngoc, 'social-worker');

    expect(namesOf(ofPatient.keys())).toEqual(['nga']);
    expect(ofPatient.get(patients.nga.patientId)).toMatchObject({ assigned: true });
  });

  it('let a doctor take part in the care of her patients, and a head lead the department', async () => {
    const hanh = await ask(staff.hanh, 'physician');
    const khanh = await ask(staff.khanh, 'head-of-unit');

    expect(namesOf(hanh.ofPatient.keys())).toEqual(expect.arrayContaining(['hoa']));
    expect(namesOf(hanh.ofPatient.keys())).not.toContain('tung');
    expect([hanh.leads.size, khanh.leads.size]).toEqual([0, 1]);
  });

  it('let the system that checks prescriptions act while the account behind it is in use, and stand to nobody', async () => {
    const askFor = (accountId = '') => client.ask({ caller: safetyCheckCaller(accountId), patientIds: everybody });

    expect(await askFor(staff.hanh.accountId)).toEqual({ mayAct: true, leads: new Set(), ofPatient: new Map() });
    expect(await askFor(testId('Account', 404))).toMatchObject({ mayAct: false });
    const { act: _, ...alone } = safetyCheckCaller('');
    expect(await client.ask({ caller: alone, patientIds: [] })).toMatchObject({ mayAct: false });
  });

  it('refuse a role that is not held', async () => {
    expect(await ask(staff.hanh, 'security-officer')).toMatchObject({ mayAct: false });
  });
});

describe('the question about everybody whom a caller has anything to do with', () => {
  const related = async (member: { readonly accountId?: string }, role: Role, purpose: Purpose = 'TREAT') =>
    client.ask({ caller: { ...(await callerOf(member, role)), purpose }, patientIds: 'related' });

  it('names those in her care today, and not those whose care is over', async () => {
    const { ofPatient } = await related(staff.hanh, 'physician');
    const named = await ask(staff.hanh, 'physician', [...ofPatient.keys()]);

    expect(namesOf(ofPatient.keys())).toEqual(expect.arrayContaining(['hoa']));
    expect(named.ofPatient).toEqual(ofPatient);
    expect([...ofPatient.values()].every(({ careTeam, assigned }) => careTeam || assigned)).toBe(true);
  });

  it('names a citizen and the wards, and nobody for who has to do with nobody', async () => {
    expect(namesOf((await related(patients.hung, 'citizen', 'PATRQT')).ofPatient.keys())).toEqual(['hung', 'thu']);
    expect((await related(staff.son, 'security-officer', 'HOPERAT')).ofPatient.size).toBe(0);
  });

  it('names who consented to the facility and whose record is open in an emergency, each with that', async () => {
    const caller = await callerOf(staff.nam, 'physician');
    const facilityId = caller.facilityId ?? '';
    const consent = aConsent({ id: testId('Consent', 901), patientId: testId('Patient', 901), granteeId: facilityId });
    const emergency = aBreakGlass({
      id: testId('BreakGlass', 902),
      patientId: testId('Patient', 902),
      actorId: caller.accountId,
      facilityId,
      period: { start: now, end: '2026-08-01T09:00:00+07:00' },
    });
    await subgraph.keep({ type: 'Consent', record: consent }, { type: 'BreakGlass', record: emergency });

    const { ofPatient } = await related(staff.nam, 'physician');

    expect(ofPatient.get(consent.patientId)).toMatchObject({ consent: new Set(['clinical']), breakGlass: false });
    expect(ofPatient.get(emergency.patientId)).toMatchObject({ consent: new Set(), breakGlass: true });
  });

  it('costs one command of the store', async () => {
    const caller = await callerOf(staff.hanh, 'physician');
    const commands = await countCommands(subgraph.store.connection, () => client.ask({ caller, patientIds: 'related' }));

    expect(commands).toEqual({ total: 1, byName: { aggregate: 1 } });
  });

  it('is refused when there are more than can be told of', async () => {
    const caller = await callerOf(staff.baDon, 'partner-system');
    const many = Array.from({ length: 5_001 }, (_, number) =>
      aConsent({
        id: testId('Consent', 10_000 + number),
        patientId: testId('Patient', 10_000 + number),
        granteeId: caller.facilityId ?? '',
      }),
    );
    await subgraph.keep(...many.map((record) => ({ type: 'Consent', record })));

    await expect(client.ask({ caller, patientIds: 'related' })).rejects.toMatchObject({ code: 'PERMISSIONS_UNAVAILABLE' });
    expect(await client.ask({ caller, patientIds: many.slice(0, 3).map(({ patientId }) => patientId) })).toMatchObject({ mayAct: true });
  });
});

describe('a question', () => {
  it('costs one command of the store, for one patient as for a thousand', async () => {
    const caller = await callerOf(staff.hanh, 'physician');
    const many = Array.from({ length: 1_000 }, (_, index) => testId('Patient', index));
    const commandsOf = (patientIds: readonly string[]) =>
      countCommands(subgraph.store.connection, () => client.ask({ caller, patientIds }));

    expect(await commandsOf([patients.hoa.patientId])).toEqual({ total: 1, byName: { aggregate: 1 } });
    expect(await commandsOf([...everybody, ...many])).toEqual({ total: 1, byName: { aggregate: 1 } });
  });

  it('is answered anew each time: what ended meanwhile is gone', async () => {
    const { Guardianship } = subgraph.store.collections;
    const [tie] = await Guardianship.allBy('wardId', [patients.an.patientId]);
    expect(namesOf((await ask(patients.hien, 'citizen')).ofPatient.keys())).toContain('an');

    await Guardianship.model.updateOne({ _id: tie?.id }, { $set: { period: { start: '2018-05-21', end: '2026-06-14' } } });

    expect(namesOf((await ask(patients.hien, 'citizen')).ofPatient.keys())).not.toContain('an');
  });

  const path = '/internal/facts';
  const post = (body: string, secret = internalSecret) =>
    fetch(new URL(path, subgraph.url), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', authorization: internalAuthorization(secret, { method: 'POST', path }, Date.now()) },
    });

  it('is refused without proof of who asks', async () => {
    expect((await post('{}', 'f'.repeat(40))).status).toBe(401);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"caller":{},"patientIds":[]}',
    '{"caller":{"sub":"x","role":"nurse","purpose":"TREAT"}}',
    '{"caller":{"sub":"x","role":"nurse","purpose":"TREAT"},"patientIds":{"$ne":""}}',
    '{"caller":{"sub":"x","role":"nurse","purpose":"TREAT"},"patientIds":[{"$ne":""}]}',
    '{"caller":{"sub":{"$ne":""},"role":"nurse","purpose":"TREAT"},"patientIds":[]}',
    '{"caller":{"sub":"x","role":"nurse","purpose":"TREAT"},"patientIds":["__proto__"]}',
  ])('is refused when it is %s', async (body) => {
    const response = await post(body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('identity that is away', () => {
  it('is PERMISSIONS_UNAVAILABLE, never an empty answer', async () => {
    const gone = factsClient({ url: 'http://127.0.0.1:1/graphql', secret: internalSecret });
    const wrong = factsClient({ url: subgraph.url, secret: 'f'.repeat(40) });
    const question = { caller: await callerOf(patients.hoa, 'citizen'), patientIds: [] };

    await expect(gone.ask(question)).rejects.toMatchObject({ code: 'PERMISSIONS_UNAVAILABLE' });
    await expect(wrong.ask(question)).rejects.toMatchObject({ code: 'PERMISSIONS_UNAVAILABLE' });
    await Promise.all([gone.close(), wrong.close()]);
  });
});
