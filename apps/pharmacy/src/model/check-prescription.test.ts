import type { DrugInteraction } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import { aDrugInteraction, testId } from './builders.ts';
import { checkPrescription, type OnRecord, type Proposal, type SafetyProfile } from './check-prescription.ts';
import { opaqueAlert } from './safety-alert.ts';

const pair = (number: number, ingredients: string[], severity: NonNullable<DrugInteraction['severity']>) =>
  aDrugInteraction({ id: testId('DrugInteraction', number), ingredients, severity, source: `list no. ${number}` });

const listed = [
  pair(1, ['simvastatin', 'lopinavir/ritonavir'], 'CONTRAINDICATED'),
  pair(2, ['simvastatin', 'clarithromycin'], 'CONTRAINDICATED_CONDITIONAL'),
  pair(3, ['ibuprofen', 'warfarin'], 'AVOID'),
  pair(4, ['clarithromycin', 'warfarin'], 'MAJOR'),
];

const proposing = (...names: string[]): Proposal => ({ medicines: names.map((name) => [name]), isRecognised: true });
const shown = (...substances: string[]): OnRecord => ({ substances, isRecognised: true, isHidden: false });
const hidden = (...substances: string[]): OnRecord => ({ ...shown(...substances), isHidden: true });
const profile = (medicines: readonly OnRecord[], allergies: readonly OnRecord[] = []): SafetyProfile => ({ medicines, allergies });
const check = (proposal: Proposal, against: SafetyProfile) => checkPrescription(proposal, against, listed);

describe('a prescription that meets nothing', () => {
  it('is clear', () => {
    expect(check(proposing('simvastatin'), profile([shown('metformin')]))).toEqual({
      status: 'CLEAR',
      blocksSigning: false,
      alerts: [],
      gaps: [],
    });
  });
});

describe('what is shown to the caller', () => {
  it('alerts to a listed interaction with its level, mechanism and management', () => {
    expect(check(proposing('simvastatin'), profile([shown('lopinavir', 'ritonavir')]))).toMatchObject({
      status: 'ALERTS',
      blocksSigning: true,
      alerts: [
        {
          kind: 'INTERACTION',
          ingredients: ['simvastatin', 'lopinavir/ritonavir'],
          level: 'CONTRAINDICATED',
          mechanism: 'clarithromycin inhibits CYP3A4 and P-gp',
          management: 'do not combine',
          source: 'list no. 1',
        },
      ],
    });
  });

  it('blocks signing for a contraindication only', () => {
    expect(check(proposing('ibuprofen'), profile([shown('warfarin')]))).toMatchObject({ status: 'ALERTS', blocksSigning: false });
    expect(check(proposing('clarithromycin'), profile([shown('warfarin')]))).toMatchObject({ status: 'ALERTS', blocksSigning: false });
    expect(check(proposing('clarithromycin'), profile([shown('simvastatin')]))).toMatchObject({ blocksSigning: false });
  });

  it('takes a level that the list does not give for the worst', () => {
    const { severity: _, ...unsaid } = pair(5, ['ibuprofen', 'methotrexate'], 'AVOID');

    const answer = checkPrescription(proposing('ibuprofen'), profile([shown('methotrexate')]), [unsaid]);

    expect(answer).toMatchObject({ status: 'ALERTS', blocksSigning: true });
  });

  it('alerts to interactions among what is proposed', () => {
    expect(check(proposing('simvastatin', 'clarithromycin'), profile([])).alerts).toMatchObject([{ level: 'CONTRAINDICATED_CONDITIONAL' }]);
  });

  it('does not alert to what is taken already', () => {
    expect(check(proposing('metformin'), profile([shown('simvastatin'), shown('clarithromycin')])).alerts).toEqual([]);
  });

  it('alerts to an ingredient that is taken already, or proposed twice', () => {
    const alert = { kind: 'DUPLICATE', ingredients: ['metformin'], level: 'AVOID' };

    expect(check(proposing('metformin'), profile([shown('metformin')]))).toMatchObject({ alerts: [alert], blocksSigning: false });
    expect(check(proposing('metformin', 'metformin'), profile([])).alerts).toMatchObject([alert]);
  });

  it('alerts to an allergy to the substance or to its group, and blocks', () => {
    expect(check(proposing('amoxicillin'), profile([], [shown('penicillins')]))).toMatchObject({
      alerts: [
        { kind: 'ALLERGY', ingredients: ['amoxicillin'], level: 'CONTRAINDICATED', mechanism: expect.stringContaining('penicillins') },
      ],
      blocksSigning: true,
    });
    expect(check(proposing('metformin'), profile([], [shown('penicillins')])).alerts).toEqual([]);
  });
});

