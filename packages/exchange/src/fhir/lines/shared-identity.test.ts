import type { IngestLine, SourceDocument } from '@health-graph/records';
import { describe, expect, it } from '@jest/globals';
import {
  aliasIdOf,
  aliasTarget,
  idsToAsk,
  provisionalLines,
  type RoutedLine,
  recordIdOf,
  type SharedResource,
  sharedIdentity,
} from '../../index.ts';

/** What the identity subgraph would give back for the ids of `resource` after these lines. */
function stored(lines: readonly IngestLine[], resource: SharedResource): Map<string, SourceDocument[]> {
  const documents = lines.flatMap((line) => (line.document === undefined ? [] : [{ ...line, document: line.document }]));
  return new Map(
    idsToAsk(resource)
      .map((id) => [id, documents.filter((document) => document.id === id)] as const)
      .filter(([, found]) => found.length > 0),
  );
}

const linesIn = (routed: readonly RoutedLine[]): IngestLine[] => routed.map(({ line }) => line);
const doctor: SharedResource = { type: 'Practitioner', sourceId: 'd', identifiers: ['http://npi|99'] };
const alias = aliasIdOf('Practitioner', 'http://npi|99');

describe('sharedIdentity', () => {
  it('knows whom nobody referred to by its own id, and says by which identifiers it is known', () => {
    const identity = sharedIdentity(doctor, new Map());

    expect(identity).toMatchObject({ id: recordIdOf('Practitioner', 'd'), sourceId: 'd' });
    expect(aliasTarget([...stored(linesIn(identity.aliases), doctor).values()].flat())).toBe(identity.id);
  });

  it('gives the same answer, and nothing to say, once that is stored', () => {
    const first = sharedIdentity(doctor, new Map());

    expect(sharedIdentity(doctor, stored(linesIn(first.aliases), doctor))).toEqual({ id: first.id, sourceId: 'd', aliases: [] });
  });

  it('becomes the provisional record that stood for its identifier, also under its own id from then on', () => {
    const provisional = linesIn(provisionalLines('Practitioner', 'http://npi|99', 'Dr. D'));

    const adopted = sharedIdentity(doctor, stored(provisional, doctor));
    const again = sharedIdentity({ ...doctor, identifiers: [] }, stored([...provisional, ...linesIn(adopted.aliases)], doctor));

    expect(adopted.id).toBe(alias);
    expect(adopted.sourceId).toBe(provisional[0]?.source.id);
    expect(again).toMatchObject({ id: alias, sourceId: adopted.sourceId, aliases: [] });
  });

  it('does not take the identity of another resource with the same identifier', () => {
    const other = sharedIdentity({ ...doctor, sourceId: 'e' }, new Map());

    const identity = sharedIdentity(doctor, stored(linesIn(other.aliases), doctor));

    expect(identity).toEqual({ id: recordIdOf('Practitioner', 'd'), sourceId: 'd', aliases: [] });
  });
});

describe('provisionalLines', () => {
  it('makes a record of the identifier and the name it was told by, and no key of the number itself', () => {
    const [record, told] = linesIn(provisionalLines('Organization', 'http://codes|44001', 'CLINIC'));

    expect(record).toMatchObject({ type: 'Facility', data: { identifiers: [{ system: 'http://codes', value: '44001' }], name: 'CLINIC' } });
    expect(record?.document).toBeUndefined();
    expect(record?.source.id).not.toContain('44001');
    expect(aliasTarget([{ ...(told as IngestLine), document: told?.document ?? '' }])).toBe(record?.id);
  });
});
