/** How many books of a commune's residents there are, and how many of them are linked. */
export interface CommuneCount {
  readonly communeCode: string;
  readonly residents: number;
  readonly linkedBooks: number;
}

/** A commune's place among the others. What would tell of a handful of persons is absent. */
export interface CommuneAdoption {
  readonly communeCode: string;
  readonly residents?: number;
  readonly linkedBooks?: number;
  /** Absent also where too few residents are known for a share to mean anything. */
  readonly coveragePercent?: number;
}

/** Fewer persons than these are not told of, unless the configuration says otherwise (Decree 356/2025: what is published must not lead back to a person). */
export const smallestCellByDefault = 5;

/** Fewer residents than these give no share. */
const fewestResidents = 10;

/**
 * The counts of a commune and the share of linked books in percent, to two decimals, without cells of fewer than `smallestCell` persons: neither the
 * cell nor what it could be computed from, its complement and the share. Nobody at all is no cell.
 */
export function adoptionOf({ communeCode, residents, linkedBooks }: CommuneCount, smallestCell: number): CommuneAdoption {
  const isSmall = (persons: number) => persons > 0 && persons < smallestCell;
  if (isSmall(residents)) return { communeCode };
  if (isSmall(linkedBooks) || isSmall(residents - linkedBooks)) return { communeCode, residents };
  const count = { communeCode, residents, linkedBooks };
  return residents < fewestResidents ? count : { ...count, coveragePercent: Math.round((linkedBooks / residents) * 10_000) / 100 };
}

/** The place of a commune in the list: its share, and its code among equals. */
export type AdoptionPlace = Pick<CommuneAdoption, 'communeCode' | 'coveragePercent'>;

/** The highest share first; communes without a share last; equals by code. */
export function compareAdoption(one: AdoptionPlace, other: AdoptionPlace): number {
  const byShare = (other.coveragePercent ?? -1) - (one.coveragePercent ?? -1);
  return byShare || Number(one.communeCode > other.communeCode) - Number(one.communeCode < other.communeCode);
}

/** What comes after a place in the list, which may have moved or gone since. */
export function adoptionAfter(place: AdoptionPlace | undefined, counts: readonly CommuneCount[], smallestCell: number): CommuneAdoption[] {
  const ranked = counts.map((count) => adoptionOf(count, smallestCell)).toSorted(compareAdoption);
  return place === undefined ? ranked : ranked.filter((commune) => compareAdoption(place, commune) < 0);
}
