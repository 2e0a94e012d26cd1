/** Something on record as the gateway delivers it: what it is, and what decides who may see it. */
export interface DeliveredItem {
  readonly substances: readonly string[];
  readonly isRecognised: boolean;
  readonly labels: readonly string[];
  readonly facilityId?: string;
  readonly departmentId?: string;
}

/** What could be found out; a part that is absent could not. */
export interface DeliveredProfile {
  readonly medicines?: readonly DeliveredItem[];
  readonly allergies?: readonly DeliveredItem[];
}

/** For whom a profile is asked. */
export interface ProfileQuestion {
  readonly patientId: string;
  /** The account that asked for the check. */
  readonly onBehalfOf: string;
  /** The request it belongs to, so that its audit events can be put together. */
  readonly requestId: string;
}

/** Where safety profiles come from: the gateway, asked as `system:safety-check`. Never rejects: what could not be had is absent. */
export interface SafetyProfileSource {
  of(question: ProfileQuestion): Promise<DeliveredProfile>;
}

/** Of somebody who knows no gateway: every check is incomplete. */
export const nothingKnown: SafetyProfileSource = { of: async () => ({}) };

type Json = Readonly<Record<string, unknown>>;

/** What an answer holds; a part that is no list of items, every one of them whole, is absent. */
export function profileFromJson(body: unknown): DeliveredProfile {
  const { medicines, allergies } = objectOf(body) ?? {};
  const ofMedicines = itemsOf(medicines, 'ingredients');
  const ofAllergies = itemsOf(allergies, 'substances');
  return { ...(ofMedicines && { medicines: ofMedicines }), ...(ofAllergies && { allergies: ofAllergies }) };
}

function itemsOf(list: unknown, substances: string): readonly DeliveredItem[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const items = list.map((item) => itemOf(objectOf(item) ?? {}, substances));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function itemOf(item: Json, substances: string): DeliveredItem | undefined {
  const { [substances]: names, isRecognised, labels, facilityId, departmentId } = item;
  if (!isTexts(names) || typeof isRecognised !== 'boolean' || !isTexts(labels)) return undefined;
  if (!isTextOrNothing(facilityId) || !isTextOrNothing(departmentId)) return undefined;
  return {
    substances: names,
    isRecognised,
    labels,
    ...(typeof facilityId === 'string' && { facilityId }),
    ...(typeof departmentId === 'string' && { departmentId }),
  };
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string');
const isTextOrNothing = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';
const objectOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
