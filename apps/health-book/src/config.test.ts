import { describe, expect, it } from '@jest/globals';
import { configOf } from './config.ts';

const env = { MONGODB_URL: 'mongodb://127.0.0.1:27017', INTERNAL_SECRET: 'a secret of tests, 32 characters or more' };

describe('configOf', () => {
  it('needs the store and the secret, and has defaults for the rest', () => {
    expect(configOf(env)).toEqual({
      storeUrl: env.MONGODB_URL,
      internalSecret: env.INTERNAL_SECRET,
      database: 'health-book',
      host: '127.0.0.1',
      port: 4005,
      introspection: false,
      logLevel: 'info',
    });
  });

  it('names every setting at fault', () => {
    expect(() => configOf({ ...env, MONGODB_URL: 'http://x', PORT: 'x' })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIGURATION', details: { setting: expect.stringMatching(/MONGODB_URL.*PORT/) } }),
    );
  });
});
