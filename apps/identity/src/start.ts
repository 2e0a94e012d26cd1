import type { RunningSubgraph } from '@health-graph/subgraph-kit';
import type { Config } from './config.ts';
import { serve } from './serve.ts';
import { openStore } from './store/identity-store.ts';

export type { Config } from './config.ts';
export type { AppClient, OidcClient, OidcConfig, PartnerClient } from './oidc/oidc-config.ts';

export interface RunningIdentity extends RunningSubgraph {
  /** Of the embedded OpenID provider, where the configuration asks for one. */
  readonly issuer?: string;
}

/** Opens the store and serves the subgraph, and the OpenID provider where one is asked for; `close` ends all. */
export async function start(config: Config): Promise<RunningIdentity> {
  const store = await openStore(config);
  try {
    return config.oidc === undefined ? await serve(store, config) : await withProvider(store, config, config.oidc);
  } catch (failure) {
    await store.close();
    throw failure;
  }
}

/** Loaded only when it is asked for: nobody else pays for the provider's modules. */
async function withProvider(
  store: Awaited<ReturnType<typeof openStore>>,
  config: Config,
  oidcConfig: NonNullable<Config['oidc']>,
): Promise<RunningIdentity> {
  const [{ startOidc }, { tokenQuestionOf }] = await Promise.all([import('./oidc/start-oidc.ts'), import('./oidc/issue-token.ts')]);
  const oidc = await startOidc(store, oidcConfig);
  try {
    const subgraph = await serve(store, config, {
      internalRoutes: { '/internal/token': async (body) => oidc.issueToken(tokenQuestionOf(body)) },
    });
    return {
      url: subgraph.url,
      issuer: oidc.issuer,
      close: async () => {
        await oidc.close();
        await subgraph.close();
      },
    };
  } catch (failure) {
    await oidc.close();
    throw failure;
  }
}
