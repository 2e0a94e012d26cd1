const timeoutMs = 5_000;
const maxBytes = 1_000_000;

/** TLS, or this machine. */
export function isProtected(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}

/** The JSON object at an address that keys are trusted from: no redirects, no more than a megabyte, no longer than five seconds. */
export async function getProtectedObject(url: string): Promise<Readonly<Record<string, unknown>>> {
  if (!isProtected(url)) throw new Error('Keys come over TLS, or from this machine.');
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs), headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new Error('Who publishes the keys did not answer.');
  const value: unknown = JSON.parse(await boundedText(response));
  if (typeof value !== 'object' || value === null) throw new Error('Who publishes the keys answered with no object.');
  return value as Readonly<Record<string, unknown>>;
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxBytes) throw new Error('Who publishes the keys answered with too much.');
  }
  return text;
}
