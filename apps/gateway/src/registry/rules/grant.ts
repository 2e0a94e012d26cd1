/** What a publisher may publish: nothing without one. */
export interface Grant {
  /** Account id of the publisher, as in the `sub` of its access tokens. */
  readonly publisher: string;
  /** Names of subgraphs. */
  readonly subgraphs: readonly string[];
  /** `Rehabilitation*` for types with all of their fields, `Patient.rehabilitation*` for fields of a type of others. `*` stands for any letters. */
  readonly claims: readonly string[];
  /** `graph.hospital.vn`, `*.hospital.vn`, with a port where it is not the scheme's own. */
  readonly hosts: readonly string[];
  /** Fields whose class security staff agreed to lower. */
  readonly weakens: readonly string[];
}

/** Whether a type, or a field of it, is among the claims. */
export function isClaimed({ claims }: Pick<Grant, 'claims'>, coordinate: string): boolean {
  const type = coordinate.split('.', 1)[0] ?? '';
  return claims.some((claim) => matches(claim, claim.includes('.') ? coordinate : type));
}

/** Whether a claim names exactly this. */
export const isNamed = ({ claims }: Pick<Grant, 'claims'>, coordinate: string): boolean => claims.includes(coordinate);

export function isAllowedHost({ hosts }: Pick<Grant, 'hosts'>, host: string): boolean {
  return hosts.some((allowed) =>
    allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) && host.length > allowed.length - 1 : host === allowed,
  );
}

function matches(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === text;
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - tail.length;
}
