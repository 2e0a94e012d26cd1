import { readFile } from 'node:fs/promises';
import {
  type ActorFacts,
  type Caller,
  createRequestPermissions,
  parsePolicyTable,
  type RelationshipFacts,
} from '@health-graph/permissions';
import { permitted } from '@health-graph/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLoaders } from '../loaders.ts';
import { aDrugInteraction, aMedication, testId } from '../model/builders.ts';
import { opaqueAlert } from '../model/safety-alert.ts';
import { createCheckRate } from '../safety/check-rate.ts';
import type { DeliveredItem, DeliveredProfile, ProfileQuestion } from '../safety/profile-source.ts';
import { type OpenPharmacy, openPharmacy, schemaFolder } from '../testing/open-pharmacy.ts';
import { checkPrescriptionFor } from './check-prescription.ts';

const table = parsePolicyTable(await readFile(new URL('policies.yaml', schemaFolder), 'utf8'));
const patientId = testId('Patient', 1);
const [here, elsewhere] = [testId('Facility', 1), testId('Facility', 2)];
const simvastatin = aMedication({ name: 'Simvastatin 20 mg', ingredients: [{ name: 'simvastatin' }] });

let subgraph: OpenPharmacy;
beforeAll(async () => {
  subgraph = await openPharmacy();
  const pair = (number: number, ingredients: string[]) => aDrugInteraction({ id: testId('DrugInteraction', number), ingredients });
  await subgraph.keep(
    { type: 'Medication', record: simvastatin },
    { type: 'DrugInteraction', record: pair(1, ['simvastatin', 'lopinavir/ritonavir']) },
    { type: 'DrugInteraction', record: pair(2, ['simvastatin', 'clarithromycin']) },
  );
});
afterAll(() => subgraph.close());

const item = (fields: Partial<DeliveredItem>): DeliveredItem => ({ substances: [], isRecognised: true, labels: [], ...fields });
const antiretrovirals = item({ substances: ['lopinavir', 'ritonavir'], labels: ['hiv'], facilityId: here });

interface Asking {
  readonly caller?: Partial<Caller> | undefined;
  readonly facts?: RelationshipFacts;
  readonly profile?: DeliveredProfile;
  readonly proposed?: { readonly medicationIds?: readonly string[]; readonly ingredients?: readonly string[] };
  readonly mayAct?: boolean;
}

