import { getProtectedObject } from '@health-graph/subgraph-kit';
import type { JSONWebKeySet } from 'jose';

/**
 * How the key set of an OpenID provider is fetched: its discovery document, then the key set that names. Redirects are refused: keys come from
 * who was configured, and from nobody it points to.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function issuerKeys(issuer: string): () => Promise<JSONWebKeySet> {
  const discoveryUrl = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return async () => {
    const metadata = await getProtectedObject(discoveryUrl);
    if (metadata['issuer'] !== issuer) throw new Error('The discovery document is of another issuer.');
    const url = metadata['jwks_uri'];
    if (typeof url !== 'string') throw new Error('The issuer names no key set.');
    const { keys } = await getProtectedObject(url);
    if (!Array.isArray(keys)) throw new Error('The issuer publishes no keys.');
    return { keys };
  };
}
