import { readFile } from 'node:fs/promises';
import type { Faults } from '../check-config.ts';

/** How subgraphs that several hospitals serve are joined. */
export interface HorizontalSettings {
  /** A file with the rules (`schema/horizontal.yaml`), or their text in `rules`, never both. */
  readonly rulesFile?: string;
  readonly rules?: string;
  /** By the id of an endpoint in `subgraphUrls`: how people call the hospital, and which facilities are its own. */
  readonly hospitals?: Readonly<Record<string, HospitalSettings>>;
  /** How long one hospital may take; then its part is missing. Default 3,000. */
  readonly deadlineMs?: number;
  /** The subgraph that knows who holds records of a patient. Default `patients`. */
  readonly locator?: string;
}

export interface HospitalSettings {
  readonly name?: string;
  readonly facilityIds?: readonly string[];
}

export interface HorizontalConfig {
  /** The text of the rules. */
  readonly rules: string;
  readonly hospitals: Readonly<Record<string, HospitalSettings>>;
  readonly deadlineMs: number;
  readonly locator: string;
}

export async function horizontalConfig(settings: HorizontalSettings | undefined, faults: Faults): Promise<HorizontalConfig | undefined> {
  if (settings === undefined) return undefined;
  const { rulesFile, rules, hospitals = {}, deadlineMs = 3_000, locator = 'patients' } = settings;
  const isOne = (rulesFile === undefined) !== (rules === undefined);
  faults.check(isOne, 'horizontal.rulesFile', 'or horizontal.rules must be given, and only one of them');
  faults.check(Number.isInteger(deadlineMs) && deadlineMs >= 1, 'horizontal.deadlineMs', 'must be a whole number from 1');
  const text = rules ?? (await readFile(rulesFile ?? '', 'utf8').catch(() => undefined));
  faults.check(!isOne || text !== undefined, 'horizontal.rulesFile', 'cannot be read');
  return { rules: text ?? '', hospitals, deadlineMs, locator };
}
