import type { IngestLine, RecordDefinition } from '@health-graph/records';
import { neverRaised } from '@health-graph/terminology';
import type * as fhir from 'fhir/r4.js';
import type { MappingContext } from '../mapping/mapping-context.ts';
import { isOfType } from '../r4/validate-resource.ts';
import type { AnyResource, BundleEntry } from '../reading/bundle-entry.ts';
import { contentHash } from '../reading/content-hash.ts';
import type { BundleIndex } from '../references/bundle-index.ts';
import { referencesOf } from '../references/references-of.ts';
import { recordMappings, subgraphOf } from './record-types.ts';
import type { RoutedLine, Target } from './routed-line.ts';
import { fhirSystem } from './source-of.ts';

/** An entry that could be read. */
export type ReadEntry = Extract<BundleEntry, { readonly refusal?: undefined }>;

export interface ResourceLineContext {
  /** The record's id and source id; see `sharedIdentity`. */
  readonly identity: { readonly id: string; readonly sourceId: string };
  /** What each reference points at; one that points at nothing of ours is not in it. */
  readonly targets: ReadonlyMap<string, Target>;
  /** The bundle the entry came in. */
  readonly index: Pick<BundleIndex, 'find'>;
}

/**
 * The line that keeps a resource: as a record where the graph has its type and it is about a patient, and in any case its text, letter for
 * letter.
 */
export function resourceLine(entry: ReadEntry, { identity, targets, index }: ResourceLineContext): RoutedLine {
  const { type, text, resource } = entry;
  const mapping = recordMappings.get(type);
  const patientId = mapping?.hasPatient === false ? undefined : patientOf(resource, identity.id, targets);
  const data =
    mapping === undefined || (mapping.hasPatient && patientId === undefined)
      ? undefined
      : mapping.map(resource, mappingContext(patientId ?? '', targets, index));
  return {
    subgraph: subgraphOf(type),
    line: {
      type: graphType(type, mapping?.definition),
      id: identity.id,
      source: { system: fhirSystem, type, id: identity.sourceId, hash: contentHash(text) },
      document: text,
      ...(patientId === undefined ? {} : { patientId }),
      ...(data === undefined ? {} : { data }),
      ...knownLabels(resource, index),
    },
  };
}

/**
 * What a resource refers to raises it too: a claim names no medicine, but the prescription that it is for. Contacts do not, or everything that was
 * done there would be hidden in an emergency. One step only; see the README.
 */
function knownLabels(resource: AnyResource, index: ResourceLineContext['index']): Pick<IngestLine, 'labels'> {
  if (neverRaised.has(resource.resourceType)) return {};
  const labels = referencesOf(resource).flatMap(({ reference }) => {
    const known = index.find(reference);
    return known === undefined || known.type === 'Encounter' ? [] : (known.labels ?? []);
  });
  return labels.length === 0 ? {} : { labels: [...new Set(labels)].sort() };
}

const graphType = (type: string, definition: RecordDefinition | undefined): string => definition?.type ?? type;

/** Elements that say whose record a resource is part of, before any other reference to a patient. */
const patientElements = ['subject', 'patient', 'beneficiary', 'individual', 'for'];

function patientOf(resource: AnyResource, ownId: string, targets: ReadonlyMap<string, Target>): string | undefined {
  if (resource.resourceType === 'Patient') return ownId;
  const named = patientElements.map((element) => resource[element]).filter(isReference);
  const anywhere = recordMappings.has(resource.resourceType) ? [] : referencesOf(resource);
  for (const { reference } of [...named, ...anywhere]) {
    const target = targets.get(reference);
    if (target?.type === 'Patient') return target.id;
  }
  return undefined;
}

const isReference = (value: unknown): value is { readonly reference: string } =>
  typeof value === 'object' && value !== null && 'reference' in value && typeof value.reference === 'string';

function mappingContext(patientId: string, targets: ReadonlyMap<string, Target>, index: Pick<BundleIndex, 'find'>): MappingContext {
  const targetOf = (reference: string | undefined) => (reference === undefined ? undefined : targets.get(reference));
  const indexed = (reference: fhir.Reference | undefined) =>
    reference?.reference === undefined ? undefined : index.find(reference.reference);
  return {
    patientId,
    idOf: (reference, ...types) => {
      const target = targetOf(reference?.reference);
      return target !== undefined && types.includes(target.type) ? target.id : undefined;
    },
    nameOf: (reference) => reference?.display ?? indexed(reference)?.name,
    codeOf: (reference) => {
      const code = indexed(reference)?.code;
      return isOfType(code, 'CodeableConcept') ? (code as fhir.CodeableConcept) : undefined;
    },
    facilityOf: (encounter) => {
      const target = targetOf(indexed(encounter)?.facility);
      return target?.type === 'Organization' ? target.id : undefined;
    },
  };
}
