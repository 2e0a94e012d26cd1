/** The closed list of roles; whoever asks acts in exactly one of them. */
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
] as const;

export type Role = (typeof roles)[number];

/** What the caller asks for, in the codes of HL7 v3 PurposeOfUse. @see https://terminology.hl7.org/ValueSet-v3-PurposeOfUse.html */
export const purposes = ['TREAT', 'ETREAT', 'HPAYMT', 'PUBHLTH', 'PATRQT', 'HRESCH', 'HOPERAT'] as const;

export type Purpose = (typeof purposes)[number];
