import type { AuditEntry, AuditEvent } from '@health-graph/audit';
import { type Connection, type OpenSubgraph, walk } from '@health-graph/subgraph-kit/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aFacility, anAccount, aPractitioner, testId } from './model/builders.ts';
import type { IdentityStore } from './store/identity-store.ts';
import { keepEvents, openIdentity } from './testing/open-identity.ts';
import { wholeEvent } from './testing/whole-records.ts';

const hoa = testId('Patient', 1);
const [entry] = wholeEvent(1).entries as readonly [AuditEntry];
const minutes = (minute: number) => `2026-06-01T02:${String(minute).padStart(2, '0')}:00.000Z`;
const look = (minute: number, overrides: Partial<AuditEvent> = {}): AuditEvent => ({ ...wholeEvent(1), at: minutes(minute), ...overrides });

const events: readonly AuditEvent[] = [
  look(0),
  look(1, { actor: { accountId: 'system:safety-check', role: 'system', onBehalfOfAccountId: testId('Account', 1) } }),
  look(2, { actor: { accountId: testId('Account', 2), role: 'citizen' }, purpose: 'PATRQT' }),
  look(3, {
    outcome: 'refused',
    actor: { accountId: testId('Account', 1), role: 'physician', facilityId: testId('Facility', 1) },
    entries: [{ ...entry, classesSeen: ['public'], rules: [], classesRefused: ['clinical', 'identity-sensitive'] }],
  }),
  look(4, { purpose: 'ETREAT', entries: [{ ...entry, rules: [{ rule: 'clinical.4', condition: 'breakGlass' }] }] }),
  look(5, { entries: [{ ...entry, patientId: testId('Patient', 2) }] }),
  { at: minutes(6), requestId: 'r', action: 'sign-in', outcome: 'refused', count: 12, entries: [] },
];

let subgraph: OpenSubgraph<IdentityStore>;

beforeAll(async () => {
  subgraph = await openIdentity();
  await subgraph.keep(
    { type: 'Facility', record: aFacility({ id: testId('Facility', 1), name: 'Bệnh viện Đông Hà' }) },
    { type: 'Practitioner', record: aPractitioner({ id: testId('Practitioner', 1), name: 'Lê Văn Bình' }) },
    {
      type: 'Account',
      record: anAccount({ id: testId('Account', 1), username: 'bs.binh', practitionerId: testId('Practitioner', 1) }),
    },
    { type: 'Account', record: anAccount({ id: testId('Account', 2), username: 'bn.hoa', patientId: hoa }) },
  );
  await keepEvents(subgraph.store, events);
});
afterAll(() => subgraph.close());

const fields = `at outcome purpose role accountId practitioner { name } onBehalfOf { name } facility { name } categories refusedCategories grounds`;
type Node = Readonly<Record<string, unknown>>;

interface Entities<Item> {
  readonly _entities: readonly [{ readonly accessLog: Connection<Item> }];
}

async function accessLog(patientId: string, args = ''): Promise<readonly Node[]> {
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Patient {
    accessLog(first: 100 ${args}) { edges { node { ${fields} } } } } } }`;
  const { _entities } = await subgraph.dataOf<Entities<Node>>(query, {
    representations: [{ __typename: 'Patient', id: patientId }],
  });
  return _entities[0].accessLog.edges.map(({ node }) => node);
}

describe('who looked at a patient', () => {
  it('is told by name, role, facility, time, purpose, categories and grounds, and by nothing of what was seen', async () => {
    const log = await accessLog(hoa);

    expect(log.at(-1)).toEqual({
      at: minutes(0),
      outcome: 'SEEN',
      purpose: 'TREAT',
      role: 'PHYSICIAN',
      accountId: testId('Account', 1),
      practitioner: { name: 'Lê Văn Bình' },
      onBehalfOf: { name: 'Lê Văn Bình' },
      facility: { name: 'Bệnh viện Đông Hà' },
      categories: ['CLINICAL'],
      refusedCategories: ['HIV'],
      grounds: ['CARE_TEAM'],
    });
  });

  it('shows a system, and in whose name it looked', async () => {
    const log = await accessLog(hoa);

    expect(log.find(({ role }) => role === 'SYSTEM')).toMatchObject({
      accountId: 'system:safety-check',
      practitioner: null,
      onBehalfOf: { name: 'Lê Văn Bình' },
    });
  });

  it('shows who tried and was refused, and who broke the glass', async () => {
    const [broken, refused] = await accessLog(hoa);

    expect(broken).toMatchObject({ purpose: 'ETREAT', grounds: ['BREAK_GLASS'] });
    expect(refused).toMatchObject({ outcome: 'REFUSED', categories: [], refusedCategories: ['CLINICAL', 'IDENTITY_SENSITIVE'] });
  });

  it("leaves the person's own looks out unless they are asked for", async () => {
    const citizens = (log: readonly Node[]) => log.filter(({ role }) => role === 'CITIZEN').length;

    expect(citizens(await accessLog(hoa))).toBe(0);
    expect(citizens(await accessLog(hoa, 'own: true'))).toBe(1);
  });

  it('holds nothing of other patients', async () => {
    expect((await accessLog(hoa)).map(({ at }) => at)).toEqual([4, 3, 1, 0].map(minutes));
    expect(await accessLog(testId('Patient', 9))).toEqual([]);
  });

  it('comes in pages that miss nothing', async () => {
    const pages = await walk<{ readonly at: string }>(async (args) => {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Patient {
        accessLog(${args}) { edges { node { at } } pageInfo { hasNextPage endCursor } } } } }`;
      const { _entities } = await subgraph.dataOf<Entities<{ readonly at: string }>>(query, {
        representations: [{ __typename: 'Patient', id: hoa }],
      });
      return _entities[0].accessLog;
    }, 1);

    expect(pages.map(({ at }) => at)).toEqual([4, 3, 1, 0].map(minutes));
  });

  it('refuses a cursor of another list', async () => {
    const { errors } = await subgraph.ask(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Patient { accessLog(after: "x") { edges { cursor } } } } }',
      { representations: [{ __typename: 'Patient', id: hoa }] },
    );

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' });
  });
});

