import type { PresenceMark, PresenceReport } from '@health-graph/records';
import { internalPost, locatePath, partnerSecretOf } from '@health-graph/subgraph-kit';
import { internalSecret, openSubgraph, testConfig, testGateway } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../model/builders.ts';
import { serve } from '../serve.ts';
import { openStore, type PatientsStore } from '../store/patients-store.ts';

type Opened = Awaited<ReturnType<typeof openSubgraph<PatientsStore>>>;
let subgraph: Opened;
let url: string;
let close: () => Promise<void>;
const gateway = testGateway('patients');

beforeAll(async () => {
  subgraph = await openSubgraph({ name: 'patients', openStore, serve });
  // Beside the one of the test kit: with a gateway that also signs what is not GraphQL, and the real policy table.
  const { policies: _policies, ...config } = testConfig(gateway);
  ({ url, close } = await serve({ ...subgraph.store, close: async () => undefined }, config));
});
afterAll(async () => {
  await close();
  await subgraph.close();
});

const marks = (...labels: readonly string[]): PresenceMark[] => [
  { rowClass: 'admin', labels: [...labels], facilityId: testId('Facility', 1) },
];
const report = (endpoint: string, at: number, patients: PresenceReport['patients']): PresenceReport => ({
  subgraph: 'encounters',
  endpoint,
  at,
  patients,
});
const tell = async (body: unknown, secret = internalSecret) => {
  const post = internalPost({ subgraph: 'patients', url, secret, path: '/internal/presence' });
  return post.send(body).finally(() => post.close());
};
const locate = async (body: unknown, by: Parameters<typeof gateway.send>[2]) => {
  const { text, status } = await gateway.send(new URL(locatePath, url).href, JSON.stringify(body), by);
  return { status, ...(JSON.parse(text) as { readonly holders?: unknown; readonly errors?: readonly { readonly extensions: object }[] }) };
};

describe('the record locator', () => {
  it('names every hospital that holds something, and of each whether the caller could see a row there', async () => {
    const [patientId, other] = [testId('Patient', 11), testId('Patient', 12)];
    await tell(report('h01', 1, [{ patientId, marks: marks() }]));
    await tell(
      report('h02', 1, [
        { patientId, marks: marks('hiv') },
        { patientId: other, marks: marks() },
      ]),
    );
    await tell(report('h03', 1, [{ patientId, marks: [...marks('hiv'), ...marks()] }]));
    const question = { subgraph: 'encounters', patientIds: [patientId, other, testId('Patient', 13)] };
    const consent = { [patientId]: { consent: new Set(['admin']) } };

    const [doctor, self, nobody] = await Promise.all([
      locate(question, { caller: {}, facts: consent }),
      locate(question, { caller: { role: 'citizen', purpose: 'PATRQT' }, facts: { [patientId]: { self: true } } }),
      locate(question, {}),
    ]);

    const holders = (...known: readonly boolean[]) => known.map((isKnown, place) => ({ endpoint: `h0${place + 1}`, isKnown }));
    const ofOther = [{ endpoint: 'h02', isKnown: false }];
    expect(doctor.holders).toEqual({ [patientId]: holders(true, false, true), [other]: ofOther });
    expect(self.holders).toEqual({ [patientId]: holders(true, true, true), [other]: ofOther });
    expect(nobody.holders).toEqual({ [patientId]: holders(false, false, false), [other]: ofOther });
  });

  it('knows a hospital no more that holds nothing, and is not told otherwise by an older report', async () => {
    const patientId = testId('Patient', 21);
    await tell(report('h01', 5, [{ patientId, marks: marks() }]));
    await tell(report('h01', 7, [{ patientId, marks: [] }]));
    await tell(report('h01', 6, [{ patientId, marks: marks() }]));

    expect((await locate({ subgraph: 'encounters', patientIds: [patientId] }, { caller: {} })).holders).toEqual({});
  });

  it('shows nobody a hospital by a class or label that it does not know', async () => {
    const patientId = testId('Patient', 31);
    const strange = [
      { rowClass: 'secret', labels: [] },
      { rowClass: 'admin', labels: ['secret'] },
    ];
    await tell(report('h01', 1, [{ patientId, marks: strange }]));

    const self = { caller: { role: 'citizen', purpose: 'PATRQT' }, facts: { [patientId]: { self: true } } } as const;
    expect((await locate({ subgraph: 'encounters', patientIds: [patientId] }, self)).holders).toEqual({
      [patientId]: [{ endpoint: 'h01', isKnown: false }],
    });
  });

  it('answers nobody but the gateway', async () => {
    const body = JSON.stringify({ subgraph: 'encounters', patientIds: [] });
    const response = await fetch(new URL(locatePath, url), { method: 'POST', headers: { 'content-type': 'application/json' }, body });

    expect(response.status).toBe(401);
  });

  it.each([
    ['a subgraph', { subgraph: 'A', patientIds: [] }, 'subgraph'],
    ['patients', { subgraph: 'encounters', patientIds: ['42'] }, 'patientIds'],
  ])('refuses a question for what is not %s', async (_name, body, argument) => {
    expect(await locate(body, { caller: {} })).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'BAD_USER_INPUT', argument } }],
    });
  });
});

describe('a report', () => {
  it.each([
    ['of a partner about another hospital', report('h01', 1, []), partnerSecretOf(internalSecret, 'encounters.h02'), 403],
    [
      'of a partner about another subgraph',
      { ...report('h02', 1, []), subgraph: 'pharmacy' },
      partnerSecretOf(internalSecret, 'encounters.h02'),
      403,
    ],
    ['without proof', report('h01', 1, []), 'another secret of tests, 32 characters', 401],
    ['of more than its marks', { ...report('h01', 1, []), name: 'x' }, internalSecret, 400],
    ['of a patient without an id', report('h01', 1, [{ patientId: '42', marks: [] }]), internalSecret, 400],
  ])('%s is refused', async (_name, body, secret, status) => {
    await expect(tell(body, secret)).rejects.toMatchObject({ details: { status } });
  });
});
