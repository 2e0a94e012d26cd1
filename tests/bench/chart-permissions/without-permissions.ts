import { registerHooks } from 'node:module';

/**
 * Loads the apps without what decides: no product has a switch for that, so that nobody can turn it by mistake. What is replaced stands in `off/`:
 * the proof of who asks, the facts, the view of the store, the guards of fields and roots.
 */
const replaced: readonly (readonly [string, string])[] = [
  ['/packages/store/src/permitted-store.ts', 'permitted-store.ts'],
  ['/packages/subgraph-kit/src/request-judge.ts', 'request-judge.ts'],
  ['/packages/subgraph-kit/src/guards/guard-schema.ts', 'guard-schema.ts'],
  ['/packages/subgraph-kit/src/guards/root-rules.ts', 'root-rules.ts'],
];

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    const replacement = replaced.find(([path]) => found.url.endsWith(path));
    return replacement === undefined ? found : { ...found, url: new URL(`./off/${replacement[1]}`, import.meta.url).href };
  },
});
