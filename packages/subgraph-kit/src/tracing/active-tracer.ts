import { ProxyTracerProvider, type Tracer, trace } from '@opentelemetry/api';

/** What the API answers with where nobody registered a provider. */
const nobody = new ProxyTracerProvider().getDelegate();

/** The tracer of the provider that this process registered; undefined where there is none, so that nothing is wrapped and no span made. */
export function activeTracer(name: string): Tracer | undefined {
  const provider = trace.getTracerProvider();
  const isRegistered = !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== nobody;
  return isRegistered ? trace.getTracer(`health-graph ${name}`) : undefined;
}
