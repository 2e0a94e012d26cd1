import type { AuditEntry, AuditEvent } from '@health-graph/audit';
import { recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { createRequestAudit, type RequestAuditOptions } from './request-audit.ts';

const id = (type: string, number = 1) => recordId('test', type, String(number));
const caller = {
  accountId: id('Account'),
  role: 'physician',
  purpose: 'TREAT',
  scopes: ['user/*.rs'],
  facilityId: id('Facility'),
} as const;
const entry = (overrides: Partial<AuditEntry> = {}): AuditEntry => ({
  patientId: id('Patient'),
  classesSeen: ['clinical'],
  classesRefused: [],
  fieldsSeen: ['Condition.code'],
  fieldsRefused: [],
  rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
  facilityIds: [id('Facility')],
  ...overrides,
});
const answered = (...entries: AuditEntry[]) => ({ data: { a: 1 }, extensions: { audit: { entries } } });

function asked(text: string) {
  const document = parse(text);
  const operation = document.definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('The test has no operation.');
  return { document, operation, hash: 'c0ffee' };
}

function auditOf(overrides: Partial<RequestAuditOptions> = {}) {
  const written: AuditEvent[] = [];
  const writer = { append: async (event: AuditEvent) => void written.push(event) };
  const audit = createRequestAudit({
    writer,
    requestId: 'r1',
    signedIn: { caller },
    now: () => new Date('2026-08-01T08:00:00Z'),
    isField: (coordinate) => ['Condition.code', 'MedicationRequest.dosage'].includes(coordinate),
    ...overrides,
  });
  return { audit, written };
}

const chart = asked('query Chart { patient(id: "x") { id } }');

describe('the envelope of a request', () => {
  it('says who asked what for which purpose, and what came of it', async () => {
    const { audit, written } = auditOf();

    audit.take('encounters', answered(entry()));
    await audit.finish(chart, { data: { patient: { id: 'x' } } });

    expect(written).toEqual([
      {
        at: '2026-08-01T08:00:00.000Z',
        requestId: 'r1',
        action: 'read',
        outcome: 'success',
        purpose: 'TREAT',
        actor: { accountId: caller.accountId, role: 'physician', facilityId: caller.facilityId },
        operation: { name: 'Chart', hash: 'c0ffee' },
        entries: [entry()],
      },
    ]);
  });

  it('has one entry for each patient, whatever subgraphs were asked', async () => {
    const { audit, written } = auditOf();

    audit.take('encounters', answered(entry(), entry({ patientId: id('Patient', 2) })));
    audit.take('pharmacy', answered(entry({ classesSeen: ['hiv'], fieldsSeen: ['MedicationRequest.dosage'] })));
    await audit.finish(chart, { data: { patient: {} } });

    const entries = written[0]?.entries ?? [];
    expect(entries).toHaveLength(2);
    expect(entries.find(({ patientId }) => patientId === id('Patient'))).toMatchObject({
      classesSeen: ['clinical', 'hiv'],
      fieldsSeen: ['Condition.code', 'MedicationRequest.dosage'],
    });
  });

  it('holds what was cut before any subgraph was asked', async () => {
    const { audit, written } = auditOf();

    audit.cut([{ coordinate: 'Patient.nationalId', classes: ['identity-sensitive'] }]);
    await audit.finish(chart, { data: { patient: null }, errors: [{}] });

    expect(written).toMatchObject([
      { outcome: 'refused', entries: [{ classesRefused: ['identity-sensitive'], fieldsRefused: ['Patient.nationalId'] }] },
    ]);
  });

  it('shows in whose name a system acted, through which client and token', async () => {
    const act = id('Account', 2);
    const signedIn = {
      caller: { ...caller, accountId: 'system:safety-check', role: 'system' as const, act },
      clientId: 'portal',
      tokenId: 'b6f4d3f2-93a3-4b0e-8f2e-0d6f1a7f3c11',
    };
    const { audit, written } = auditOf({ signedIn });

    audit.take('pharmacy', answered());
    await audit.finish(chart, { data: {} });

    expect(written[0]?.actor).toMatchObject({
      accountId: 'system:safety-check',
      onBehalfOfAccountId: act,
      clientId: 'portal',
      tokenId: signedIn.tokenId,
    });
  });

  it.each([
    ['mutation M { sign { id } }', 'write'],
    ['subscription S { admitted { id } }', 'event'],
    ['{ patient { id } }', 'read'],
  ])('says of %s that it is a %s', async (text, action) => {
    const { audit, written } = auditOf();

    await audit.finish(asked(text), { data: { x: 1 } });

    expect(written[0]?.action).toBe(action);
  });

  it.each([
    ['everything came', { data: { a: 1 } }, [entry()], 'success'],
    ['something failed', { data: { a: 1, b: null }, errors: [{}] }, [entry()], 'partial'],
    ['something was refused without an error', { data: { a: [] } }, [entry({ classesRefused: ['hiv'] })], 'partial'],
    ['nothing came because it was refused', { data: { a: null }, errors: [{}] }, [entry({ classesRefused: ['hiv'] })], 'refused'],
    ['nothing came because something failed', { data: null, errors: [{}] }, [], 'failed'],
    ['there was nothing', { data: { a: null } }, [], 'success'],
  ])('tells that %s', async (_name, result, entries, outcome) => {
    const { audit, written } = auditOf();

    audit.take('encounters', answered(...entries));
    await audit.finish(chart, result);

    expect(written[0]?.outcome).toBe(outcome);
  });

  it('is written for somebody who did not sign in, who then has no name and no purpose', async () => {
    const { audit, written } = auditOf({ signedIn: undefined });

    await audit.finish(chart, { data: { patient: null }, errors: [{}] });

    expect(written).toHaveLength(1);
    expect(written[0]).not.toHaveProperty('actor');
    expect(written[0]).not.toHaveProperty('purpose');
  });

  it.each([
    '{ __typename }',
    '{ __schema { types { name } } }',
    'query Q { ...F ... { __typename } } fragment F on Query { __type(name: "A") { name } }',
  ])('is not written for the schema itself: %s', async (text) => {
    const { audit, written } = auditOf();

    await audit.finish(asked(text), { data: {} });

    expect(written).toEqual([]);
  });

  it('is written for a field that hides in a fragment beside the schema', async () => {
    const { audit, written } = auditOf();

    await audit.finish(asked('{ __typename ...F } fragment F on Query { ... on Query { patient { id } } }'), { data: {} });

    expect(written).toHaveLength(1);
  });
});

describe('what a subgraph says of its answer', () => {
  it('is taken out before anything else reads the answer', () => {
    const { audit } = auditOf();

    expect(audit.take('encounters', answered(entry()))).toEqual({ data: { a: 1 } });
    expect(audit.take('encounters', { data: { a: 1 }, errors: [], extensions: { audit: { entries: [] }, cost: 3 } })).toEqual({
      data: { a: 1 },
      errors: [],
      extensions: { cost: 3 },
    });
  });

  it.each([
    ['nothing', { data: { a: 1 } }],
    ['nothing beside other extensions', { data: { a: 1 }, extensions: { cost: 1 } }],
    ['null', { data: { a: 1 }, extensions: { audit: null } }],
    ['no entries', { data: { a: 1 }, extensions: { audit: {} } }],
    ['a name in an entry', { data: { a: 1 }, extensions: { audit: { entries: [{ ...entry(), facilityIds: ['Nguyễn Thị Hòa'] }] } } }],
    [
      'a field that the schema does not have',
      { data: { a: 1 }, extensions: { audit: { entries: [{ ...entry(), fieldsSeen: ['Condition.hoa'] }] } } },
    ],
    ['wrong entries of an answer without data', { data: null, extensions: { audit: { entries: 1 } } }],
  ])('makes the answer worthless when it is %s', (_name, answer) => {
    const { audit } = auditOf();

    expect(() => audit.take('encounters', answer)).toThrow(
      expect.objectContaining({ code: 'SUBGRAPH_INVALID_ANSWER', details: { subgraph: 'encounters' } }),
    );
  });

  it('may be missing where the answer brings no data: the request was refused before anything ran', () => {
    const { audit } = auditOf();
    const refusal = { errors: [{ message: 'Sign in.', extensions: { code: 'UNAUTHENTICATED' } }] };

    expect(audit.take('encounters', refusal)).toEqual(refusal);
  });
});
