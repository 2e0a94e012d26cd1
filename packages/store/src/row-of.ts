import { labels, type Row } from '@health-graph/permissions';
import type { RowPaths } from '@health-graph/records';
import type { StoredDocument } from './stored-record.ts';

/** Reads off a document whose it is, where it was made and what it is raised to, as rules ask; `ownFacilityId` is the caller's. */
export function rowReader(
  { patientId: patientPath, facilityIds, departmentId: departmentPath }: RowPaths,
  ownFacilityId: string | undefined,
) {
  const [facilityPath, ...otherPaths] = facilityIds ?? [];
  const facilityOf =
    otherPaths.length === 0
      ? (document: StoredDocument) => textAt(document, facilityPath)
      : (document: StoredDocument) =>
          facilityIds?.some((path) => holds(document, path.split('.'), ownFacilityId)) ? ownFacilityId : undefined;
  return (document: StoredDocument): Row => {
    const row: { -readonly [Field in keyof Row]: Row[Field] } = { labels: document.labels ?? labels }; // Stored before anything was labelled: not known to be harmless.
    const patientId = textAt(document, patientPath);
    const facilityId = facilityOf(document);
    const departmentId = textAt(document, departmentPath);
    if (patientId !== undefined) row.patientId = patientId;
    if (facilityId !== undefined) row.facilityId = facilityId;
    if (departmentId !== undefined) row.departmentId = departmentId;
    return row;
  };
}

export function textAt(document: StoredDocument, path: string | undefined): string | undefined {
  const value = path === undefined ? undefined : document[path];
  return typeof value === 'string' ? value : undefined;
}

/** Whether the path leads to the text, through any element of a list, as a filter of MongoDB reads it. */
function holds(value: unknown, [step, ...rest]: readonly string[], text: string | undefined): boolean {
  if (text === undefined) return false;
  if (Array.isArray(value)) return value.some((member) => holds(member, step === undefined ? [] : [step, ...rest], text));
  if (step === undefined) return value === text;
  return typeof value === 'object' && value !== null && holds((value as Readonly<Record<string, unknown>>)[step], rest, text);
}
