import type { Condition, Judgement } from '@health-graph/permissions';
import type { PlaceName } from './explanation.ts';

/** What holds when a condition holds. */
export const conditionWords: Readonly<Record<Condition, string>> = {
  always: 'always',
  self: 'the account is the patient',
  guardian: 'the account is the guardian of the patient by law, and the minor is not protected in this class',
  careTeam: "the account takes part in the patient's care, and its own facility made the record or nobody in particular",
  assigned: 'the patient, or a case or claim of the patient, was given to the account by name',
  unitLead: 'the account leads the department that made the record',
  sameFacility: "the account's own facility made the record",
  consent: "the patient consented to the account's facility seeing this class",
  breakGlass: 'the account opened the record in an emergency, and it has not run out',
};

export const placeWords: Readonly<Record<PlaceName, string>> = {
  ownFacility: "made by the account's own facility",
  ledDepartment: 'made by a department that the account leads',
  anotherFacility: 'made by another facility',
  noFacility: 'of the patient as a whole',
};

export const shownWords: Readonly<Record<Judgement['shown'], string>> = {
  whole: 'shown',
  last4: 'shown as its last four characters',
  yearOnly: 'shown as its year',
  initials: 'shown as initials',
  nothing: 'refused',
};

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], conjunction: 'or' | 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
