import type { JSONWebKeySet } from 'jose';

const timeoutMs = 5_000;
const maxBytes = 1_000_000;

/**
 * How the key set of an OpenID provider is fetched: its discovery document, then the key set that names. Redirects are refused: keys come from
 * who was configured, and from nobody it points to.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function issuerKeys(issuer: string): () => Promise<JSONWebKeySet> {
  const discoveryUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return async () => {
    const metadata = await getObject(discoveryUrl);
    if (metadata['issuer'] !== issuer) throw new Error('The discovery document is of another issuer.');
    const url = metadata['jwks_uri'];
    if (typeof url !== 'string' || !isProtected(url)) throw new Error('The issuer names no key set that can be trusted.');
    const { keys } = await getObject(url);
    if (!Array.isArray(keys)) throw new Error('The issuer publishes no keys.');
    return { keys };
  };
}

async function getObject(url: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs), headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new Error('The issuer did not answer.');
  const value: unknown = JSON.parse(await boundedText(response));
  if (typeof value !== 'object' || value === null) throw new Error('The issuer answered with no object.');
  return value as Readonly<Record<string, unknown>>;
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > maxBytes) throw new Error('The issuer answered with too much.');
  }
  return text;
}

/** TLS, or this machine. */
export function isProtected(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}
