import type { Decision, RowStanding } from '@health-graph/permissions';
import { describe, expect, it } from '@jest/globals';
import { decisionNotes, type GuardedField } from './decision-notes.ts';

const code: GuardedField = { index: 0, coordinate: 'Condition.code', classes: ['clinical'] };
const name: GuardedField = { index: 1, coordinate: 'Patient.name', classes: ['identity'] };
const permit: Decision = { outcome: 'permit', reasons: [{ dataClass: 'clinical', rule: 'clinical.1', condition: 'careTeam' }] };
const deny: Decision = { outcome: 'deny', refused: 'identity', reasons: [] };
const standing = (patientId: string, decision: Decision): RowStanding => ({
  row: { patientId, labels: [] },
  decide: () => decision,
  decideRow: () => decision,
});

describe('what a request was shown and refused', () => {
  it('is told by patient: fields, classes and the rules that permitted', () => {
    const notes = decisionNotes([code, name]);

    notes.note(standing('p1', permit), code, true);
    notes.note(standing('p1', deny), name, false);

    expect(notes.entries()).toEqual([
      {
        patientId: 'p1',
        classesSeen: ['clinical'],
        classesRefused: ['identity'],
        fieldsSeen: ['Condition.code'],
        fieldsRefused: ['Patient.name'],
        rules: [{ rule: 'clinical.1', condition: 'careTeam' }],
        facilityIds: [],
      },
    ]);
  });

  it('names the patient of a row that was left out, so that who tries one after the other is found', () => {
    const notes = decisionNotes([code, name]);

    notes.noteRefusedRow({ patientId: 'p2', labels: ['hiv'] }, 'clinical');
    notes.noteRefusedRow({ patientId: 'p2', labels: [] }, 'clinical');
    notes.noteRefusedRow({ labels: [] }, 'staff');

    expect(notes.entries()).toMatchObject([{ patientId: 'p2', classesRefused: ['clinical'], fieldsRefused: [] }]);
  });
});
