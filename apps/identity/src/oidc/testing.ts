import { createHash, randomBytes } from 'node:crypto';

export const redirectUri = 'http://127.0.0.1:4100/callback';
export const clientId = 'portal';

/** A browser's cookies, as far as one provider needs them. */
export function aBrowser() {
  const cookies = new Map<string, string>();
  return async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
}

export type Browser = ReturnType<typeof aBrowser>;

/** An app that asks somebody to sign in: authorization code with PKCE. */
export function anApp(issuer: string, browser: Browser = aBrowser()) {
  const verifier = randomBytes(32).toString('base64url');
  const authorizationUrl = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
    const asked = {
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid user/*.rs patient/*.rs',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state-1',
      ...changes,
    };
    const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return `${issuer}/auth?${new URLSearchParams(given)}`;
  };
  const follow = async (from: Response): Promise<Response> => {
    let response = from;
    for (let turn = 0; turn < 6; turn += 1) {
      const location = response.headers.get('location');
      if (location === null || location.startsWith(redirectUri)) return response;
      response = await browser(new URL(location, issuer).href);
    }
    return response;
  };
  const askedAt = async (url: string): Promise<{ readonly page: Response; readonly url: string }> => {
    const first = await browser(url);
    const location = first.headers.get('location') ?? '';
    return { page: await follow(first), url: new URL(location, issuer).href };
  };
  return {
    browser,
    authorizationUrl,
    askedAt,
    /** Chooses an account and gives what the app is told. */
    signIn: async (acting: string, changes: Readonly<Record<string, string | undefined>> = {}, purpose = ''): Promise<URLSearchParams> => {
      const { url } = await askedAt(authorizationUrl(changes));
      const chosen = await browser(url, { method: 'POST', body: new URLSearchParams({ acting, purpose }) });
      const last = await follow(chosen);
      return new URL(last.headers.get('location') ?? 'http://nowhere').searchParams;
    },
    exchange: (code: string, changes: Readonly<Record<string, string>> = {}): Promise<Response> =>
      fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          redirect_uri: redirectUri,
          code,
          code_verifier: verifier,
          ...changes,
        }),
      }),
  };
}
