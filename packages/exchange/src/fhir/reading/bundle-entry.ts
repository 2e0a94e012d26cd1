import { isUtf8 } from 'node:buffer';
import type { Refusal } from '../refusal.ts';
import type { Slice } from './byte-input.ts';
import { contentHash } from './content-hash.ts';
import { maxResourceBytes } from './limits.ts';
import { membersOf, textOf } from './members.ts';

/** A FHIR resource before it is checked. */
export interface AnyResource {
  readonly resourceType: string;
  readonly id?: string;
  readonly [element: string]: unknown;
}

/** What the reader knows of an entry in any case. */
interface EntryPlace {
  /** The entry's place in its file, from 0. */
  readonly ordinal: number;
  readonly fullUrl?: string;
  readonly type?: string;
  /** The resource's own id, or else one that follows from `fullUrl` or the content. */
  readonly sourceId?: string;
}

/** An entry of a bundle, or a line of NDJSON. */
export type BundleEntry =
  | (EntryPlace & {
      readonly type: string;
      readonly sourceId: string;
      readonly resource: AnyResource;
      /** The resource as it was written, letter for letter. */
      readonly text: string;
      /** `entry.request` as it was written. */
      readonly request?: string;
      readonly refusal?: undefined;
    })
  | (EntryPlace & { readonly refusal: Refusal });

/** Reads one element of `Bundle.entry`. */
export function parseEntry(slice: Slice, ordinal: number): BundleEntry {
  const members = membersOf(slice.bytes ?? slice.beginning);
  if (members === undefined)
    return { ordinal, refusal: { code: 'INVALID_RESOURCE', field: 'Bundle.entry', reason: 'The entry is no object.' } };
  const fullUrl = textOf(members.get('fullUrl'));
  const place = { ordinal, ...(fullUrl === undefined ? {} : { fullUrl }) };
  const resource = members.get('resource');
  if (slice.bytes === undefined) return { ...place, ...identityIn(resource, fullUrl), refusal: tooLarge(slice.size) };
  const request = members.get('request')?.toString('utf8');
  if (resource === undefined) return { ...place, refusal: withoutResource(request) };
  if (resource.length > maxResourceBytes) return { ...place, ...identityIn(resource, fullUrl), refusal: tooLarge(resource.length) };
  const entry = parseResource(resource, place);
  return request === undefined || entry.refusal !== undefined ? entry : { ...entry, request };
}

/** Reads one resource: the `resource` of an entry, or a line of NDJSON. */
export function parseResource(bytes: Buffer, place: Pick<EntryPlace, 'ordinal' | 'fullUrl'>): BundleEntry {
  const refused = (refusal: Refusal): BundleEntry => ({ ...place, ...identityIn(bytes, place.fullUrl), refusal });
  if (!isUtf8(bytes)) return refused({ code: 'INVALID_UTF8', reason: 'The resource is not UTF-8.' });
  const text = bytes.toString('utf8');
  const value = parsed(text);
  if (value === undefined) return refused({ code: 'INVALID_JSON', reason: 'The resource is not JSON.' });
  if (!isResource(value))
    return refused({ code: 'INVALID_RESOURCE', field: 'resourceType', reason: 'The resource does not say its type.' });
  if (value['id'] !== undefined && !isFhirId(value['id'])) {
    return refused({
      code: 'INVALID_RESOURCE',
      field: `${value.resourceType}.id`,
      reason: 'The id is not one of FHIR: 1 to 64 of A-Z, a-z, 0-9, - and .',
    });
  }
  const sourceId = value.id ?? idInUrl(place.fullUrl) ?? contentHash(text).slice(0, 40);
  return { ...place, type: value.resourceType, sourceId, resource: value, text };
}

export const tooLarge = (size: number): Refusal => ({
  code: 'PAYLOAD_TOO_LARGE',
  reason: `The resource has ${size} bytes; the store keeps up to 16 MB.`,
});

function withoutResource(request: string | undefined): Refusal {
  return request === undefined
    ? { code: 'INVALID_RESOURCE', field: 'Bundle.entry.resource', reason: 'The entry carries no resource.' }
    : { code: 'UNSUPPORTED', field: 'Bundle.entry.request', reason: 'An import adds and changes records; it does not read or delete.' };
}

/** Type and id of a resource that may be cut off or broken, as far as they can be seen. */
function identityIn(bytes: Buffer | undefined, fullUrl: string | undefined): Pick<EntryPlace, 'type' | 'sourceId'> {
  const members = bytes === undefined ? undefined : membersOf(bytes);
  const type = textOf(members?.get('resourceType'));
  const id = textOf(members?.get('id'));
  const sourceId = id !== undefined && isFhirId(id) ? id : idInUrl(fullUrl);
  return {
    ...(type !== undefined && isTypeName(type) ? { type } : {}),
    ...(sourceId === undefined ? {} : { sourceId }),
  };
}

function idInUrl(fullUrl: string | undefined): string | undefined {
  const id = fullUrl?.startsWith('urn:') ? fullUrl.slice(fullUrl.lastIndexOf(':') + 1) : fullUrl?.slice(fullUrl.lastIndexOf('/') + 1);
  return id !== undefined && isFhirId(id) ? id : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isResource = (value: unknown): value is AnyResource =>
  typeof value === 'object' &&
  value !== null &&
  'resourceType' in value &&
  typeof value.resourceType === 'string' &&
  isTypeName(value.resourceType);
const isTypeName = (value: string): boolean => /^[A-Z][A-Za-z]{1,63}$/.test(value);
const isFhirId = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z0-9.-]{1,64}$/.test(value);
