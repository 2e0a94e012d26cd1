import { BadUserInput } from '@health-graph/errors';
import { isRecordId } from '@health-graph/records';
import { maxPatients } from './facts-contract.ts';

/** Where the gateway asks the patients subgraph who holds records of patients; signed as a fetch. */
export const locatePath = '/internal/locate' as const;

/** Who holds records of these patients in a subgraph that several hospitals serve. */
export interface LocateQuestion {
  readonly subgraph: string;
  readonly patientIds: readonly string[];
}

/** One hospital that holds records of a patient. */
export interface RecordHolder {
  /** The id of its endpoint. */
  readonly endpoint: string;
  /** Whether the caller could see at least one row there. */
  readonly isKnown: boolean;
}

/** By patient; who is not here is held nowhere. */
export type RecordHolders = ReadonlyMap<string, readonly RecordHolder[]>;

/** @throws {BadUserInput} naming what is wrong */
export function readLocateQuestion(body: unknown): LocateQuestion {
  const { subgraph, patientIds } = objectOf(body) ?? {};
  if (typeof subgraph !== 'string' || !/^[a-z][a-z0-9-]{0,63}$/.test(subgraph))
    throw new BadUserInput('The subgraph cannot be read.', { argument: 'subgraph' });
  const areIds = Array.isArray(patientIds) && patientIds.every((id): id is string => typeof id === 'string' && isRecordId(id));
  if (!areIds || patientIds.length > maxPatients)
    throw new BadUserInput('The patients cannot be read.', { argument: 'patientIds', limit: maxPatients });
  return { subgraph, patientIds };
}

export const holdersToJson = (holders: RecordHolders): object => ({ holders: Object.fromEntries(holders) });

/** Undefined when it is no answer: then nothing is known, which is not the same as knowing that nobody holds anything. */
export function readHolders(body: unknown): RecordHolders | undefined {
  const holders = objectOf(objectOf(body)?.['holders']);
  if (holders === undefined) return undefined;
  const read = new Map<string, readonly RecordHolder[]>();
  for (const [patientId, list] of Object.entries(holders)) {
    if (!Array.isArray(list) || !list.every(isHolder)) return undefined;
    read.set(patientId, list);
  }
  return read;
}

const isHolder = (value: unknown): value is RecordHolder => {
  const { endpoint, isKnown } = objectOf(value) ?? {};
  return typeof endpoint === 'string' && typeof isKnown === 'boolean';
};

const objectOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