describe('the log for security officers', () => {
  const times = async (args: string) => {
    const data = await subgraph.dataOf<{ readonly auditEvents: Connection<{ readonly at: string }> }>(
      `{ auditEvents(first: 100 ${args}) { edges { node { at } } } }`,
    );
    return data.auditEvents.edges.map(({ node }) => node.at);
  };

  it.each([
    ['everything', '', [6, 5, 4, 3, 2, 1, 0]],
    ['a patient', `, patientId: "${testId('Patient', 2)}"`, [5]],
    ['an account', `, accountId: "${testId('Account', 2)}"`, [2]],
    ['a system', ', accountId: "system:safety-check"', [1]],
    ['a time', ', from: "2026-06-01T09:03:00+07:00", to: "2026-06-01T02:04:00Z"', [4, 3]],
  ])('lists %s', async (_name, args, expected) => {
    expect(await times(args)).toEqual(expected.map(minutes));
  });

  it('shows an event whole, with the fields of each patient', async () => {
    const { auditEvents } = await subgraph.dataOf<{
      readonly auditEvents: Connection<Node>;
    }>(`{ auditEvents(accountId: "${testId('Account', 1)}", to: "${minutes(0)}") { edges { node {
      id at requestId action outcome purpose role accountId account { username } onBehalfOf { username } facility { name } clientId tokenId operationName
      operationHash count patients entries { patient { id } classesSeen classesRefused fieldsSeen fieldsRefused rules facilities { name } } } } } }`);

    expect(auditEvents.edges.map(({ node }) => node)).toEqual([
      {
        id: 'gateway-1:1',
        at: minutes(0),
        requestId: 'request-1',
        action: 'READ',
        outcome: 'PARTIAL',
        purpose: 'TREAT',
        role: 'PHYSICIAN',
        accountId: testId('Account', 1),
        account: { username: 'bs.binh' },
        onBehalfOf: { username: 'bs.binh' },
        facility: { name: 'Bệnh viện Đông Hà' },
        clientId: 'portal',
        tokenId: 'token',
        operationName: 'Chart',
        operationHash: 'c0ffee',
        count: null,
        patients: 1,
        entries: [
          {
            patient: { id: hoa },
            classesSeen: ['CLINICAL'],
            classesRefused: ['HIV'],
            fieldsSeen: ['Condition.code'],
            fieldsRefused: ['Condition.note'],
            rules: ['clinical.1 careTeam'],
            facilities: [{ name: 'Bệnh viện Đông Hà' }],
          },
        ],
      },
    ]);
  });

  it('shows refused sign-ins, which have no account', async () => {
    const data = await subgraph.dataOf<{ readonly auditEvents: Connection<Node> }>(
      '{ auditEvents(first: 1) { edges { node { action count role accountId account { id } operationHash patients } } } }',
    );

    expect(data.auditEvents.edges[0]?.node).toEqual({
      action: 'SIGN_IN',
      count: 12,
      role: null,
      accountId: null,
      account: null,
      operationHash: null,
      patients: 0,
    });
  });

  it('refuses a time that ends before it begins', async () => {
    const { errors } = await subgraph.ask(`{ auditEvents(from: "${minutes(2)}", to: "${minutes(1)}") { edges { cursor } } }`);

    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'to' });
  });
});
