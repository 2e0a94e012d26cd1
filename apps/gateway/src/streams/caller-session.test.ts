import { Unauthenticated } from '@health-graph/errors';
import { describe, expect, it } from '@jest/globals';
import type { Admit } from '../door.ts';
import { openSession } from './caller-session.ts';

const caller = { accountId: 'bs.hanh', role: 'physician', purpose: 'TREAT', scopes: [] } as const;
const refused = async (): Promise<never> => {
  throw new Unauthenticated('The access token is not valid.');
};

/** A door that tests shut. */
function aDoor(expiresAt = Date.now() + 60_000) {
  const state = {
    admit: (async (_token, requestId) => ({
      requestId,
      signIn: { caller },
      expiresAt,
      fingerprint: undefined,
      signer: undefined,
    })) as Admit,
  };
  const admit: Admit = (token, requestId) => state.admit(token, requestId);
  return { state, options: { authorization: 'Bearer x', address: '::1', headers: {}, admit, audit: undefined } };
}

describe('the session of a connection', () => {
  it('asks the door again for each request, each with an id of its own', async () => {
    const { options, state } = aDoor();
    const session = await openSession(options);
    const { signal } = new AbortController();

    const contexts = [await session.newContext(options, signal), await session.newContext(options, signal)];
    state.admit = refused;

    expect(new Set(contexts.map(({ requestId }) => requestId)).size).toBe(2);
    await expect(session.newContext(options, signal)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The access token is not valid any more.',
    });
  });

  it('tells accounts apart, and addresses of those who did not sign in', async () => {
    const { options } = aDoor();
    const anonymous: Admit = async (_token, requestId) => ({ requestId, signIn: undefined, fingerprint: undefined, signer: undefined });

    expect((await openSession(options)).key).toBe('account:bs.hanh');
    expect((await openSession({ ...options, admit: anonymous })).key).toBe('address:::1');
  });

  it('ends when its token is revoked, though nothing happens', async () => {
    const { options, state } = aDoor();
    const session = await openSession(options);
    const ended = new Promise((resolve) => session.watch(5, resolve));

    state.admit = refused;

    expect(await ended).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends when its token expires', async () => {
    const session = await openSession(aDoor(Date.now() + 20).options);

    expect(await new Promise((resolve) => session.watch(60_000, resolve))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('does not end because it cannot be found out whether a token is still right', async () => {
    const { options, state } = aDoor(Date.now() + 100);
    const session = await openSession(options);
    let asked = 0;
    const away = new Promise<void>((resolve) => {
      state.admit = async () => {
        asked += 1;
        if (asked === 3) resolve();
        throw new Error('The issuer is away.');
      };
    });
    let hasEnded = false;
    const stop = session.watch(2, () => {
      hasEnded = true;
    });

    await away;
    stop();

    expect(hasEnded).toBe(false);
  });

  it('does not begin with a wrong token, which is then in the log', async () => {
    const noted: string[] = [];
    const audit = { refusedSignIn: async (id: string) => void noted.push(id) } as never;

    await expect(openSession({ ...aDoor().options, admit: refused, audit })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(noted).toHaveLength(1);
  });
});
