/** Traces of this process, where `OTEL_EXPORTER_OTLP_ENDPOINT` says who takes them. What they need is loaded only then. */
export async function traces(service: string): Promise<{ close(): Promise<void> }> {
  const url = process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (url === undefined || url === '') return { close: async () => undefined };
  const { registerTracing } = await import('@health-graph/gateway');
  return registerTracing(service, url);
}
