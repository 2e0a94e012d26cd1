import provinceRows from './data/provinces.json' with { type: 'json' };
import communes from './data/quang-tri-communes.json' with { type: 'json' };

/** A ward, commune or special zone: the lower of the two levels since 1 July 2025. */
export interface Commune {
  /** Five digits of the General Statistics Office. */
  readonly code: string;
  /** Vietnamese name with its kind, as QD 19/2025/QD-TTg writes it. */
  readonly name: string;
  readonly kind: 'WARD' | 'COMMUNE' | 'SPECIAL_ZONE';
  readonly provinceCode: string;
}

/** A province or centrally run city. */
export interface Province {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
}

/** The code of Quang Tri, which since 1 July 2025 takes in Quang Binh. */
export const quangTri = '44';

/** The 78 wards, communes and the special zone of Quang Tri, by code. */
export const quangTriCommunes = communes as readonly Commune[];

/** The 34 provinces and centrally run cities, by code. */
export const provinces: readonly Province[] = provinceRows;
