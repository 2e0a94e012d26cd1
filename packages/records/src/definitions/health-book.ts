import { Type } from 'typebox';
import { closed, codeableConcept, date, dateTime, list, optional, quantity, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** Whether a book is linked to VNeID. */
export const healthBookStatus = Type.Enum(['LINKED', 'NOT_LINKED', 'WITHDRAWN']);

/** A disease of the past (Tiền sử bệnh). */
export const diseaseHistoryItem = Type.Object(
  {
    code: optional(codeableConcept),
    since: optional(date),
    place: optional(text),
  },
  closed,
);

/** A citizen's electronic health book (Sổ sức khỏe điện tử; QD 31/QD-BYT of 2026). */
export const healthBook = defineRecord({
  type: 'HealthBook',
  subgraph: 'health-book',
  collection: 'health_books',
  rowClass: 'admin',
  indexes: [{ patientId: 1 }, { communeCode: 1, status: 1 }],
  schema: Type.Object(
    {
      patientId: recordReference,
      status: optional(healthBookStatus),
      linkedAt: optional(dateTime),
      sharingCode: optional(text),
      initialFacilityId: optional(recordReference),
      bloodGroup: optional(codeableConcept),
      height: optional(quantity),
      weight: optional(quantity),
      diseaseHistory: optional(list(diseaseHistoryItem)),
      /** Residence, for adoption counts; not in the graph. */
      communeCode: optional(text),
    },
    closed,
  ),
});
export type HealthBook = RecordOf<typeof healthBook>;
