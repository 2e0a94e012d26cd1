import { describe, expect, it } from '@jest/globals';
import { configOf } from './config.ts';

const required = { MONGODB_URL: 'mongodb://127.0.0.1:27017', INTERNAL_SECRET: 'x'.repeat(32) };

describe('configOf', () => {
  it('needs the store and the secret only', () => {
    expect(configOf(required)).toEqual({
      storeUrl: 'mongodb://127.0.0.1:27017',
      database: 'pharmacy',
      host: '127.0.0.1',
      port: 4003,
      internalSecret: 'x'.repeat(32),
      introspection: false,
      logLevel: 'info',
    });
  });

  it('names every setting at fault at once', () => {
    expect(() => configOf({ PORT: 'ninety', LOG_LEVEL: 'loud' })).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIGURATION',
        details: { setting: expect.stringMatching(/MONGODB_URL.*PORT.*INTERNAL_SECRET.*LOG_LEVEL/) },
      }),
    );
  });
});
