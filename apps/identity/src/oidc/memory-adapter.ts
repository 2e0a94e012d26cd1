import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** More sessions and codes than a development machine has at once; the oldest go first. */
const most = 20_000;

/** Keeps what the provider knows in this process, for as long as it is to be kept; shared by the providers before and after a rotation of keys. */
export function memoryAdapter(now: () => number): AdapterFactory {
  const kept = new Map<string, Kept>();
  const read = (key: string): AdapterPayload | undefined => {
    const found = kept.get(key);
    if (found === undefined || found.until > now()) return found?.payload;
    kept.delete(key);
    return undefined;
  };
  const write = (key: string, payload: AdapterPayload, until: number): void => {
    kept.delete(key);
    kept.set(key, { payload, until });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
  };
  const findBy = (model: string, field: 'uid' | 'userCode', value: string): AdapterPayload | undefined => {
    for (const [key, { payload }] of kept) if (key.startsWith(`${model}:`) && payload[field] === value) return read(key);
    return undefined;
  };
  return (model): Adapter => ({
    upsert: async (id, payload, expiresIn) => write(`${model}:${id}`, payload, now() + (expiresIn ?? 86_400) * 1_000),
    find: async (id) => read(`${model}:${id}`),
    findByUid: async (uid) => findBy(model, 'uid', uid),
    findByUserCode: async (userCode) => findBy(model, 'userCode', userCode),
    consume: async (id) => {
      const found = kept.get(`${model}:${id}`);
      if (found !== undefined) kept.set(`${model}:${id}`, { ...found, payload: { ...found.payload, consumed: Math.floor(now() / 1_000) } });
    },
    destroy: async (id) => void kept.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
    },
  });
}
