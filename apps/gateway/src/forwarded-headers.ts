import type { IncomingHttpHeaders } from 'node:http';

/** What of a client's headers is passed on to subgraphs, as it came. */
export function forwardedHeaders(
  headers: IncomingHttpHeaders,
  { forwardHeaders }: { readonly forwardHeaders: readonly string[] },
): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of forwardHeaders) {
    const value = headers[name];
    if (value !== undefined) forwarded[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return forwarded;
}
