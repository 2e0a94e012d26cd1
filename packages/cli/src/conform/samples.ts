import { readFile } from 'node:fs/promises';
import { CommandFailed } from '../command-failed.ts';

/** A record that the endpoint keeps, as the gateway asks for it. */
export interface Sample {
  readonly __typename: string;
  readonly [keyField: string]: string;
}

const mostSamples = 50;

/** Reads representations: a JSON array of `{ "__typename": "Ward", "id": "..." }`. */
export async function readSamples(file: string): Promise<readonly Sample[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandFailed('The file of entities cannot be read.', { file }, { cause });
  });
  const value = parsed(text);
  if (!Array.isArray(value) || !value.every(isSample) || value.length > mostSamples) {
    throw new CommandFailed('The file of entities is no JSON array of at most 50 representations with __typename and a key.', { file });
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isSample = (value: unknown): value is Sample =>
  typeof value === 'object' &&
  value !== null &&
  '__typename' in value &&
  Object.keys(value).length > 1 &&
  Object.values(value).every((member) => typeof member === 'string');
