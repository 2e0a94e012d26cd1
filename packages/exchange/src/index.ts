// Reading FHIR: bundles and NDJSON, entry by entry.
export { readBundle, type BundleHead } from './fhir/reading/read-bundle.ts';
export { readNdjson } from './fhir/reading/read-ndjson.ts';
export type { AnyResource, BundleEntry } from './fhir/reading/bundle-entry.ts';
export { type Refusal, type RefusalCode, UnreadableFile } from './fhir/refusal.ts';
// The check against FHIR R4's base definitions.
export { validateResource } from './fhir/r4/validate-resource.ts';
// What references point at, within a bundle and across the files of one import.
export { type BundleIndex, createBundleIndex, type IndexedResource, indexedOf } from './fhir/references/bundle-index.ts';
export { createRunIndex, type RunIndex } from './fhir/references/run-index.ts';
export { type FoundReference, referencesOf } from './fhir/references/references-of.ts';
export { type ParsedReference, parseReference } from './fhir/references/parse-reference.ts';
// Lines for ingest.
export { type ReadEntry, resourceLine, type ResourceLineContext } from './fhir/lines/resource-line.ts';
export type { RoutedLine, Target } from './fhir/lines/routed-line.ts';
export { recordIdOf } from './fhir/lines/source-of.ts';
export { recordMappings, subgraphOf } from './fhir/lines/record-types.ts';
export {
  aliasIdOf,
  aliasTarget,
  idsToAsk,
  isAlias,
  isShared,
  provisionalLines,
  type SharedIdentity,
  sharedIdentity,
  type SharedResource,
} from './fhir/lines/shared-identity.ts';
export { bundleManifests, type BundleManifest, type ManifestEntry, type StoredEntry } from './fhir/lines/bundle-manifest.ts';
// Writing FHIR: what came in, letter for letter.
export { manifestsIn, sharedEntries, writeBundle } from './fhir/writing/write-bundle.ts';
