import { Forbidden } from '@health-graph/errors';
import type { DataClass } from './data-class.ts';
import type { RequestPermissions, Row } from './request-permissions.ts';
import { stamp } from './stamp.ts';

/** What a subgraph says of records that it keeps in a store of its own. */
export interface RecordsOf<Kept extends object> {
  /** The class of a record that no code raises. */
  readonly rowClass: DataClass;
  /** Whose a record is, where it was made, and what its codes raise it to. */
  readonly rowOf: (kept: Kept) => Row;
}

/**
 * Those of `records` that the caller may see, in their order: copies, each stamped with how the caller stands to it. For a subgraph without the store
 * package. What is hidden is asked about at the same cost as what is shown.
 */
export async function permitRecords<Kept extends object>(
  permissions: RequestPermissions,
  records: readonly Kept[],
  { rowClass, rowOf }: RecordsOf<Kept>,
): Promise<Kept[]> {
  const rows = records.map(rowOf);
  await permissions.learn(rows.flatMap(({ patientId }) => patientId ?? []));
  return records.flatMap((kept, index) => {
    const standing = permissions.standingTo(rows[index] ?? unlabelled());
    return standing.decideRow(rowClass).outcome === 'deny' ? [] : [stamp({ ...kept }, standing)];
  });
}

/**
 * The records of one patient that the caller may see.
 * @throws {Forbidden} when none could ever be seen, so that an empty list means that there is nothing
 */
export async function permitRecordsOfPatient<Kept extends object>(
  permissions: RequestPermissions,
  patientId: string,
  { records, ...of }: RecordsOf<Kept> & { readonly records: readonly Kept[] },
): Promise<Kept[]> {
  await permissions.learn([patientId]);
  if (permissions.rowsOf(patientId, of.rowClass) === 'nothing')
    throw new Forbidden('You may not see records of this kind here.', { dataClass: of.rowClass });
  return permitRecords(permissions, records, of);
}

const unlabelled = (): never => {
  throw new Error('A record came without what is said of it.');
};