describe('an incomplete profile', () => {
  it.each([
    ['MEDICINES_UNAVAILABLE', proposing('metformin'), { allergies: [] }],
    ['ALLERGIES_UNAVAILABLE', proposing('metformin'), { medicines: [] }],
    ['MEDICINE_NOT_RECOGNISED', proposing('metformin'), profile([{ ...shown(), isRecognised: false }])],
    ['ALLERGY_NOT_RECOGNISED', proposing('metformin'), profile([], [{ ...shown(), isRecognised: false }])],
    ['PROPOSAL_NOT_RECOGNISED', { ...proposing('metformin'), isRecognised: false }, profile([])],
  ] as const)('is CHECK_INCOMPLETE and blocks signing: %s', (gap, proposal, against) => {
    expect(check(proposal, against)).toEqual({ status: 'CHECK_INCOMPLETE', blocksSigning: true, alerts: [], gaps: [gap] });
  });

  it('still alerts to what is known', () => {
    expect(check(proposing('ibuprofen'), { medicines: [shown('warfarin')] })).toMatchObject({
      status: 'CHECK_INCOMPLETE',
      alerts: [{ kind: 'INTERACTION' }],
    });
  });
});

describe('what is hidden from the caller', () => {
  it('becomes the opaque alert and blocks, whatever its level', () => {
    const answer = { status: 'ALERTS', blocksSigning: true, alerts: [opaqueAlert], gaps: [] };

    expect(check(proposing('simvastatin'), profile([hidden('lopinavir', 'ritonavir')]))).toEqual(answer);
    expect(check(proposing('ibuprofen'), profile([hidden('warfarin')]))).toEqual(answer);
    expect(check(proposing('metformin'), profile([hidden('metformin')]))).toEqual(answer);
    expect(check(proposing('amoxicillin'), profile([], [hidden('penicillins')]))).toEqual(answer);
  });

  it('becomes one alert, however much is hidden', () => {
    const against = profile([hidden('clarithromycin'), hidden('lopinavir', 'ritonavir'), hidden('simvastatin')], [hidden('simvastatin')]);

    expect(check(proposing('simvastatin'), against).alerts).toEqual([opaqueAlert]);
  });

  it('says nothing where it does not decide', () => {
    expect(check(proposing('metformin'), profile([hidden('lopinavir', 'ritonavir')]))).toMatchObject({ status: 'CLEAR', alerts: [] });
  });

  it('says nothing that a shown row says already', () => {
    const against = profile([shown('clarithromycin'), hidden('clarithromycin')], [shown('penicillins'), hidden('amoxicillin')]);

    expect(check(proposing('simvastatin', 'amoxicillin'), against).alerts.map(({ kind }) => kind)).toEqual(['ALLERGY', 'INTERACTION']);
  });

  it('decides together with what is shown: half of a fixed combination is enough', () => {
    expect(check(proposing('simvastatin'), profile([shown('ritonavir'), hidden('lopinavir')])).alerts).toEqual([opaqueAlert]);
  });

  it('becomes the opaque alert where it was not understood, and never makes a check incomplete', () => {
    const unread: OnRecord = { substances: [], isRecognised: false, isHidden: true };

    expect(check(proposing('metformin'), profile([unread]))).toEqual({
      status: 'ALERTS',
      blocksSigning: true,
      alerts: [opaqueAlert],
      gaps: [],
    });
    expect(check(proposing('metformin'), profile([], [unread])).alerts).toEqual([opaqueAlert]);
  });
});

describe('the opaque alert', () => {
  it('names no medicine, level, class or facility, and whom to call', () => {
    expect(Object.keys(opaqueAlert).sort()).toEqual(['contact', 'kind', 'management']);
    expect(opaqueAlert.contact).toContain('Dược sĩ lâm sàng trực');
    expect(JSON.stringify(opaqueAlert)).not.toMatch(/hiv|arv|contraindicat|hidden|allerg|interact/i);
    expect(Object.isFrozen(opaqueAlert)).toBe(true);
  });
});
