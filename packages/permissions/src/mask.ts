import { unreachable } from '@health-graph/errors';

/** Ways to show less than the whole value. */
export const masks = ['last4', 'yearOnly', 'initials'] as const;

export type Mask = (typeof masks)[number];

/**
 * The value behind a mask. Never longer in information than the mask says: what is too short to hide is hidden whole.
 * - `last4`: `000199012345` gives `********2345`; eight characters or fewer give only asterisks.
 * - `yearOnly`: `1957-03-08` gives `1957`.
 * - `initials`: `Nguyễn Thị Hòa` gives `N. T. H.`.
 */
export function masked(mask: Mask, value: string): string {
  switch (mask) {
    case 'last4': {
      const characters = [...value];
      const shown = characters.length > 8 ? 4 : 0;
      return '*'.repeat(characters.length - shown) + characters.slice(characters.length - shown).join('');
    }
    case 'yearOnly':
      return /^\d{4}/.exec(value)?.[0] ?? '****';
    case 'initials':
      return value
        .split(/\s+/u)
        .filter((word) => word !== '')
        .map((word) => `${[...word.normalize('NFC')][0]?.toUpperCase() ?? ''}.`)
        .join(' ');
    default:
      return unreachable(mask);
  }
}
