/** `<patient|user|system>/<Resource>.<interactions>`, interactions in the order c, r, u, d, s, at least one. */
const pattern = /^(?:patient|user|system)\/[A-Z][A-Za-z]+\.(?=[cruds])c?r?u?d?s?$/;

/**
 * Whether `scope` is written as SMART on FHIR v2 writes scopes; wildcards and query parts are for tokens, not for what a field requires.
 * @see https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
 */
export function isRequiredScope(scope: string): boolean {
  return pattern.test(scope);
}
