import { InvalidConfiguration } from '@health-graph/errors';
import { type AppConfig, appConfig, as, type Environment, readConfig } from '@health-graph/subgraph-kit';

/** One hospital of several tells the record locator what it holds. */
export interface EncountersConfig extends AppConfig {
  /** The GraphQL endpoint of patients. */
  readonly patientsUrl?: string;
}

/**
 * The settings in `env`; the README lists them.
 * @throws {InvalidConfiguration} naming every setting at fault
 */
export function configOf(env: Environment): EncountersConfig {
  const config = appConfig(env, { database: 'encounters', port: 4002 });
  const { patientsUrl } = readConfig(env, { patientsUrl: { variable: 'PATIENTS_URL', parse: as.protectedUrl, default: '' } });
  if (config.endpoint !== undefined && patientsUrl === '')
    throw new InvalidConfiguration('The configuration has faults.', { setting: 'PATIENTS_URL is missing where ENDPOINT is given' });
  return { ...config, ...(patientsUrl === '' ? {} : { patientsUrl }) };
}
