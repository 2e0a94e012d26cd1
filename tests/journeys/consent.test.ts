import { patients } from '@health-graph/fixtures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valuesAt } from './field-queries.ts';
import { type Answer, type HealthGraph, startHealthGraph, temporaryFolder } from './health-graph.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let graph: HealthGraph;

beforeAll(async () => {
  folder = await temporaryFolder();
  graph = await startHealthGraph(folder.path, ['--people', '30']);
}, 120_000);
afterAll(async () => {
  await graph?.stop();
  await folder?.remove();
});

/** Hòa, who decides about her record; bs. Nam of another hospital, for treatment and in an emergency; the security officer. */
const hoa = ['--as', 'bn.hoa', '--scope', 'patient/*.rs', '--scope', 'patient/Consent.cu'];
const nam = ['--as', 'bs.nam'];
const namInEmergency = ['--as', 'bs.nam', '--purpose', 'ETREAT', '--scope', 'user/*.rs', '--scope', 'user/BreakGlass.c'];
const son = ['--as', 'an.son', '--scope', 'user/*.rs', '--scope', 'user/BreakGlass.u'];

const { patientId } = patients.hoa;
const chart = 'query ($id: ID!) { patient(id: $id) { names { text } conditions(first: 1) { edges { node { code { text } } } } } }';
const chartFor = (as: readonly string[]) => graph.ask(chart, { id: patientId }, as);
const isOpen = ({ data }: Answer) => JSON.stringify(data).includes('Đái tháo đường');
let keys = 0;
const input = (more: object) => {
  keys += 1;
  return { input: { idempotencyKey: `key-${keys}`, ...more } };
};

describe('consent', () => {
  it('opens the record to the other hospital with the next request, and taking it back closes it with the next one', async () => {
    const { data } = await graph.ask('{ facilityByCode(code: "44002") { id } }', {}, hoa);
    const [granteeId] = valuesAt(data, ['facilityByCode', 'id']);
    expect((await chartFor(nam)).data).toEqual({ patient: null });

    const given = await graph.ask(
      'mutation ($input: GrantConsentInput!) { grantConsent(input: $input) { consent { id grantee { name } } } }',
      input({ patientId, granteeId, dataClasses: ['IDENTITY', 'CLINICAL'], purposes: ['TREAT'] }),
      hoa,
    );
    const [consentId] = valuesAt(given.data, ['grantConsent', 'consent', 'id']);
    expect(given).toMatchObject({ data: { grantConsent: { consent: { grantee: { name: 'Bệnh viện Đa khoa Đồng Hới' } } } } });
    expect(isOpen(await chartFor(nam))).toBe(true);

    await graph.ask(
      'mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status } } }',
      input({ consentId }),
      hoa,
    );
    expect((await chartFor(nam)).data).toEqual({ patient: null });
  }, 60_000);

  it('is nothing that an app may give that was not allowed to', async () => {
    const answer = await graph.ask(
      'mutation ($input: RevokeConsentInput!) { revokeConsent(input: $input) { consent { status } } }',
      input({ consentId: patientId }),
      ['--as', 'bn.hoa'],
    );

    expect(answer).toMatchObject({ data: { revokeConsent: null }, errors: [{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }] });
  });
});

describe('an emergency', () => {
  it('opens the record to who gives a reason; the security officer is told, and the patient sees it', async () => {
    const reason = 'Bệnh nhân hôn mê, cần biết thuốc đang dùng.';
    expect((await chartFor(namInEmergency)).data).toEqual({ patient: null });

    const opened = await graph.ask(
      'mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { expiresAt } }',
      input({ patientId, reason, minutes: 30 }),
      namInEmergency,
    );
    expect(opened).toMatchObject({ data: { breakGlass: { expiresAt: expect.any(String) } } });
    expect(isOpen(await chartFor(namInEmergency))).toBe(true);
    expect((await chartFor(nam)).data).toEqual({ patient: null });

    const waiting = await graph.ask('{ breakGlasses(unreviewed: true) { edges { node { id reason patient { id } } } } }', {}, son);
    const [access] = valuesAt(waiting.data, ['breakGlasses', 'edges', 'node']) as readonly { readonly id: string }[];
    expect(access).toMatchObject({ reason, patient: { id: patientId } });
    const reviewed = await graph.ask(
      'mutation ($input: ReviewBreakGlassInput!) { reviewBreakGlass(input: $input) { breakGlass { review { outcome } } } }',
      input({ breakGlassId: access?.id, outcome: 'JUSTIFIED' }),
      son,
    );
    expect(reviewed).toMatchObject({ data: { reviewBreakGlass: { breakGlass: { review: { outcome: 'JUSTIFIED' } } } } });

    const own = 'query ($id: ID!) { patient(id: $id) { breakGlasses(first: 1) { edges { node { reason review { outcome } } } } } }';
    expect(await graph.ask(own, { id: patientId }, hoa)).toEqual({
      data: { patient: { breakGlasses: { edges: [{ node: { reason, review: { outcome: 'JUSTIFIED' } } }] } } },
    });
  }, 60_000);
});
