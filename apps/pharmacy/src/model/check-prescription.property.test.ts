import { ingredientsNamed, interactions } from '@health-graph/terminology';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aDrugInteraction, testId } from './builders.ts';
import { checkPrescription, type OnRecord, type Proposal, type SafetyProfile } from './check-prescription.ts';
import { opaqueAlert } from './safety-alert.ts';

const upper = {
  contraindicated: 'CONTRAINDICATED',
  contraindicated_conditional: 'CONTRAINDICATED_CONDITIONAL',
  avoid: 'AVOID',
  major: 'MAJOR',
} as const;

/** The national list as the store holds it. */
const listed = interactions.map(({ severity, ingredients, ...rest }, number) =>
  aDrugInteraction({ ...rest, ingredients: [...ingredients], severity: upper[severity], id: testId('DrugInteraction', number) }),
);

/** Few names, so that they meet often: a hidden regimen, what interacts with it, and bystanders. */
const substances = [
  'lopinavir',
  'ritonavir',
  'simvastatin',
  'efavirenz',
  'warfarin',
  'clarithromycin',
  'metformin',
  'amoxicillin',
  'colchicine',
];
const allergens = [...substances, 'penicillins', 'macrolides'];

const item = (names: readonly string[], isHidden: fc.Arbitrary<boolean>): fc.Arbitrary<OnRecord> =>
  fc.record({
    substances: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }),
    isRecognised: fc.boolean(),
    isHidden,
  });

const shown = fc.constant(false);
const hidden = fc.constant(true);
const proposals: fc.Arbitrary<Proposal> = fc.record({
  medicines: fc.array(fc.uniqueArray(fc.constantFrom(...substances), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
  isRecognised: fc.boolean(),
});
const visibleProfiles: fc.Arbitrary<SafetyProfile> = fc.record({
  medicines: fc.option(fc.array(item(substances, shown), { maxLength: 3 }), { nil: undefined }),
  allergies: fc.option(fc.array(item(allergens, shown), { maxLength: 2 }), { nil: undefined }),
});
const hiddenRows = fc.record({
  medicines: fc.array(item(substances, hidden), { maxLength: 4 }),
  allergies: fc.array(item(allergens, hidden), { maxLength: 3 }),
});

/** Rows are added to what could be read; what could not be read stays so. */
const withHidden = ({ medicines, allergies }: SafetyProfile, rows: { medicines: OnRecord[]; allergies: OnRecord[] }): SafetyProfile => ({
  medicines: medicines && [...medicines, ...rows.medicines],
  allergies: allergies && [...allergies, ...rows.allergies],
});
const answer = (proposal: Proposal, profile: SafetyProfile) => checkPrescription(proposal, profile, listed);
const text = (value: unknown) => JSON.stringify(value);

describe('whatever is hidden', () => {
  it('adds nothing to the answer, or exactly the one opaque alert', () => {
    let opaque = 0;
    let nothing = 0;
    fc.assert(
      fc.property(proposals, visibleProfiles, hiddenRows, (proposal, visible, rows) => {
        const without = answer(proposal, visible);
        const whole = answer(proposal, withHidden(visible, rows));
        const withAlert = {
          status: without.gaps.length > 0 ? 'CHECK_INCOMPLETE' : 'ALERTS',
          blocksSigning: true,
          alerts: [...without.alerts, opaqueAlert],
          gaps: without.gaps,
        };

        if (text(whole) === text(without)) nothing += 1;
        else opaque += 1;
        return text(whole) === text(without) || text(whole) === text(withAlert);
      }),
      { numRuns: 3_000 },
    );

    expect(opaque).toBeGreaterThan(300);
    expect(nothing).toBeGreaterThan(300);
  });

  it('gives the same bytes for every hidden cause', () => {
    const answers = new Set<string>();
    fc.assert(
      fc.property(hiddenRows, (rows) => {
        const whole = answer({ medicines: [['simvastatin']], isRecognised: true }, withHidden({ medicines: [], allergies: [] }, rows));
        answers.add(text(whole));
      }),
      { numRuns: 2_000 },
    );

    // Nothing hidden decides, or something does: there is no third answer.
    expect(answers.size).toBe(2);
  });

  it('is never said where the same row, shown, would say nothing, and always where it would say more', () => {
    fc.assert(
      fc.property(proposals, visibleProfiles, hiddenRows, (proposal, visible, rows) => {
        const hiddenAnswer = answer(proposal, withHidden(visible, rows));
        const reveal = (row: OnRecord): OnRecord => ({ ...row, isHidden: false });
        const shownAnswer = answer(
          proposal,
          withHidden(visible, { medicines: rows.medicines.map(reveal), allergies: rows.allergies.map(reveal) }),
        );
        const without = answer(proposal, visible);
        const keys = ({ alerts }: typeof without) => new Set(alerts.map((alert) => text({ ...alert, mechanism: undefined })));
        const known = keys(without);
        const saysMore = [...keys(shownAnswer)].some((key) => !known.has(key));
        const isUnread = [
          ...(visible.medicines === undefined ? [] : rows.medicines),
          ...(visible.allergies === undefined ? [] : rows.allergies),
        ].some(({ isRecognised }) => !isRecognised);

        return hiddenAnswer.alerts.includes(opaqueAlert) === (saysMore || isUnread);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is asked of names that the list knows', () => {
    const known = new Set(interactions.flatMap(({ ingredients }) => ingredients.flatMap(ingredientsNamed)));

    expect(substances.filter((name) => known.has(name)).length).toBeGreaterThan(6);
  });
});
