import type { RequestLog } from './request-log.ts';

/** Apollo Server's own remarks may quote requests; only that there was one is kept. */
export const quiet = ({ remarked }: Pick<RequestLog, 'remarked'>) => ({
  debug: () => undefined,
  info: () => undefined,
  warn: () => remarked('warn'),
  error: () => remarked('error'),
});
