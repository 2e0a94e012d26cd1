import { start } from '@health-graph/embedded-mongo';
import type { StoreRoleConfig, UrlReady } from './role-config.ts';
import { runRole } from './run-role.ts';

/** The embedded store on loopback. */
runRole<StoreRoleConfig, UrlReady>(async ({ folder }) => {
  const store = await start({ folder, host: '127.0.0.1', port: 0 });
  return { ready: { url: store.url }, close: () => store.close() };
});
