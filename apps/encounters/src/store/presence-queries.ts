import type { PatientPresence, PresenceMark } from '@health-graph/records';
import { rowPathsOf, translated } from '@health-graph/store';
import type { EncountersStore } from './encounters-store.ts';

interface Kind {
  readonly _id: { readonly patientId: string; readonly facilityId?: string | null; readonly departmentId?: string | null };
  readonly labels: readonly (readonly string[])[];
}

/** Everything that is held of these patients, by kind: one command for each type of record. */
export async function presenceOf({ collections }: EncountersStore, patientIds: readonly string[]): Promise<readonly PatientPresence[]> {
  const found = await Promise.all(
    Object.values(collections).map(async ({ definition, model }) => {
      const { facilityIds: [facility] = [], departmentId: department } = rowPathsOf(definition);
      const place = { ...(facility && { facilityId: `$${facility}` }), ...(department && { departmentId: `$${department}` }) };
      const kinds = await translated(() =>
        model
          .aggregate<Kind>([
            { $match: { patientId: { $in: [...patientIds] } } },
            { $group: { _id: { patientId: '$patientId', ...place }, labels: { $addToSet: '$labels' } } },
          ])
          .exec(),
      );
      return kinds.map((kind) => ({ rowClass: definition.rowClass, ...kind }));
    }),
  );
  const byPatient = Map.groupBy(found.flat(), ({ _id: { patientId } }) => patientId);
  return patientIds.map((patientId) => ({ patientId, marks: distinct((byPatient.get(patientId) ?? []).flatMap(marksOf)) }));
}

const marksOf = ({ rowClass, _id: { facilityId, departmentId }, labels }: Kind & { readonly rowClass: string }): readonly PresenceMark[] =>
  labels.map((raised) => ({
    rowClass,
    labels: [...raised],
    ...(facilityId ? { facilityId } : {}),
    ...(departmentId ? { departmentId } : {}),
  }));

const distinct = (marks: readonly PresenceMark[]): PresenceMark[] => [
  ...new Map(marks.map((mark) => [JSON.stringify(mark), mark])).values(),
];
