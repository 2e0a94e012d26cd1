import type { DrugInteraction } from '@health-graph/records';
import { allergenRulingOut } from '@health-graph/terminology';
import { ingredientsAffectedBy, interactionsAmong } from './interactions.ts';
import { alertKey, blocks, opaqueAlert, type SafetyAlert, type VisibleAlert } from './safety-alert.ts';

/** Something on a patient's record that a prescription is checked against. */
export interface OnRecord {
  /** Ingredients of a medicine, or substances of an allergy; as the lists write them. */
  readonly substances: readonly string[];
  /** False where it was not understood, so that nothing may be concluded from it. */
  readonly isRecognised: boolean;
  /** Whether this caller may not see it. */
  readonly isHidden: boolean;
}

/** What a prescription is checked against; a part that is absent could not be found out. */
export interface SafetyProfile {
  readonly medicines?: readonly OnRecord[] | undefined;
  readonly allergies?: readonly OnRecord[] | undefined;
}

/** What is to be prescribed. */
export interface Proposal {
  /** The ingredients of each medicine, as the lists write them. */
  readonly medicines: readonly (readonly string[])[];
  /** False where a part of it was not understood. */
  readonly isRecognised: boolean;
}

export type CheckGap =
  | 'MEDICINES_UNAVAILABLE'
  | 'ALLERGIES_UNAVAILABLE'
  | 'MEDICINE_NOT_RECOGNISED'
  | 'ALLERGY_NOT_RECOGNISED'
  | 'PROPOSAL_NOT_RECOGNISED';

export interface PrescriptionCheck {
  readonly status: 'CLEAR' | 'ALERTS' | 'CHECK_INCOMPLETE';
  /** As a contraindication does, so do an incomplete check and the opaque alert. */
  readonly blocksSigning: boolean;
  /** Allergies, then interactions, the severest first, then what is taken twice, and the opaque one last. */
  readonly alerts: readonly SafetyAlert[];
  /** Why the check is incomplete. */
  readonly gaps: readonly CheckGap[];
}

/**
 * Checks a proposal against what is on record. What the caller sees is computed from what the caller may see, and from nothing else; all that is
 * hidden adds one bit, whether anything more would be said if all were shown. An item that is hidden and was not understood sets that bit too: to
 * call the check incomplete instead would tell hidden rows apart.
 * @param listed every listed interaction that an ingredient of the proposal is part of
 */
export function checkPrescription(proposal: Proposal, profile: SafetyProfile, listed: readonly DrugInteraction[]): PrescriptionCheck {
  const shown = { medicines: profile.medicines?.filter(isShown), allergies: profile.allergies?.filter(isShown) };
  const visible = alertsOf(proposal, shown, listed);
  const gaps = gapsOf(proposal, shown);
  const alerts = saysMore(proposal, profile, listed, visible) ? [...visible, opaqueAlert] : visible;
  const isIncomplete = gaps.length > 0;
  return {
    status: isIncomplete ? 'CHECK_INCOMPLETE' : alerts.length > 0 ? 'ALERTS' : 'CLEAR',
    blocksSigning: isIncomplete || alerts.some(blocks),
    alerts,
    gaps,
  };
}

const isShown = ({ isHidden }: OnRecord): boolean => !isHidden;

function saysMore(
  proposal: Proposal,
  profile: SafetyProfile,
  listed: readonly DrugInteraction[],
  visible: readonly VisibleAlert[],
): boolean {
  const hidden = [...(profile.medicines ?? []), ...(profile.allergies ?? [])].filter(({ isHidden }) => isHidden);
  if (hidden.some(({ isRecognised }) => !isRecognised)) return true;
  const said = new Set(visible.map(alertKey));
  return hidden.length > 0 && alertsOf(proposal, profile, listed).some((alert) => !said.has(alertKey(alert)));
}

function gapsOf({ isRecognised }: Proposal, { medicines, allergies }: SafetyProfile): CheckGap[] {
  const gaps: CheckGap[] = [];
  if (!isRecognised) gaps.push('PROPOSAL_NOT_RECOGNISED');
  if (medicines === undefined) gaps.push('MEDICINES_UNAVAILABLE');
  else if (medicines.some((medicine) => !medicine.isRecognised)) gaps.push('MEDICINE_NOT_RECOGNISED');
  if (allergies === undefined) gaps.push('ALLERGIES_UNAVAILABLE');
  else if (allergies.some((allergy) => !allergy.isRecognised)) gaps.push('ALLERGY_NOT_RECOGNISED');
  return gaps;
}

function alertsOf(
  proposal: Proposal,
  { medicines = [], allergies = [] }: SafetyProfile,
  listed: readonly DrugInteraction[],
): VisibleAlert[] {
  const proposed = [...new Set(proposal.medicines.flat())].sort();
  const taken = new Set(medicines.flatMap(({ substances }) => substances));
  return [
    ...allergyAlerts(proposed, [...new Set(allergies.flatMap(({ substances }) => substances))].sort()),
    ...interactionAlerts(proposed, [...taken], listed),
    ...duplicateAlerts(proposed, taken, proposal),
  ];
}

/** Interactions that a proposed ingredient takes part in; among what is taken already, nothing new is prescribed. */
function interactionAlerts(proposed: readonly string[], taken: readonly string[], listed: readonly DrugInteraction[]): VisibleAlert[] {
  const isNew = new Set(proposed);
  const found = interactionsAmong([...proposed, ...taken], listed);
  return found
    .filter((interaction) => ingredientsAffectedBy(interaction).some((ingredient) => isNew.has(ingredient)))
    .map(({ ingredients = [], severity, mechanism, consequence, management, source }) => ({
      kind: 'INTERACTION',
      ingredients,
      ...(severity && { level: severity }),
      ...(mechanism && { mechanism }),
      ...(consequence && { consequence }),
      ...(management && { management }),
      ...(source && { source }),
    }));
}

function allergyAlerts(proposed: readonly string[], allergens: readonly string[]): VisibleAlert[] {
  return proposed.flatMap((ingredient): VisibleAlert[] => {
    const allergen = allergenRulingOut(ingredient, allergens);
    if (allergen === undefined) return [];
    return [
      {
        kind: 'ALLERGY',
        ingredients: [ingredient],
        level: 'CONTRAINDICATED',
        mechanism: `allergy or intolerance on record: ${allergen}`,
        management: 'do not give; choose a medicine of another group',
      },
    ];
  });
}

function duplicateAlerts(proposed: readonly string[], taken: ReadonlySet<string>, { medicines }: Proposal): VisibleAlert[] {
  const isTwice = (ingredient: string) => medicines.filter((medicine) => medicine.includes(ingredient)).length > 1;
  return proposed
    .filter((ingredient) => taken.has(ingredient) || isTwice(ingredient))
    .map((ingredient) => ({
      kind: 'DUPLICATE',
      ingredients: [ingredient],
      level: 'AVOID',
      mechanism: 'the same ingredient is taken twice',
      management: 'stop one of the two, or check the total dose',
    }));
}
