import { describe, expect, it } from '@jest/globals';
import { as, readConfig } from './read-config.ts';

const spec = {
  port: { variable: 'PORT', parse: as.port, default: 4003 },
  storeUrl: { variable: 'MONGODB_URL', parse: as.mongodbUrl },
  secret: { variable: 'INTERNAL_SECRET', parse: as.secret },
  level: { variable: 'LOG_LEVEL', parse: as.oneOf(['info', 'silent']), default: 'info' },
  introspection: { variable: 'INTROSPECTION', parse: as.flag, default: false },
} as const;
const env = { MONGODB_URL: 'mongodb://127.0.0.1:27017', INTERNAL_SECRET: 's'.repeat(32) };

describe('readConfig', () => {
  it('reads what is set and takes the default for the rest', () => {
    const config = readConfig({ ...env, PORT: '0', INTROSPECTION: 'true', LOG_LEVEL: '' }, spec);

    expect(config).toEqual({ port: 0, storeUrl: env.MONGODB_URL, secret: env.INTERNAL_SECRET, level: 'info', introspection: true });
  });

  it('names every fault at once, and no value', () => {
    const read = () => readConfig({ PORT: '70000', INTERNAL_SECRET: 'short', LOG_LEVEL: 'loud', INTROSPECTION: 'yes' }, spec);

    expect(read).toThrow(
      expect.objectContaining({
        code: 'INVALID_CONFIGURATION',
        details: {
          setting:
            'PORT must be a whole number from 0 to 65535; MONGODB_URL is missing; INTERNAL_SECRET must have at least 32 characters; LOG_LEVEL must be one of info, silent; INTROSPECTION must be one of true, false',
        },
      }),
    );
  });

  it.each(['http://127.0.0.1', 'mongodb://', 'localhost'])('refuses %s as a store', (url) => {
    expect(() => readConfig({ ...env, MONGODB_URL: url }, spec)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });
});
