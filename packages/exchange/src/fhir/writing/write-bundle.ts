import type { SourceDocument } from '@health-graph/records';
import { type BundleManifest, type ManifestEntry, manifestType } from '../lines/bundle-manifest.ts';
import { fhirSystem } from '../lines/source-of.ts';

/** The manifests among a patient's documents, in the order they came. */
export function manifestsIn(documents: readonly SourceDocument[]): BundleManifest[] {
  return documents.filter(({ type }) => type === manifestType).map(({ document }) => JSON.parse(document) as BundleManifest);
}

/** Ids that the manifests name and that are not among the patient's own documents: what patients share. */
export function sharedEntries(manifests: readonly BundleManifest[], own: readonly SourceDocument[]): ManifestEntry[] {
  const known = new Set(own.map(({ id }) => id));
  const shared = new Map(
    manifests
      .flatMap(({ entries }) => entries)
      .filter(({ id }) => !known.has(id))
      .map((entry) => [entry.id, entry]),
  );
  return [...shared.values()];
}

/**
 * The bundle that gives a patient's resources back: each letter for letter, in the order and under the `fullUrl` it came with, so that ids and
 * references are the source's own. Resources that came in no bundle follow without `fullUrl`.
 */
export function* writeBundle(documents: readonly SourceDocument[], manifests: readonly BundleManifest[]): Generator<string> {
  const resources = new Map(documents.filter(isResource).map((document) => [document.id, document]));
  const head = { resourceType: 'Bundle', id: commonOf(manifests, 'id'), type: commonOf(manifests, 'type') ?? 'collection' };
  yield `${JSON.stringify(head).slice(0, -1)},"entry":[`;
  let separator = '\n';
  for (const { id, fullUrl, request } of manifests.flatMap(({ entries }) => entries)) {
    const found = resources.get(id);
    if (found === undefined) continue;
    resources.delete(id);
    yield `${separator}{${fullUrl === undefined ? '' : `"fullUrl":${JSON.stringify(fullUrl)},`}"resource":${found.document}${requestOf(request)}}`;
    separator = ',\n';
  }
  for (const { document } of resources.values()) {
    yield `${separator}{"resource":${document}}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Documents of FHIR, without what the import itself noted down. */
const isResource = ({ type, source }: SourceDocument): boolean => source.system === fhirSystem && !notes.has(type);
const notes = new Set([manifestType, 'FhirAlias', 'CareTeamMember']);

const requestOf = (request: string | undefined): string => (request === undefined ? '' : `,"request":${request}`);

/** What all bundles say alike: what came in several kinds of bundles goes back as a collection. */
function commonOf(manifests: readonly BundleManifest[], member: 'id' | 'type'): string | undefined {
  const values = new Set(manifests.map(({ bundle }) => bundle[member]));
  return values.size === 1 ? [...values][0] : undefined;
}
