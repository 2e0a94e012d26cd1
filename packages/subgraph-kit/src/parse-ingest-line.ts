import { BadUserInput } from '@health-graph/errors';
import type { IngestLine, RecordSource } from '@health-graph/records';

type Members = Readonly<Record<string, unknown>>;

/**
 * One line of `POST /internal/ingest`: text in, the contract's shape out. The record's data is checked by its definition, in the store.
 * @throws {BadUserInput} naming the field that is not as the contract asks
 */
export function parseIngestLine(text: string): IngestLine {
  const line = membersOf(parsed(text), 'line');
  const patientId = optionalText(line, 'patientId');
  const document = optionalText(line, 'document');
  const data = line['data'] === undefined ? undefined : membersOf(line['data'], 'data');
  return {
    type: textOf(line, 'type'),
    id: textOf(line, 'id'),
    source: sourceOf(membersOf(line['source'], 'source')),
    ...(patientId === undefined ? {} : { patientId }),
    ...(data === undefined ? {} : { data }),
    ...(document === undefined ? {} : { document }),
    ...(line['labels'] === undefined ? {} : { labels: textsOf(line, 'labels') }),
  };
}

/** The id a line tries to have, so that its refusal can be told apart; empty where there is none. */
export function idIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id.slice(0, 100) : '';
  } catch {
    return '';
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BadUserInput('The line is no JSON.', { argument: 'line' }, { cause });
  }
}

function membersOf(value: unknown, argument: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw new BadUserInput('An object is missing.', { argument });
}

function sourceOf(source: Members): RecordSource {
  const text = (name: string) => textOf(source, name, `source.${name}`);
  return { system: text('system'), type: text('type'), id: text('id'), hash: text('hash') };
}

function textsOf(members: Members, name: string): readonly string[] {
  const value = members[name];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new BadUserInput('The value is not a list of texts.', { argument: name });
}

function textOf(members: Members, name: string, argument = name): string {
  const value = optionalText(members, name, argument);
  if (value === undefined || value === '') throw new BadUserInput('A text is missing.', { argument });
  return value;
}

function optionalText(members: Members, name: string, argument = name): string | undefined {
  const value = members[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new BadUserInput('The value is not a text.', { argument });
}
