import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';

/** Spans find their parent over awaits and callbacks. Made only where something is traced: following contexts costs each promise something. */
export function createAsyncContext(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, thisArgument, ...given) => storage.run(active, () => work.apply(thisArgument as never, given)),
    bind: (active, target) => {
      if (typeof target !== 'function') return target;
      const bound = (...given: unknown[]): unknown => storage.run(active, () => (target as (...args: unknown[]) => unknown)(...given));
      return bound as typeof target;
    },
    enable: () => manager,
    disable: () => {
      storage.disable();
      return manager;
    },
  };
  return manager;
}
