import { Type } from 'typebox';
import { closed, instant, list, optional, period, recordReference } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** FHIR R4 consent status, as far as it occurs here. */
export const consentStatus = Type.Enum(['ACTIVE', 'INACTIVE']);

/** The classes that a consent can open: those with a rule for consent in the policy table. */
export const consentDataClass = Type.Enum(['ADMIN', 'IDENTITY', 'CLINICAL']);

/** The purposes that such a rule names. */
export const consentPurpose = Type.Enum(['TREAT', 'ETREAT']);

/** Who decided. */
export const consentGrantor = Type.Enum(['SELF', 'GUARDIAN']);

/** A patient's agreement that a facility sees certain data for certain purposes (Sự đồng ý, Law 91/2025/QH15). FHIR R4 Consent. */
export const consent = defineRecord({
  type: 'Consent',
  subgraph: 'identity',
  rowClass: 'admin',
  collection: 'consents',
  sortBy: 'period',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }],
  schema: Type.Object(
    {
      patientId: recordReference,
      granteeId: recordReference,
      dataClasses: list(consentDataClass),
      purposes: list(consentPurpose),
      period: optional(period),
      status: consentStatus,
      grantedBy: consentGrantor,
      performerId: recordReference,
      grantedAt: instant,
      revokedAt: optional(instant),
    },
    closed,
  ),
});
export type Consent = RecordOf<typeof consent>;
