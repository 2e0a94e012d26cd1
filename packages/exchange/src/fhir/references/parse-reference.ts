/** What the text of a `Reference.reference` points at. */
export type ParsedReference =
  /** `#id`, within the same resource. */
  | { readonly kind: 'contained'; readonly id: string }
  /** `urn:uuid:...`: the entry of the bundle with this `fullUrl`. */
  | { readonly kind: 'urn'; readonly url: string; readonly id: string }
  /** `Type/id`, with or without a version. */
  | { readonly kind: 'relative'; readonly type: string; readonly id: string }
  /** `https://server/Type/id`: here if a bundle brought it under that URL, else on another server. */
  | { readonly kind: 'absolute'; readonly url: string }
  /** `Type?identifier=system|value`: the one resource that has this identifier. */
  | { readonly kind: 'conditional'; readonly type: string; readonly identifier: string }
  | { readonly kind: 'unknown' };

const relative = /^([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
const conditional = /^([A-Z][A-Za-z]{1,63})\?identifier=([^&]+)$/;

/** @see https://hl7.org/fhir/R4/references.html and https://hl7.org/fhir/R4/http.html#trules for conditional references */
export function parseReference(reference: string): ParsedReference {
  if (reference.startsWith('#')) return { kind: 'contained', id: reference.slice(1) };
  if (reference.startsWith('urn:')) return { kind: 'urn', url: reference, id: reference.slice(reference.lastIndexOf(':') + 1) };
  if (/^https?:\/\//.test(reference)) return { kind: 'absolute', url: reference };
  const [, type, id] = relative.exec(reference) ?? [];
  if (type !== undefined && id !== undefined) return { kind: 'relative', type, id };
  const [, soughtType, identifier] = conditional.exec(reference) ?? [];
  if (soughtType === undefined || identifier === undefined) return { kind: 'unknown' };
  return { kind: 'conditional', type: soughtType, identifier: decoded(identifier) };
}

function decoded(identifier: string): string {
  try {
    return decodeURIComponent(identifier);
  } catch {
    return identifier;
  }
}