/** A request of a physician who takes part in the patient's care, unless a test says otherwise. */
function request(asking: Asking) {
  const { facts = { careTeam: true }, profile = { medicines: [antiretrovirals], allergies: [] }, proposed = {}, mayAct = true } = asking;
  const questions: ProfileQuestion[] = [];
  const physician: Caller = { accountId: 'acc-hanh', role: 'physician', purpose: 'TREAT', scopes: [], facilityId: here };
  const caller = 'caller' in asking && asking.caller === undefined ? undefined : { ...physician, ...asking.caller };
  const known: ActorFacts = { mayAct, leads: new Set(), ofPatient: new Map([[patientId, facts]]) };
  const permissions = createRequestPermissions({ table, caller, facts: { of: async () => known, ofRelated: async () => known } });
  const services = {
    permissions,
    requestId: 'req-7',
    loaders: createLoaders(permitted(subgraph.store, permissions), subgraph.store),
    profiles: {
      of: async (question: ProfileQuestion) => {
        questions.push(question);
        return profile;
      },
    },
    rate: createCheckRate({ burst: 2, now: () => 0 }),
  };
  const check = () => checkPrescriptionFor(services, { patientId, medicationIds: [simvastatin.id], ingredients: [], ...proposed });
  return { check, questions };
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a check of a prescription', () => {
  it('is made for the account that asks, in the same request', async () => {
    const { check, questions } = request({});

    await check();

    expect(questions).toEqual([{ patientId, onBehalfOf: 'acc-hanh', requestId: 'req-7' }]);
  });

  it('is opaque about antiretrovirals for a physician who may not know of HIV', async () => {
    expect(await request({}).check()).toEqual({ status: 'ALERTS', blocksSigning: true, alerts: [opaqueAlert], gaps: [] });
  });

  it('tells a physician who is named as directly treating', async () => {
    const { alerts } = await request({ facts: { assigned: true } }).check();

    expect(alerts).toMatchObject([{ kind: 'INTERACTION', ingredients: ['simvastatin', 'lopinavir/ritonavir'] }]);
  });

  it('is opaque about a plain medicine of another facility without consent, and tells with it', async () => {
    const profile = { medicines: [item({ substances: ['clarithromycin'], facilityId: elsewhere })], allergies: [] };

    expect((await request({ profile }).check()).alerts).toEqual([opaqueAlert]);
    expect((await request({ profile, facts: { careTeam: true, consent: new Set(['clinical']) } }).check()).alerts).toMatchObject([
      { kind: 'INTERACTION' },
    ]);
  });

  it('is opaque about HIV behind a broken glass', async () => {
    const asking = { caller: { purpose: 'ETREAT' }, facts: { breakGlass: true } } as const;

    expect((await request(asking).check()).alerts).toEqual([opaqueAlert]);
  });

  it('is opaque about an allergy under a label', async () => {
    const profile = { medicines: [], allergies: [item({ substances: ['abacavir'], labels: ['hiv'] })] };
    const proposed = { medicationIds: [], ingredients: ['Abacavir'] };

    expect((await request({ profile, proposed }).check()).alerts).toEqual([opaqueAlert]);
    expect((await request({ profile, proposed, facts: { assigned: true } }).check()).alerts).toMatchObject([{ kind: 'ALLERGY' }]);
  });

  it('hides what has a label that nobody knows', async () => {
    const profile = { medicines: [item({ substances: ['clarithromycin'], labels: ['secret'] })], allergies: [] };

    expect((await request({ profile, facts: { assigned: true } }).check()).alerts).toEqual([opaqueAlert]);
  });

  it('is the same answer, byte by byte, whatever is hidden', async () => {
    const causes: DeliveredProfile[] = [
      { medicines: [antiretrovirals], allergies: [] },
      { medicines: [item({ substances: ['clarithromycin'], facilityId: elsewhere })], allergies: [] },
      { medicines: [item({ substances: ['simvastatin'], labels: ['mental-health', 'genetic'] })], allergies: [] },
      { medicines: [], allergies: [item({ substances: ['simvastatin'], labels: ['abuse', 'hiv'] })] },
      { medicines: [item({ isRecognised: false, labels: ['hiv'] })], allergies: [item({ isRecognised: false, labels: ['hiv'] })] },
    ];
    const answers = await Promise.all(causes.map(async (profile) => JSON.stringify(await request({ profile }).check())));

    expect(new Set(answers).size).toBe(1);
  });

  it('is incomplete when nothing could be found out, and blocks', async () => {
    expect(await request({ profile: {} }).check()).toMatchObject({
      status: 'CHECK_INCOMPLETE',
      blocksSigning: true,
      gaps: ['MEDICINES_UNAVAILABLE', 'ALLERGIES_UNAVAILABLE'],
    });
  });

  it('is refused with RATE_LIMITED when it comes too often', async () => {
    const { check } = request({});
    await check();
    await check();

    await expect(check()).rejects.toEqual(code('RATE_LIMITED'));
  });

  it('refuses a product that is not in the catalogue', async () => {
    await expect(request({ proposed: { medicationIds: [testId('Medication', 404)] } }).check()).rejects.toEqual(code('BAD_USER_INPUT'));
  });
});

describe('who may not check', () => {
  it.each([
    ['a stranger to the patient', { facts: {} }],
    ['somebody whose account is locked', { mayAct: false }],
    ['the patient', { caller: { role: 'citizen', purpose: 'PATRQT' }, facts: { self: true } }],
    ['a payer with the claim', { caller: { role: 'payer', purpose: 'HPAYMT' }, facts: { assigned: true } }],
    ['a laboratory technician with the order', { caller: { role: 'lab-technician' }, facts: { assigned: true } }],
    ['a physician for research', { caller: { purpose: 'HRESCH' }, facts: { assigned: true } }],
    ['the system itself', { caller: { accountId: 'system:safety-check', role: 'system' } }],
  ] as const)('%s, and nothing is asked', async (_who, asking) => {
    const { check, questions } = request(asking);

    await expect(check()).rejects.toEqual(code('FORBIDDEN'));
    expect(questions).toEqual([]);
  });

  it('nobody', async () => {
    const { check, questions } = request({ caller: undefined });

    await expect(check()).rejects.toEqual(code('UNAUTHENTICATED'));
    expect(questions).toEqual([]);
  });
});
