/** How many books of a commune's residents there are, and how many of them are linked. */
export interface CommuneCount {
  readonly communeCode: string;
  readonly residents: number;
  readonly linkedBooks: number;
}

/** A commune's place among the others. */
export interface CommuneAdoption extends CommuneCount {
  /** Absent where too few residents are known for a share to mean anything, or to keep them unknown. */
  readonly coveragePercent?: number;
}

/** Fewer residents than these give no share. */
const fewestResidents = 10;

/** The share of linked books in percent, to two decimals. */
export function adoptionOf({ communeCode, residents, linkedBooks }: CommuneCount): CommuneAdoption {
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
export function adoptionAfter(place: AdoptionPlace | undefined, counts: readonly CommuneCount[]): CommuneAdoption[] {
  const ranked = counts.map(adoptionOf).toSorted(compareAdoption);
  return place === undefined ? ranked : ranked.filter((commune) => compareAdoption(place, commune) < 0);
}
