import { readFile } from 'node:fs/promises';
import { Forbidden } from '@health-graph/errors';
import { type ActorFacts, type Caller, createRequestPermissions, parsePolicyTable, type Row, stamp } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { buildASTSchema, type ExecutionResult, graphql, isObjectType, parse } from 'graphql';
import { decisionNotes } from './decision-notes.ts';
import { guardSchema } from './guard-schema.ts';
import { createGuard, withGuard } from './guarded-context.ts';
import { guardRoots } from './root-rules.ts';

const table = parsePolicyTable(await readFile(new URL('../../../../schema/policies.yaml', import.meta.url), 'utf8'));

const sdl = `
  directive @key(fields: String!) on OBJECT
  directive @external on FIELD_DEFINITION
  directive @requires(fields: String!) on FIELD_DEFINITION
  directive @policy(policies: [[String!]!]!) on OBJECT | FIELD_DEFINITION
  type Query {
    condition: Condition @policy(policies: [["public"]])
    patient: Patient @policy(policies: [["public"]])
    stranger: Patient @policy(policies: [["public"]])
    visits: Int @policy(policies: [["population"]])
    unstamped: Condition @policy(policies: [["public"]])
    contact: Encounter @policy(policies: [["public"]])
  }
  type Encounter @key(fields: "id") {
    id: ID! @policy(policies: [["public"]])
    subject: Patient @external
    conditions: ConditionConnection @requires(fields: "subject { id }") @policy(policies: [["clinical", "admin"]])
    untold: ConditionConnection @policy(policies: [["clinical", "admin"]])
  }
  type Condition @key(fields: "id") {
    id: ID! @policy(policies: [["public"]])
    note: String @policy(policies: [["clinical"]])
    facilityName: String @policy(policies: [["admin"]])
    dosage: Dosage @policy(policies: [["public"]])
    later: String @policy(policies: [["clinical"]])
    subject: Patient @policy(policies: [["clinical"]])
  }
  type Dosage @policy(policies: [["clinical"]]) { text: String }
  type Patient @key(fields: "id") {
    id: ID! @policy(policies: [["public"]])
    birthDate: String @policy(policies: [["identity"]])
    name: HumanName @policy(policies: [["identity"]])
    nationalId: String @policy(policies: [["identity"]])
    healthInsuranceNumber: String @policy(policies: [["identity"]])
    address: String @policy(policies: [["identity"]])
    conditions: ConditionConnection @policy(policies: [["clinical"]])
    careTeam: [Condition!] @policy(policies: [["staff"]])
  }
  type HumanName @policy(policies: [["public"]]) { use: String text: String given: [String!] }
  type ConditionConnection { edges: [ConditionEdge!]! pageInfo: PageInfo! }
  type ConditionEdge { cursor: String! node: Condition! }
  type PageInfo { hasNextPage: Boolean! }
`;

interface Asked {
  readonly caller?: Partial<Caller> | 'nobody';
  readonly facts?: ActorFacts['ofPatient'];
  readonly row?: Partial<Row>;
  readonly keepsPatients?: boolean;
}

