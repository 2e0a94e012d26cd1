import type { AuditEntry } from '@health-graph/audit';
import type { AskedBy, OpenSubgraph } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aFacility, anAccount, aPractitioner, testId } from './model/builders.ts';
import type { IdentityStore } from './store/identity-store.ts';
import { keepEvents, openIdentity } from './testing/open-identity.ts';
import { wholeEvent } from './testing/whole-records.ts';

const patientId = testId('Patient', 1);
const [base] = wholeEvent(1).entries as readonly [AuditEntry];
const seen = (minute: number, ...classesSeen: AuditEntry['classesSeen']) => ({
  ...wholeEvent(1),
  at: `2026-06-01T02:0${minute}:00.000Z`,
  entries: [{ ...base, classesSeen, classesRefused: [], rules: [] }],
});

let subgraph: OpenSubgraph<IdentityStore>;

beforeAll(async () => {
  subgraph = await openIdentity('enforced');
  await subgraph.keep(
    { type: 'Facility', record: aFacility({ id: testId('Facility', 1), name: 'Bệnh viện Đông Hà' }) },
    { type: 'Practitioner', record: aPractitioner({ id: testId('Practitioner', 1), name: 'Lê Văn Bình' }) },
    { type: 'Account', record: anAccount({ id: testId('Account', 1), practitionerId: testId('Practitioner', 1) }) },
  );
  await keepEvents(subgraph.store, [seen(0, 'clinical'), seen(1, 'clinical', 'reproductive')]);
});
afterAll(() => subgraph.close());

interface List {
  readonly edges: readonly { readonly node: Readonly<Record<string, unknown>> }[];
}

const citizen = { role: 'citizen', purpose: 'PATRQT', scopes: ['patient/*.rs'] } as const;
const officer = { role: 'security-officer', purpose: 'HOPERAT', scopes: ['user/*.rs'] } as const;
const physician = { role: 'physician', purpose: 'TREAT', scopes: ['user/*.rs'] } as const;
const readers = {
  person: { caller: citizen, facts: { [patientId]: { self: true } } },
  guardian: { caller: citizen, facts: { [patientId]: { guardian: true, minorProtected: new Set(['reproductive']) } } },
  stranger: { caller: citizen },
  physician: { caller: physician, facts: { [patientId]: { careTeam: true } } },
  officer: { caller: officer },
  nobody: {},
} satisfies Record<string, AskedBy>;

const accessLog = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Patient {
  accessLog { edges { node { at categories accountId practitioner { name } facility { name } } } } } } }`;
const representations = [{ __typename: 'Patient', id: patientId }];

const readLog = (by: AskedBy) => subgraph.askAs(by, accessLog, { representations });

describe("a patient's log", () => {
  it.each([
    ['person', [['CLINICAL', 'REPRODUCTIVE'], ['CLINICAL']]],
    ['officer', [['CLINICAL', 'REPRODUCTIVE'], ['CLINICAL']]],
    ['guardian', [['CLINICAL']]],
  ] as const)('is for the %s', async (reader, categories) => {
    const { data, errors } = await readLog(readers[reader]);

    expect(errors).toBeUndefined();
    const { _entities } = data as unknown as { readonly _entities: readonly [{ readonly accessLog: List }] };
    const [patient] = _entities;
    expect(patient.accessLog.edges.map(({ node }) => node['categories'])).toEqual(categories);
    expect(patient.accessLog.edges[0]?.node).toMatchObject({
      accountId: testId('Account', 1),
      facility: { name: 'Bệnh viện Đông Hà' },
      practitioner: { name: expect.stringMatching(/^L/) },
    });
  });

  it.each(['stranger', 'physician', 'nobody'] as const)('is for no %s, who learns nothing of it', async (reader) => {
    const { data, errors, text } = await readLog(readers[reader]);

    expect((data?.['_entities'] as readonly ({ readonly accessLog: unknown } | null)[] | undefined)?.[0]?.accessLog ?? null).toBeNull();
    expect(errors?.[0]?.extensions['code']).toMatch(/^(FORBIDDEN|UNAUTHENTICATED)$/);
    expect(text).not.toMatch(/Đông Hà|2026-06-01|REPRODUCTIVE/);
  });

  it('is itself a look at the patient, which the log will tell', async () => {
    const { extensions } = await readLog(readers.officer);

    expect(extensions?.audit?.entries.find((entry) => entry.patientId === patientId)).toMatchObject({
      classesSeen: ['audit'],
      fieldsSeen: ['Patient.accessLog'],
    });
  });
});

describe('the whole log', () => {
  const query = '{ auditEvents { edges { node { at entries { patient { id } } } } } }';

  it('is for security officers', async () => {
    const { data, errors } = await subgraph.askAs(readers.officer, query);

    expect(errors).toBeUndefined();
    expect((data as unknown as { readonly auditEvents: List }).auditEvents.edges).toHaveLength(2);
  });

  it.each(['person', 'guardian', 'stranger', 'physician', 'nobody'] as const)('is for no %s', async (reader) => {
    const { data, errors, text } = await subgraph.askAs(readers[reader], query);

    expect(data?.['auditEvents'] ?? null).toBeNull();
    expect(errors?.[0]?.extensions['code']).toMatch(/^(FORBIDDEN|UNAUTHENTICATED)$/);
    expect(text).not.toContain(patientId);
  });
});
