import type { Faults } from '../check-config.ts';

/** `registered`: only operations of the allow-list run, by id or by the same text. */
export type OperationsMode = 'any' | 'registered';

/** Where the allow-list is kept, and who may publish to it. */
export interface AllowListSettings {
  /** `mongodb://...` */
  readonly storeUrl: string;
  /** The gateway's own. Default `gateway`. */
  readonly database?: string;
  /** A secret of at least 32 characters, with which operations are published, listed and withdrawn over HTTP. Absent: not over this gateway. */
  readonly publishKey?: string;
  /** How often it is looked whether another replica took operations in. Default 2,000, at most 5,000. */
  readonly pollMs?: number;
}

interface Checked {
  readonly operations: OperationsMode;
  readonly allowList: AllowListSettings | undefined;
}

const pollMs = { default: 2_000, least: 10, most: 5_000 };

export const pollMsOf = (settings: AllowListSettings): number => settings.pollMs ?? pollMs.default;

export function checkAllowList({ operations, allowList }: Checked, faults: Faults): void {
  faults.check(['any', 'registered'].includes(operations), 'operations', 'must be any or registered');
  faults.check(operations !== 'registered' || allowList !== undefined, 'allowList', 'must be given where only registered operations run');
  if (allowList === undefined) return;
  const { storeUrl, publishKey } = allowList;
  faults.check(/^mongodb(?:\+srv)?:\/\//.test(storeUrl), 'allowList.storeUrl', 'must be a mongodb URL');
  faults.check(publishKey === undefined || publishKey.length >= 32, 'allowList.publishKey', 'must have at least 32 characters');
  const interval = pollMsOf(allowList);
  faults.check(
    Number.isInteger(interval) && interval >= pollMs.least && interval <= pollMs.most,
    'allowList.pollMs',
    'must be from 10 to 5000',
  );
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The list is at the same server as the records, in a database of its own. */
export function allowListIn({ OPERATIONS, OPERATIONS_KEY, MONGODB_URL, GATEWAY_DATABASE }: Environment): {
  readonly operations?: OperationsMode;
  readonly allowList?: AllowListSettings;
} {
  return {
    ...(OPERATIONS === undefined ? {} : { operations: OPERATIONS as OperationsMode }),
    ...(OPERATIONS !== 'registered' && OPERATIONS_KEY === undefined
      ? {}
      : {
          allowList: {
            storeUrl: MONGODB_URL ?? '',
            ...(GATEWAY_DATABASE === undefined ? {} : { database: GATEWAY_DATABASE }),
            ...(OPERATIONS_KEY === undefined ? {} : { publishKey: OPERATIONS_KEY }),
          },
        }),
  };
}
