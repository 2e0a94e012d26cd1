import type { IncomingMessage, ServerResponse } from 'node:http';

/** The bytes of a body, or undefined when there are too many: the rest is read and forgotten, so that the answer arrives. */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}

export function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** An error that is the whole answer. */
export const refuse = (response: ServerResponse, status: number, code: string): void =>
  send(response, status, { errors: [{ message: 'The request is refused.', extensions: { code } }] });

/** GET, or POST of a value; whatever is not 200 is no answer. */
export async function jsonAt(url: string, value?: object, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(value) };
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(2_000), ...(value && post) });
  if (response.status !== 200) throw new Error('There is no answer.');
  return response.json();
}
