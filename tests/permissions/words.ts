/** The closed lists of the design, written out once more so that a word that is missing in the code is missed. */
export const dataClasses = [
  'public',
  'admin',
  'identity',
  'identity-sensitive',
  'clinical',
  'hiv',
  'mental-health',
  'reproductive',
  'abuse',
  'genetic',
  'billing',
  'staff',
  'audit',
  'population',
];

/** A class that is ours: the matrix knows nothing of it. See `schema/DECISIONS.md`, 8. */
export const ownClasses = ['safety'];

export const roles = [
  'citizen',
  'physician',
  'nurse',
  'head-of-unit',
  'pharmacist',
  'lab-technician',
  'registrar',
  'billing-clerk',
  'social-worker',
  'facility-head',
  'surveillance-officer',
  'health-department-analyst',
  'payer',
  'security-officer',
  'partner-system',
  'system',
];

export const purposes = ['TREAT', 'ETREAT', 'HPAYMT', 'PUBHLTH', 'PATRQT', 'HRESCH', 'HOPERAT'];

/** What can hold between an actor and a record. */
export const relationships = ['self', 'guardian', 'careTeam', 'assigned', 'unitLead', 'sameFacility', 'consent', 'breakGlass'];

export const labels = ['abuse', 'genetic', 'hiv', 'mental-health', 'reproductive'];

/** Every two of a list, in its order. */
export const pairsOf = (names: readonly string[]): string[][] =>
  names.flatMap((one, at) => names.slice(at + 1).map((other) => [one, other]));
