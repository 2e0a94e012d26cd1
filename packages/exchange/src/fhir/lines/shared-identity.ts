import type { SourceDocument } from '@health-graph/records';
import type { RoutedLine } from './routed-line.ts';
import { fhirSystem, hashOf, recordIdOf, sourceOf } from './source-of.ts';

/**
 * Facilities and practitioners are referred to by their identifiers before anybody brings them. So the identity subgraph keeps a small document
 * for each identifier, an alias, whose id follows from the identifier and which names the record. What is only known by its identifier is a
 * provisional record with that id; the resource that brings the identifier later becomes a new version of it.
 */
export interface SharedIdentity {
  readonly id: string;
  readonly sourceId: string;
  /** Lines to send behind the resource's own, so that the next reference finds it. */
  readonly aliases: readonly RoutedLine[];
}

export interface SharedResource {
  readonly type: 'Organization' | 'Practitioner';
  readonly sourceId: string;
  /** `system|value` */
  readonly identifiers: readonly string[];
}

const aliasType = 'FhirAlias';

/** Types that patients share, which a conditional reference may name before they are known. */
export const isShared = (type: string | undefined): type is SharedResource['type'] => type === 'Organization' || type === 'Practitioner';

/** The source id by which an identifier is known; hashed, because the number itself must not become a key. */
const identifierKey = (identifier: string): string => `?identifier=${hashOf(identifier)}`;

/** The id of the alias of an identifier, and of the provisional record that is known by it alone. */
export const aliasIdOf = (type: string, identifier: string): string => recordIdOf(type, identifierKey(identifier));

/** The ids whose documents tell how `resource` is known; ask the identity subgraph for them. */
export const idsToAsk = ({ type, sourceId, identifiers }: SharedResource): string[] => [
  recordIdOf(type, sourceId),
  ...identifiers.map((identifier) => aliasIdOf(type, identifier)),
];

/** Decides by which id `resource` is known, given the documents of `idsToAsk`. */
export function sharedIdentity(resource: SharedResource, documents: ReadonlyMap<string, readonly SourceDocument[]>): SharedIdentity {
  const { type, sourceId, identifiers } = resource;
  const ownId = recordIdOf(type, sourceId);
  const known = aliasIn(documents.get(ownId));
  if (known !== undefined) return { ...known, aliases: [] };
  const isStored = documents.get(ownId)?.some((document) => !isAlias(document)) ?? false;
  const provisional = isStored ? undefined : identifiers.find((identifier) => isProvisional(type, identifier, documents));
  if (provisional !== undefined) {
    const adopted = { id: aliasIdOf(type, provisional), sourceId: identifierKey(provisional) };
    return { ...adopted, aliases: [aliasLine(ownId, `${type}/${sourceId}`, adopted)] };
  }
  const fresh = identifiers.filter((identifier) => !documents.has(aliasIdOf(type, identifier)));
  const self = { id: ownId, sourceId };
  return {
    ...self,
    aliases: fresh.map((identifier) => aliasLine(aliasIdOf(type, identifier), `${type}${identifierKey(identifier)}`, self)),
  };
}

/** Whether a document is an alias, and no resource. */
export const isAlias = ({ type }: Pick<SourceDocument, 'type'>): boolean => type === aliasType;

/** The record an identifier stands for, given the documents of its alias; undefined when nobody is known by it. */
export const aliasTarget = (documents: readonly SourceDocument[] | undefined): string | undefined => aliasIn(documents)?.id;

/** Lines for somebody of whom nothing is known but an identifier, and what the reference called them. */
export function provisionalLines(type: SharedResource['type'], identifier: string, display: string | undefined): RoutedLine[] {
  const separator = identifier.indexOf('|');
  const system = identifier.slice(0, Math.max(separator, 0));
  const data = {
    identifiers: [{ ...(system === '' ? {} : { system }), value: identifier.slice(separator + 1) }],
    ...(display === undefined || display === '' ? {} : { name: display }),
    ...(type === 'Organization' ? { kind: 'OTHER' } : {}),
  };
  const self = { id: aliasIdOf(type, identifier), sourceId: identifierKey(identifier) };
  const source = sourceOf(type, self.sourceId, JSON.stringify(data));
  const line = { type: type === 'Organization' ? 'Facility' : type, id: self.id, source, data };
  return [{ subgraph: 'identity', line }, aliasLine(self.id, `${type}${self.sourceId}`, self)];
}

/** Whether nobody brought the resource yet: its alias names the record that follows from the identifier itself. */
const isProvisional = (type: string, identifier: string, documents: ReadonlyMap<string, readonly SourceDocument[]>): boolean =>
  aliasIn(documents.get(aliasIdOf(type, identifier)))?.id === aliasIdOf(type, identifier);

function aliasLine(id: string, sourceId: string, names: Pick<SharedIdentity, 'id' | 'sourceId'>): RoutedLine {
  const document = JSON.stringify({ id: names.id, sourceId: names.sourceId });
  return {
    subgraph: 'identity',
    line: { type: aliasType, id, source: { system: fhirSystem, type: aliasType, id: sourceId, hash: hashOf(document) }, document },
  };
}

function aliasIn(documents: readonly SourceDocument[] | undefined): Pick<SharedIdentity, 'id' | 'sourceId'> | undefined {
  const alias = documents?.find(isAlias);
  return alias === undefined ? undefined : (JSON.parse(alias.document) as Pick<SharedIdentity, 'id' | 'sourceId'>);
}
