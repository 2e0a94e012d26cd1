import { describe, expect, it } from '@jest/globals';
import { appConfig } from './app-config.ts';

const required = {
  MONGODB_URL: 'mongodb://127.0.0.1:27017',
  INTERNAL_SECRET: 'x'.repeat(32),
  GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
};
const defaults = { database: 'encounters', port: 4002 };

describe('appConfig', () => {
  it('needs the store, the secret and where the gateway is', () => {
    expect(appConfig(required, defaults)).toEqual({
      storeUrl: 'mongodb://127.0.0.1:27017',
      database: 'encounters',
      host: '127.0.0.1',
      port: 4002,
      internalSecret: 'x'.repeat(32),
      introspection: false,
      logLevel: 'info',
      gatewayUrl: 'http://127.0.0.1:4000/graphql',
      trust: { gatewayKeys: expect.any(Function) },
    });
  });

  it('lets the environment say otherwise', () => {
    expect(appConfig({ ...required, PORT: '0', DATABASE: 'other', LOG_LEVEL: 'silent' }, defaults)).toMatchObject({
      port: 0,
      database: 'other',
      logLevel: 'silent',
    });
  });

  it('takes the keys of the gateway over TLS, or from this machine', () => {
    const at = (url: string) => () => appConfig({ ...required, GATEWAY_URL: url }, defaults);

    expect(at('http://graph.example.vn/graphql')).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(at('https://graph.example.vn/graphql')).not.toThrow();
  });

  it('names every setting at fault at once, and never a value', () => {
    expect(() => appConfig({ PORT: 'ninety', LOG_LEVEL: 'loud', INTERNAL_SECRET: 'short' }, defaults)).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIGURATION',
        details: { setting: expect.stringMatching(/^(?!.*(ninety|loud|short)).*MONGODB_URL.*PORT.*INTERNAL_SECRET.*LOG_LEVEL/) },
      }),
    );
  });
});