const physician: Caller = { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT', scopes: [], facilityId: 'f1' };
const inCare = new Map([['p1', { careTeam: true }]]);

/** Runs `query` over one condition and one patient, as a repository would give them. */
async function ask(query: string, { caller = {}, facts = inCare, row = {}, keepsPatients = true }: Asked = {}) {
  const actorFacts: ActorFacts = { mayAct: true, leads: new Set(), ofPatient: facts };
  let questions = 0;
  const answer = async () => {
    questions += 1;
    return actorFacts;
  };
  const permissions = createRequestPermissions({
    table,
    caller: caller === 'nobody' ? undefined : { ...physician, ...caller },
    facts: { of: answer, ofRelated: answer },
  });
  await permissions.learn(['p1']);
  const schema = buildASTSchema(parse(sdl));
  const person = {
    id: 'p1',
    birthDate: '1968-03-08',
    name: { use: 'OFFICIAL', text: 'Nguyễn Thị Hòa', given: ['Hòa'] },
    nationalId: '000168012345',
    address: '12 Trần Hưng Đạo',
    conditions: () => {
      if (facts.get('p1') === undefined) throw new Forbidden('This caller may not see these records.');
      return { edges: [], pageInfo: { hasNextPage: false } };
    },
    careTeam: [],
  };
  const patientRow = { patientId: 'p1', facilityId: 'f1', labels: [] };
  const record = {
    id: 'c1',
    note: 'đau ngực',
    facilityName: 'Đông Hà',
    dosage: { text: '1 viên' },
    later: async () => 'mai',
    subject: { id: 'p2' },
  };
  const root = {
    condition: () => stamp({ ...record }, permissions.standingTo({ patientId: 'p1', facilityId: 'f1', labels: [], ...row })),
    patient: () => (keepsPatients ? stamp({ ...person }, permissions.standingTo(patientRow)) : { ...person }),
    visits: () => 3,
    unstamped: () => record,
    contact: () => ({ id: 'e1', subject: { id: 'p1' }, conditions: person.conditions, untold: person.conditions }),
  };
  const owns = new Map([['Condition', 'clinical'] as const, ...(keepsPatients ? [['Patient', 'identity'] as const] : [])]);
  const fields = guardSchema(schema, { owns });
  guardRoots(schema, table);
  const notes = decisionNotes(fields);
  const contextValue = withGuard({}, createGuard(permissions, notes));
  const result = (await graphql({ schema, source: query, rootValue: root, contextValue })) as ExecutionResult<Record<string, never>>;
  const codes = (result.errors ?? []).map(({ path, originalError }) => [path?.join('.'), (originalError as { code?: string })?.code]);
  return { data: JSON.parse(JSON.stringify(result.data)), codes, entries: notes.entries(), questions, schema };
}

describe('a guard', () => {
  it('lets the treating physician read, and notes by which rule', async () => {
    const { data, codes, entries } = await ask('{ condition { id note later dosage { text } } }');

    expect(codes).toEqual([]);
    expect(data.condition).toEqual({ id: 'c1', note: 'đau ngực', later: 'mai', dosage: { text: '1 viên' } });
    expect(entries).toEqual([
      {
        patientId: 'p1',
        classesSeen: ['clinical'],
        classesRefused: [],
        fieldsSeen: ['Condition.dosage', 'Condition.later', 'Condition.note'],
        fieldsRefused: [],
        rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
        facilityIds: ['f1'],
      },
    ]);
  });

  it('refuses each field by itself, and notes what was refused', async () => {
    const { data, codes, entries } = await ask('{ condition { id note facilityName } }', { facts: new Map() });

    expect(data.condition).toEqual({ id: 'c1', note: null, facilityName: 'Đông Hà' });
    expect(codes).toEqual([['condition.note', 'FORBIDDEN']]);
    expect(entries).toMatchObject([
      { fieldsSeen: ['Condition.facilityName'], fieldsRefused: ['Condition.note'], classesRefused: ['clinical'] },
    ]);
  });

  it('decides a value by the class of its type where the field itself says less', async () => {
    const { data, codes } = await ask('{ condition { dosage { text } } }', { facts: new Map() });

    expect(data.condition).toEqual({ dosage: null });
    expect(codes).toEqual([['condition.dosage', 'FORBIDDEN']]);
  });

  it('decides a raised record by its label, whatever the field', async () => {
    const { data } = await ask('{ condition { note facilityName } }', { row: { labels: ['hiv'] } });

    expect(data.condition).toEqual({ note: null, facilityName: null });
  });

  it('refuses a record of its own that nobody decided about', async () => {
    const { data, codes } = await ask('{ unstamped { note } }');

    expect(data.unstamped).toEqual({ note: null });
    expect(codes).toEqual([['unstamped.note', undefined]]);
  });

  it('refuses everything to nobody', async () => {
    expect((await ask('{ condition { id } }', { caller: 'nobody' })).codes).toEqual([['condition', 'UNAUTHENTICATED']]);
  });
});

describe('a mask', () => {
  const pharmacist = { caller: { role: 'pharmacist' } as const };

  it('leaves name and birth year, and the last digits of numbers', async () => {
    const { data, codes, entries } = await ask('{ patient { name { use text given } birthDate nationalId address } }', pharmacist);

    expect(data.patient).toEqual({
      name: { use: 'OFFICIAL', text: 'Nguyễn Thị Hòa', given: ['Hòa'] },
      birthDate: '1968',
      nationalId: '********2345',
      address: null,
    });
    expect(codes).toEqual([['patient.address', 'FORBIDDEN']]);
    expect(entries[0]).toMatchObject({ fieldsRefused: ['Patient.address'] });
  });
});

describe('a mask over nothing', () => {
  it('is nothing, and no refusal: what is not known has not been hidden', async () => {
    const { data, codes } = await ask('{ patient { healthInsuranceNumber nationalId } }', { caller: { role: 'pharmacist' } });

    expect(codes).toEqual([]);
    expect(data.patient).toEqual({ healthInsuranceNumber: null, nationalId: '********2345' });
  });
});

describe('an entity known by its key', () => {
  it('is asked about once for all of its fields', async () => {
    const { data, codes, questions } = await ask('{ patient { id conditions { edges { cursor } } careTeam { id } } }', {
      keepsPatients: false,
    });

    expect(codes).toEqual([]);
    expect(data.patient).toEqual({ id: 'p1', conditions: { edges: [] }, careTeam: [] });
    expect(questions).toBe(1);
  });

  it('costs no question where only its key is asked for', async () => {
    const { data, questions } = await ask('{ condition { subject { id } } }', { keepsPatients: false });

    expect(data.condition).toEqual({ subject: { id: 'p2' } });
    expect(questions).toBe(1); // About the condition's own patient.
  });

  it('is refused by the repository where no row could be seen, which is noted', async () => {
    const { codes, entries } = await ask('{ patient { conditions { edges { cursor } } } }', { keepsPatients: false, facts: new Map() });

    expect(codes).toEqual([['patient.conditions', 'FORBIDDEN']]);
    expect(entries).toMatchObject([{ patientId: 'p1', fieldsRefused: ['Patient.conditions'] }]);
  });
});

describe('a field that requires what another subgraph tells', () => {
  const lead = { caller: { role: 'head-of-unit' }, facts: new Map([['p1', {}]]) } as const;

  it('is decided by its rows: the classes of what it requires were decided where that is kept', async () => {
    const { data, codes, entries } = await ask('{ contact { conditions { edges { cursor } } untold { edges { cursor } } } }', lead);

    expect(data.contact).toEqual({ conditions: { edges: [] }, untold: null });
    expect(codes).toEqual([['contact.untold', 'FORBIDDEN']]);
    expect(entries).toMatchObject([{ patientId: 'p1', fieldsSeen: ['Encounter.conditions'], fieldsRefused: ['Encounter.untold'] }]);
  });

  it('is refused by the repository where no row could be seen, which is noted of the patient', async () => {
    const { codes, entries } = await ask('{ contact { conditions { edges { cursor } } } }', { facts: new Map() });

    expect(codes).toEqual([['contact.conditions', 'FORBIDDEN']]);
    expect(entries).toMatchObject([{ patientId: 'p1', fieldsRefused: ['Encounter.conditions'] }]);
  });
});

describe('a root field', () => {
  it('that leads to no rows is open to a role and purpose always or never', async () => {
    expect((await ask('{ visits }')).codes).toEqual([['visits', 'FORBIDDEN']]);
    const analyst = { role: 'health-department-analyst', purpose: 'PUBHLTH' } as const;
    expect((await ask('{ visits }', { caller: analyst })).data).toEqual({ visits: 3 });
  });
});

describe('guardSchema', () => {
  it('guards every field of every entity', async () => {
    const { schema } = await ask('{ condition { id } }');

    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || !['Condition', 'Patient'].includes(type.name)) continue;
      for (const field of Object.values(type.getFields()))
        expect({ [field.name]: typeof field.resolve }).toEqual({ [field.name]: 'function' });
    }
  });

  it('refuses a label on a field of a value type', () => {
    const wrong = buildASTSchema(parse(sdl.replace('{ text: String }', '{ text: String @policy(policies: [["hiv"]]) }')));

    expect(() => guardSchema(wrong, { owns: new Map() })).toThrow('A value type is labelled whole');
  });
});
