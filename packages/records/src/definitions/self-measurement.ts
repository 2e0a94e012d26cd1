import { Type } from 'typebox';
import { closed, coding, dateTime, list, optional, quantity, recordReference, text } from '../data-types.ts';
import { defineRecord, type RecordOf } from '../record-definition.ts';

/** What a person measures at home. */
export const selfMeasurementKind = Type.Enum([
  'BLOOD_PRESSURE',
  'BLOOD_GLUCOSE',
  'BODY_WEIGHT',
  'HEART_RATE',
  'BODY_TEMPERATURE',
  'OXYGEN_SATURATION',
]);

/** One measured value. */
export const measuredValue = Type.Object(
  {
    code: optional(coding),
    quantity: optional(quantity),
  },
  closed,
);

/** Something the person measured (Chỉ số tự đo). */
export const selfMeasurement = defineRecord({
  type: 'SelfMeasurement',
  subgraph: 'health-book',
  collection: 'self_measurements',
  rowClass: 'clinical',
  sortBy: 'effective',
  indexes: [{ patientId: 1, sortAt: -1, _id: -1, labelKey: 1 }],
  schema: Type.Object(
    {
      patientId: recordReference,
      kind: optional(selfMeasurementKind),
      effective: optional(dateTime),
      values: optional(list(measuredValue)),
      device: optional(text),
      note: optional(text),
    },
    closed,
  ),
});
export type SelfMeasurement = RecordOf<typeof selfMeasurement>;
