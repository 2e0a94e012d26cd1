import type { DiagnosticReport } from '@health-graph/records';
import type * as fhir from 'fhir/r4.js';
import { present, unlessEmpty } from './data-types.ts';

type Attachment = NonNullable<DiagnosticReport['presentedForms']>[number];

/** @see https://hl7.org/fhir/R4/datatypes.html#Attachment */
export const attachment = (value: fhir.Attachment | undefined): Attachment | undefined =>
  value &&
  unlessEmpty(
    present({
      contentType: value.contentType,
      title: value.title,
      sizeBytes: value.size ?? (value.data === undefined ? undefined : Buffer.byteLength(value.data, 'base64')),
      data: value.data,
    }),
  );
