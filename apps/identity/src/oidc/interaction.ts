import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { IdentityStore } from '../store/identity-store.ts';
import type { AccountDirectory } from './account-directory.ts';
import { accountsForSignIn } from './account-list.ts';
import { actingAsToText, purposeOf } from './acting-as.ts';
import { errorPage } from './error-page.ts';
import { signInPage } from './sign-in-page.ts';

export interface InteractionOptions {
  readonly provider: Provider;
  readonly directory: AccountDirectory;
  readonly store: IdentityStore;
  readonly now: () => number;
}

const maxBodyBytes = 10_000;

/** The page on which somebody chooses an account (GET), and the choice (POST). An interaction belongs to one browser, by its cookie. */
export async function interact(request: IncomingMessage, response: ServerResponse, options: InteractionOptions): Promise<void> {
  const details = await options.provider.interactionDetails(request, response).catch(() => undefined);
  if (details === undefined) return send(response, 400, errorPage('invalid_request'), '');
  if (request.method === 'POST') return choose(request, response, options);
  const { params, uid } = details;
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const search = (searchParams.get('q') ?? textOf(params['login_hint']) ?? '').slice(0, 100);
  const nonce = randomBytes(16).toString('base64');
  const page = signInPage({
    nonce,
    action: `/interaction/${encodeURIComponent(uid)}`,
    clientId: String(params['client_id']),
    search,
    purpose: textOf(params['purpose']),
    list: await accountsForSignIn(options.store, search, options.now()),
  });
  return send(response, 200, page, nonce, originOf(textOf(params['redirect_uri'])));
}

async function choose(request: IncomingMessage, response: ServerResponse, { provider, directory }: InteractionOptions): Promise<void> {
  const form = new URLSearchParams(await bodyOf(request));
  const [accountId = '', role, facilityId] = (form.get('acting') ?? '').split('~');
  const known = await directory.byId(accountId);
  const held = known?.roles.find((candidate) => candidate.role === role && (candidate.facilityId ?? '') === facilityId);
  if (held === undefined) return send(response, 400, errorPage('access_denied'), '');
  const purpose = purposeOf(held.role, form.get('purpose') ?? undefined);
  const login = { accountId: actingAsToText({ accountId, purpose, ...held }), remember: false };
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > maxBodyBytes) return '';
  }
  return text;
}

/** Nothing comes from elsewhere, and the form may only lead back to the app: browsers hold redirects behind a form to this list. */
function send(response: ServerResponse, status: number, page: string, nonce: string, appOrigin = ''): void {
  const ownOnly = nonce === '' ? "style-src 'unsafe-inline'" : `style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': `default-src 'none'; ${ownOnly}; form-action 'self' ${appOrigin}; frame-ancestors 'none'; base-uri 'none'`,
    })
    .end(page);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const originOf = (url: string | undefined): string => (url !== undefined && URL.canParse(url) ? new URL(url).origin : '');
