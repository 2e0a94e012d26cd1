/** What a worker tells its supervisor when it listens. */
export const readyMessage = (url: string) => ({ healthGraphReady: url });

export const urlIn = (message: unknown): string | undefined => {
  const { healthGraphReady: url } = (message ?? {}) as { readonly healthGraphReady?: unknown };
  return typeof url === 'string' ? url : undefined;
};

/** What a supervisor tells its workers at the end. */
export const drainMessage = 'health-graph:drain';
