import { recordId } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { type AuditEntry, auditEntriesFromJson, mergeEntries } from './index.ts';

const patientId = recordId('test', 'Patient', '1');
const facilityId = recordId('test', 'Facility', '1');
const isField = (coordinate: string) => ['Condition.code', 'Condition.note', 'Condition.asserter'].includes(coordinate);
const entry: AuditEntry = {
  patientId,
  classesSeen: ['clinical'],
  classesRefused: ['hiv'],
  fieldsSeen: ['Condition.code'],
  fieldsRefused: ['Condition.note'],
  rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
  facilityIds: [facilityId],
};

describe('entries that a subgraph sends', () => {
  it('are taken as they are', () => {
    expect(auditEntriesFromJson([entry], isField)).toEqual([entry]);
  });

  it('lose what is no part of an entry', () => {
    expect(auditEntriesFromJson([{ ...entry, name: 'Nguyễn Thị Hòa', rules: [{ ...entry.rules[0], value: 'B20' }] }], isField)).toEqual([
      entry,
    ]);
  });

  it.each([
    ['no list', entry],
    ['no object', ['x']],
    ['nothing', [null]],
    ['a national number as the patient', [{ ...entry, patientId: '045190001234' }]],
    ['an insurance number as the facility', [{ ...entry, facilityIds: ['GD4450012345678'] }]],
    ['a class that is none', [{ ...entry, classesSeen: ['Nguyễn Thị Hòa'] }]],
    ['a value beside the field', [{ ...entry, fieldsSeen: ['Condition.code=B20'] }]],
    ['a field that is none', [{ ...entry, fieldsRefused: ['0912345678'] }]],
    ['a number as the field', [{ ...entry, fieldsSeen: ['Condition.GD4450012345678'] }]],
    ['a rule that is none', [{ ...entry, rules: [{ rule: 'hòa.1', condition: 'self' }] }]],
    ['a rule with more behind it', [{ ...entry, rules: [{ rule: 'hiv.1.B20', condition: 'self' }] }]],
    ['a condition that is none', [{ ...entry, rules: [{ rule: 'hiv.1', condition: 'B20' }] }]],
    ['a missing list', [{ ...entry, fieldsSeen: undefined }]],
  ])('are refused with %s', (_name, value) => {
    expect(auditEntriesFromJson(value, isField)).toBeUndefined();
  });
});

describe('entries of one request', () => {
  it('become one for each patient, with everything once and in order', () => {
    const other = {
      ...entry,
      classesSeen: ['identity', 'clinical'] as const,
      fieldsSeen: ['Condition.code', 'Condition.asserter'],
      rules: [],
    };

    expect(mergeEntries([entry, other])).toEqual([
      { ...entry, classesSeen: ['clinical', 'identity'], fieldsSeen: ['Condition.asserter', 'Condition.code'] },
    ]);
  });

  it('keep patients apart, and what concerns none', () => {
    const { patientId: _, ...nobody } = entry;
    const second = { ...entry, patientId: recordId('test', 'Patient', '2') };

    expect(mergeEntries([second, nobody, entry]).map((merged) => merged.patientId)).toEqual([
      undefined,
      ...[patientId, second.patientId].sort(),
    ]);
  });

  it('keep each condition of a rule', () => {
    const byConsent = { ...entry, rules: [{ rule: 'clinical.1', condition: 'consent' }] as const };

    expect(mergeEntries([entry, byConsent, entry])[0]?.rules).toEqual([
      { rule: 'clinical.1', condition: 'careTeam' },
      { rule: 'clinical.1', condition: 'consent' },
    ]);
  });
});
